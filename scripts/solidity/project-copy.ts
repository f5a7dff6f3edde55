import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the tests of contracts read, or run. */
const COPIED = [
  ...["contracts", "data", "scripts", "src", "test", "types"],
  ...[".mocharc.json", "hardhat.config.ts", "package.json", "tsconfig.json"],
];

/** A copy of the project in a folder of its own, for runs that compile the contracts otherwise than they are shipped. */
export class ProjectCopy {
  readonly folder: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "ytterby-copy-"));
    for (const path of COPIED) this.copy(path);
    symlinkSync(join(process.cwd(), "node_modules"), join(this.folder, "node_modules"));
  }

  /** Copies one more file or folder, at its path from the project's folder. */
  copy(path: string): void {
    cpSync(path, join(this.folder, path), { recursive: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
