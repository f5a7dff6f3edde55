import { anvil } from "./anvil.ts";
import type { Engine } from "./engine.ts";
import { hardhat } from "./hardhat.ts";

/** The faster engine where its package for this platform is installed, the other elsewhere. */
export function findEngine(): Engine {
  return anvil() ?? hardhat();
}
