import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Engine } from "./engine.ts";

const require = createRequire(import.meta.url);

const flags = [
  "--no-mining",
  ...["--order", "fifo"],
  ...["--accounts", "0"],
  ...["--gas-price", "0"],
  ...["--block-base-fee-per-gas", "0"],
  "--disable-min-priority-fee",
];

/**
 * Blocks whose state can still be read. Each is a whole copy in memory, about 85 bytes for every slot and account; without
 * a limit there are 500 of them, and those before go to files, the writing of which makes blocks slow.
 */
const keptStates = "64";

/**
 * Blocks whose transactions and receipts it keeps: what is older is in the ledger's history. More would be more to write out
 * whenever its state is asked for.
 */
const keptBlocks = "2";

/**
 * It insists on a TCP port. Nothing can connect to one of a multicast address: systems refuse to send there, and to answer
 * what would arrive. So the socket alone is left, whose folder keeps others out.
 */
const unreachableHost = "224.0.0.1";

/** Foundry's node; undefined where its package for this platform is not installed. */
export function anvil(): Engine | undefined {
  const platform = `${process.platform}-${process.arch === "x64" ? "amd64" : process.arch}`;
  const manifest = resolve(`@foundry-rs/anvil-${platform}/package.json`);
  if (manifest === undefined) return undefined;
  const { version, bin } = z
    .object({ version: z.string(), bin: z.object({ anvil: z.string() }) })
    .parse(require(manifest));
  const program = join(dirname(manifest), bin.anvil);
  return {
    name: "anvil",
    version,
    flags,
    beforeBlock: [],
    keepsState: true,
    command: ({ pins, genesisTimestamp }, { folder, socket, stateFile }) => [
      program,
      ...pins.flags,
      ...["--hardfork", pins.hardfork],
      ...["--chain-id", String(pins.chainId)],
      ...["--timestamp", String(genesisTimestamp)],
      ...["--gas-limit", pins.blockGasLimit],
      ...["--ipc", socket],
      ...["--host", unreachableHost],
      ...["--port", "0"],
      ...["--cache-path", folder],
      ...["--prune-history", keptStates],
      ...["--transaction-block-keeper", keptBlocks],
      ...["--color", "never"],
      "--no-cors",
      "--no-request-size-limit",
      // It would print lines on every transaction, which somebody has to read. Why it does not start it says all the same.
      "--quiet",
      ...(stateFile === undefined ? [] : ["--load-state", stateFile]),
    ],
  };
}

function resolve(specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}
