import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const COMPILER = `#!/usr/bin/env node
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
appendFileSync("builds.log", process.argv[2] + "\\n");
if (readFileSync("contracts/A.sol", "utf8").includes("broken")) {
  console.log("A.sol is broken");
  process.exit(1);
}
mkdirSync("types", { recursive: true });
`;

/** A project of its own folder with the real bootstrap, a contract, and a local package that stands for the compiler. */
export class FakeProject {
  readonly folder = mkdtempSync(join(tmpdir(), "ytterby-bootstrap-"));

  constructor() {
    cpSync("scripts/bootstrap.mjs", join(this.folder, "scripts/bootstrap.mjs"));
    cpSync("scripts/bootstrap", join(this.folder, "scripts/bootstrap"), { recursive: true });
    this.write("hardhat.config.ts", "");
    this.write("contracts/A.sol", "contract A {}");
    this.write(
      "compiler/package.json",
      JSON.stringify({ name: "hardhat", version: "1.0.0", bin: { hardhat: "cli.mjs" } }),
    );
    this.write("compiler/cli.mjs", COMPILER);
    this.depend({});
  }

  write(path: string, content: string): void {
    mkdirSync(join(this.folder, path, ".."), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  exists(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** Times the contracts were compiled. */
  get builds(): number {
    return this.exists("builds.log")
      ? readFileSync(join(this.folder, "builds.log"), "utf8").trim().split("\n").length
      : 0;
  }

  /** Writes package.json and lockfile with further dependencies (name to exact version) that only a registry has. */
  depend(further: Record<string, string>): void {
    const dependencies = { hardhat: "file:compiler", ...further };
    const packages: Record<string, object> = {
      "": { name: "fake", version: "1.0.0", dependencies },
      compiler: { name: "hardhat", version: "1.0.0", bin: { hardhat: "cli.mjs" } },
      "node_modules/hardhat": { resolved: "compiler", link: true },
    };
    for (const [name, version] of Object.entries(further)) packages[`node_modules/${name}`] = { version };
    this.write("package.json", JSON.stringify({ name: "fake", version: "1.0.0", dependencies }));
    this.write("package-lock.json", JSON.stringify({ name: "fake", version: "1.0.0", lockfileVersion: 3, packages }));
  }

  /** Starts `node [nodeArgs] scripts/bootstrap.mjs …args` with a registry that refuses every connection. */
  start(args: string[], nodeArgs: string[] = []): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [...nodeArgs, "scripts/bootstrap.mjs", ...args], {
      cwd: this.folder,
      env: { ...process.env, npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.on("close", (status, signal) => resolve({ status, signal, stdout, stderr }));
    });
    return { child, ended };
  }

  run(args: string[], nodeArgs: string[] = []): Promise<Ended> {
    return this.start(args, nodeArgs).ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
