import { withBrowser } from "./browser.ts";
import { verifying } from "./journeys/verifying.ts";
import { working } from "./journeys/working.ts";
import { type Scene, startScene } from "./scene.ts";
import { catalogues, looks, type Stage } from "./stage.ts";

describe("the portal in a browser", function () {
  this.timeout(120_000);
  const browser = withBrowser();
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });

  after(() => scene?.close());

  const stage: Stage = { looks, catalogues, browser, scene: () => scene };
  describe("verifying a lot", () => verifying(stage));
  describe("working for an organisation", () => working(stage));
});
