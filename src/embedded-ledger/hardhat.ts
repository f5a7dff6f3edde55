import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Engine } from "./engine.ts";

const require = createRequire(import.meta.url);

/** Hardhat's node, which runs wherever Node does. */
export function hardhat(): Engine {
  const { version } = z.object({ version: z.string() }).parse(require("hardhat/package.json"));
  return {
    name: "hardhat",
    version,
    flags: ["fifo"],
    // After a block that is more than half full it would ask for a fee, which nobody here can pay.
    beforeBlock: [{ method: "hardhat_setNextBlockBaseFeePerGas", params: ["0x0"] }],
    keepsState: false,
    command: ({ pins, genesisTimestamp }, { folder, socket }) => [
      process.execPath,
      fileURLToPath(new URL("hardhat-node.ts", import.meta.url)),
      String(pins.chainId),
      pins.hardfork,
      pins.blockGasLimit,
      String(genesisTimestamp),
      socket,
      folder,
    ],
  };
}
