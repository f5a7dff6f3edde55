/** What a node is that cannot be believed. */
export type NodeFaultKind = "contradiction" | "another-chain";

/** Whoever is asked to look again at what a node answered wrongly. */
export interface Recheckable {
  call(method: string, params: readonly unknown[]): Promise<unknown>;
  batch(calls: readonly { readonly method: string; readonly params: readonly unknown[] }[]): Promise<unknown[]>;
}

/** A node answers what cannot be true of the ledger: nothing is concluded from it, and another node is asked where there is one. */
export class NodeFaultError extends Error {
  override readonly name = "NodeFaultError";
  readonly kind: NodeFaultKind;
  /** Number of the block about which it is. */
  readonly block: bigint | undefined;

  /** @param message A sentence that says what the node answers, without its name. */
  constructor(kind: NodeFaultKind, message: string, block?: bigint) {
    super(message);
    this.kind = kind;
    this.block = block;
  }
}

/** A node that is not believed at present. */
export interface NodeComplaint {
  /** Its host and port; an address may hold a secret. */
  readonly node: string;
  readonly kind: NodeFaultKind;
  readonly sentence: string;
}
