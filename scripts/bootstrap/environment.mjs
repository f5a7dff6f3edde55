import { delimiter, dirname, join } from "node:path";

/**
 * The environment of everything that runs under the project's Node.
 * @param {{ root: string, node: string }} place
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentUnder({ root, node }) {
  return {
    ...process.env,
    PATH: [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter),
    // Hardhat would otherwise ask a person at a terminal for leave to phone home.
    HARDHAT_DISABLE_TELEMETRY: "true",
  };
}
