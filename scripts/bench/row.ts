/** One measured figure, beside that of a peer where there is one. */
export interface Row {
  suite: string;
  metric: string;
  unit: string;
  ours: number;
  /** The peer's figure, measured in the same run. */
  peer: number | null;
  peerName: string | null;
  /** Ours divided by the peer's. */
  ratio: number | null;
}

/** Completes a row. */
export function row(
  suite: string,
  metric: string,
  unit: string,
  ours: number,
  peer?: { name: string; figure: number },
): Row {
  return {
    suite,
    metric,
    unit,
    ours: round(ours),
    peer: peer === undefined ? null : round(peer.figure),
    peerName: peer?.name ?? null,
    ratio: peer === undefined ? null : round(ours / peer.figure),
  };
}

function round(figure: number): number {
  return Number(figure.toPrecision(4));
}
