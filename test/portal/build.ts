import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Folder of what is built. */
export const built = fileURLToPath(new URL("../../dist/portal/", import.meta.url));

/** Has the bootstrap build the pages, where they are not built as they are now. */
export function buildPortal(): void {
  const bootstrap = fileURLToPath(new URL("../../scripts/bootstrap.mjs", import.meta.url));
  execFileSync(process.execPath, [bootstrap, "--portal", "node", "--eval", "0"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/** For a suite that looks at the pages. */
export function withPortal(): void {
  before(function () {
    this.timeout(120_000);
    buildPortal();
  });
}
