import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { findEngine, pinsOf } from "../embedded-ledger/embedded-ledger.ts";
import { droppedTransactions, goBack, type WentBack } from "../embedded-ledger/go-back.ts";
import { readUnfinished, removeUnfinished } from "../embedded-ledger/unfinished.ts";
import { actsLost, type CarriedAct } from "../ledger/acts-in.ts";
import { checkManifest } from "../ledger/check-manifest.ts";
import { readManifest } from "../ledger/manifest.ts";
import { type Requeued, requeue } from "../relay/requeue.ts";
import { openStore } from "../store/open-store.ts";
import { EMBEDDED_CHAIN_ID, openLedger } from "./open-ledger.ts";

/** What a way back has done: with the ledger, and with the statements. */
export interface TakenBack extends WentBack, Requeued {
  /** Acts of governance behind the last good block that the ledger does not have any more, in their order. */
  actsLost: CarriedAct[];
}

/**
 * Takes the embedded ledger of a service that is stopped back to a block, and the store with it. Broken off at any moment, it is
 * finished by doing it again.
 * @throws Error, one clear sentence, if the service runs, the ledger is a network, or there is no such block.
 */
export async function takeBack(
  config: Config,
  to: number | "last-good",
  onProgress: (line: string) => void,
): Promise<TakenBack> {
  const { dataFolder, databaseUrl, manifestPath, chainId = EMBEDDED_CHAIN_ID } = config;
  if (config.rpcUrls !== undefined) {
    throw new Error("YTTERBY_RPC_URL names a network: only the embedded ledger can be taken back.");
  }
  const folder = join(dataFolder, "ledger");
  const engine = findEngine();
  const pins = pinsOf(engine, chainId);
  const manifest = await readManifest(manifestPath);
  const store = await openStore({ folder: dataFolder, onProgress, ...(databaseUrl !== undefined && { databaseUrl }) });
  try {
    const back = await goBack({
      ...{ folder, to, engine, pins, onProgress },
      inspect: async (rpc) => {
        if (manifest !== undefined) await checkManifest(rpc, manifest);
      },
    });
    const unfinished = readUnfinished(folder);
    if (unfinished === undefined) return { ...back, kept: [], queued: [], lost: [], actsLost: [] };
    const opened = await openLedger({ ...config, metadataUri: "", goingBack: true }, onProgress);
    try {
      const dropped = () => droppedTransactions(folder, pins, unfinished);
      const lostActs = await actsLost(opened.ledger, dropped());
      const requeued = await requeue(opened.ledger, store, BigInt(unfinished.good), dropped());
      removeUnfinished(folder);
      return { ...back, ...requeued, actsLost: lostActs };
    } finally {
      await opened.close();
    }
  } finally {
    await store.close();
  }
}
