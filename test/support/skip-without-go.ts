import { spawnSync } from "node:child_process";
import { goVersion } from "../../scripts/network/build-validator.ts";

const DOWNLOAD_MS = 600_000;

/** For a suite that needs Go: skips its tests where there is none, or where its modules cannot be had, and says so on standard error. */
export function skipWithoutGo(): void {
  before(async function () {
    this.timeout(DOWNLOAD_MS);
    const title = this.test?.parent?.title;
    if ((await goVersion()) === undefined) {
      console.error(`SKIPPED: ${title}: Go is not on the PATH, and the validators are built by it.`);
      this.skip();
    }
    const { status, stderr } = spawnSync("go", ["mod", "download"], { cwd: "network", encoding: "utf8" });
    if (status === 0) return;
    console.error(`SKIPPED: ${title}: the modules that the validators are built from cannot be had.\n${stderr}`);
    this.skip();
  });
}
