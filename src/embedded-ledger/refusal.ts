/** EIP-1474: the node will not take this input. */
const invalidInput = -32000;

/** A request that the ledger does not serve; message and code go to whoever asked, as a JSON-RPC error. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: number;

  constructor(message: string, code = invalidInput) {
    super(message);
    this.code = code;
  }
}
