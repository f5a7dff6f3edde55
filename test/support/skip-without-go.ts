import { goVersion } from "../../scripts/network/build-validator.ts";

/** For a suite that needs Go: skips its tests where there is none, and says so on standard error. */
export function skipWithoutGo(): void {
  before(async function () {
    if ((await goVersion()) !== undefined) return;
    console.error(`SKIPPED: ${this.test?.parent?.title}: Go is not on the PATH, and the validators are built by it.`);
    this.skip();
  });
}
