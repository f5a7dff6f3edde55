import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProjectCopy } from "../solidity/project-copy.ts";

export interface Bytecode {
  name: string;
  bytecode: string;
  deployedBytecode: string;
}

/** A copy of the project in which a contract's bytecode can be exchanged. */
export class Sandbox {
  readonly #project = new ProjectCopy();

  constructor() {
    this.#project.copy("artifacts");
  }

  /** Puts the bytecode in the place of what was compiled from the contract. */
  exchange({ name, bytecode, deployedBytecode }: Bytecode): void {
    const path = join(this.#project.folder, "artifacts", "contracts", `${name}.sol`, `${name}.json`);
    const artifact = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(
      path,
      JSON.stringify({ ...artifact, bytecode: `0x${bytecode}`, deployedBytecode: `0x${deployedBytecode}` }),
    );
  }

  /** Runs test files until the first test fails. Answers whether all passed, and what was printed. */
  async run(files: readonly string[], timeoutMs: number): Promise<{ passed: boolean; output: string }> {
    const mocha = join("node_modules", "mocha", "bin", "mocha.js");
    const options = ["--no-config", "--bail", "--exit", "--reporter", "min", "--timeout", "20000"];
    const child = spawn(process.execPath, [mocha, ...options, "--require", "./test/setup.ts", ...files], {
      cwd: this.#project.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, YTTERBY_TEST_ANY_SIZE: "1" },
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
      });
    }
    const status = await new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { passed: status === 0, output };
  }

  remove(): void {
    this.#project.remove();
  }
}
