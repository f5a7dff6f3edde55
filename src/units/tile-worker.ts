// A thread of `build-tiles.ts`: makes its share of a lot's lowest tiles, and says so after each.
import { parentPort, workerData } from "node:worker_threads";
import type { TileTask } from "./build-tiles.ts";
import { LotSecret } from "./lot-secret.ts";
import { LotTiles } from "./lot-tiles.ts";
import { TileFile } from "./tile-file.ts";

const { path, secret, context, grams, share } = workerData as TileTask;
const file = await TileFile.open(path);
try {
  const tiles = new LotTiles(new LotSecret(secret).keys(context), context, grams, file);
  await tiles.make(share, (progress) => parentPort?.postMessage(progress));
} finally {
  await file.close();
}
