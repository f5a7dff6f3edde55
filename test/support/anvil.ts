import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);

/** A bare development node, gone when it is closed. */
export interface Anvil {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a node that mines a block for every transaction, free of charge.
 * @param args Further options of anvil.
 */
export async function startAnvil(...args: string[]): Promise<Anvil> {
  const binary = require.resolve("@foundry-rs/anvil-linux-amd64/bin/anvil");
  const free = ["--gas-price", "0", "--block-base-fee-per-gas", "0", "--disable-min-priority-fee"];
  const child = spawn(
    binary,
    ["--port", "0", "--hardfork", "cancun", "--chain-id", "31337", "--gas-limit", "300000000", ...free, ...args],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  return { url: await listeningUrl(child), close: () => stop(child) };
}

async function listeningUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("anvil has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /^Listening on (\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      // Nobody reads on; a full pipe would stop the node.
      child.stdout.resume();
      return `http://${address}`;
    }
  }
  throw new Error("anvil ended before it listened");
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
