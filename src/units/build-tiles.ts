import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Hex } from "../domain/hex.ts";
import type { LotSecret } from "./lot-secret.ts";
import { LotTiles, type TileProgress, type TileShare } from "./lot-tiles.ts";
import { TileFile } from "./tile-file.ts";
import type { UnitCommitment } from "./unit-proof.ts";

/** Grams of a thread at least: to start one takes as long as to hash some hundred thousand. */
export const threadGrams = 1 << 20;

export interface TileBuild {
  /** Of the file of tiles. One that an interrupted build has left is completed. */
  path: string;
  secret: LotSecret;
  /** 32 bytes, from `lotContext`. */
  context: Hex;
  grams: bigint;
  /** Threads that hash at once. */
  threads: number;
  onProgress?: (progress: TileProgress) => void;
  /** Ends the build early. The file keeps the tiles that are made. */
  signal?: AbortSignal;
}

/** What one thread is told. */
export interface TileTask {
  path: string;
  secret: Uint8Array;
  context: Hex;
  grams: bigint;
  share: TileShare;
}

/**
 * Makes a lot's tiles, or those of them that are missing or damaged, and answers what the producer puts on record.
 * @throws UnitsRefused `grams`. The signal's reason, where it ends the build.
 */
export async function buildTiles({
  path,
  secret,
  context,
  grams,
  threads,
  onProgress,
  signal,
}: TileBuild): Promise<UnitCommitment> {
  signal?.throwIfAborted();
  const file = await TileFile.open(path);
  try {
    const tiles = new LotTiles(secret.keys(context), context, grams, file);
    const useful = Math.min(threads, Math.floor(Number(grams) / threadGrams));
    if (useful > 1) {
      const tasks = Array.from({ length: useful }, (_, first) => ({
        path,
        secret: secret.reveal(),
        context,
        grams,
        share: { first, step: useful },
      }));
      await inThreads(tasks, onProgress, signal);
      return await tiles.complete();
    }
    return await tiles.complete((progress) => {
      onProgress?.(progress);
      signal?.throwIfAborted();
    });
  } finally {
    await file.close();
  }
}

/** Does all tasks, or ends all threads with the first that fails. */
async function inThreads(
  tasks: readonly TileTask[],
  onProgress?: (progress: TileProgress) => void,
  signal?: AbortSignal,
): Promise<void> {
  const workers = tasks.map((workerData) => new Worker(new URL("./tile-worker.ts", import.meta.url), { workerData }));
  try {
    await Promise.all(
      workers.map(async (worker) => {
        worker.on("message", (progress: TileProgress) => onProgress?.(progress));
        await once(worker, "exit", signal === undefined ? {} : { signal });
      }),
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
