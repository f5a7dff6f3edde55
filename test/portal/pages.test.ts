import { withBrowser } from "./browser.ts";
import { alerting } from "./journeys/alerting.ts";
import { atTheBorder } from "./journeys/at-the-border.ts";
import { draftingMany } from "./journeys/drafting-many.ts";
import { packingAndAuditing } from "./journeys/packing-and-auditing.ts";
import { scanning } from "./journeys/scanning.ts";
import { serving } from "./journeys/serving.ts";
import { verifying } from "./journeys/verifying.ts";
import { working } from "./journeys/working.ts";
import { type Scene, startScene } from "./scene.ts";
import type { Stage } from "./stage.ts";

// In `npm run test:deep` each journey is made in every language, width and colours: stage.ts reads ../support/depth.ts.
describe("the portal", function () {
  this.timeout(120_000);
  let scene: Scene;

  before(async () => {
    scene = await startScene();
  });

  after(() => scene?.close());

  // First, while every lot is as it was made.
  describe("at the service", () => serving({ scene: () => scene }));

  describe("in a browser", () => {
    const browser = withBrowser();
    const stage: Stage = { browser, scene: () => scene };
    describe("verifying a lot", () => verifying(stage));
    describe("scanning a label", () => scanning(stage));
    describe("working for an organisation", () => working(stage));
    describe("drafting many at once", () => draftingMany(stage));
    describe("seeing to alerts", () => alerting(stage));
    describe("packing, and auditing", () => packingAndAuditing(stage));
    // Last: from here on goods need a permit to leave.
    describe("at the border", () => atTheBorder(stage));
  });
});
