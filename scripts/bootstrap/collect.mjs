import { spawn } from "node:child_process";
import { passSignalsTo } from "./signals.mjs";

/**
 * Runs a command to its end and keeps what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions} options
 * @returns {Promise<{ status: number, output: string }>}
 */
export function collect(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const signals = passSignalsTo(child);
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      signals.release();
      signals.dieOfWhatCame();
      resolve({ status: code ?? 1, output });
    });
  });
}
