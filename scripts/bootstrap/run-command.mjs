import { spawn } from "node:child_process";
import { BootstrapError } from "./bootstrap-error.mjs";
import { endWithUs } from "./bound-together.mjs";
import { environmentUnder } from "./environment.mjs";
import { passSignalsTo } from "./signals.mjs";

/**
 * Runs the command in the caller's folder and ends as it ended: same exit status, or same signal.
 * @param {{ root: string, node: string }} place
 * @param {string} command
 * @param {string[]} args
 */
export function runCommand(place, command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: environmentUnder(place) });
    const signals = passSignalsTo(child);
    const bound = endWithUs(child);
    child.on("error", (error) => {
      bound.release();
      reject(new BootstrapError(`The command ${command} cannot be run: ${error.message}.`));
    });
    child.on("exit", (code, signal) => {
      signals.release();
      bound.release();
      if (signal !== null) process.kill(process.pid, signal);
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}
