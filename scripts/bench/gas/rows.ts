import { type Row, row } from "../row.ts";
import { measureGas } from "./measure.ts";
import { peerFigures } from "./peers/figures.ts";
import { writeSnapshot } from "./snapshot.ts";

/**
 * Gas of our statements beside that of peers, on one chain.
 * @param keep Whether the figures become the ones that later ones are compared with.
 */
export async function gasRows(keep: boolean): Promise<Row[]> {
  const figures = await measureGas();
  const peers = await peerFigures();
  if (keep) writeSnapshot(figures, peers);
  return figures.map(({ metric, gas }) => row("gas", metric, "gas", gas, peers[metric]));
}
