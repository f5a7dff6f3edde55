import type { Hex } from "../domain/hex.ts";

/**
 * How a call failed. `transport`: no answer came, or the server refused to deal with it (connection, HTTP status).
 * `timeout`: no answer in time; the call may have taken effect. `rpc`: the node answered with an error. `malformed`: the
 * answer is not what the protocol promises.
 */
export type RpcErrorKind = "transport" | "timeout" | "rpc" | "malformed";

interface Details {
  /** The node's error code, only with kind `rpc`. */
  readonly code?: number;
  /** The `error` member of the node's answer, as it came. */
  readonly payload?: unknown;
  /** Whether the same call may succeed later; decided by kind and code if absent. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** EIP-1474: the resource is not available now, and the request exceeds a rate. */
const passingCodes: readonly (number | undefined)[] = [-32002, -32005];

/** go-ethereum's while it has just started: it cannot tell yet whether it has a transaction. The code is that of any error. */
const passingMessage = /^transaction indexing is in progress$/;

/** A JSON-RPC call that has no result. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly kind: RpcErrorKind;
  readonly code: number | undefined;
  /** What the call reverted with (`0x` if with nothing); undefined where the node reports no revert data. */
  readonly data: Hex | undefined;
  /** Whether the same call may succeed later without anybody changing it. */
  readonly retryable: boolean;

  constructor(kind: RpcErrorKind, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
    this.data = findRevertData(details.payload);
    this.retryable =
      details.retryable ??
      (kind === "transport" ||
        kind === "timeout" ||
        (kind === "rpc" && (passingCodes.includes(details.code) || passingMessage.test(message))));
  }
}

const maxNesting = 5;

/**
 * Every client nests revert data in its own way: `data` (geth, anvil, Besu), `data.data` or `data.result` (Hardhat and
 * older nodes), `error.data` (proxies that wrap another node's error), or only inside the text.
 */
function findRevertData(payload: unknown, depth = 0): Hex | undefined {
  if (depth > maxNesting || typeof payload !== "object" || payload === null) return undefined;
  const { data, result, error, message } = payload as Record<string, unknown>;
  for (const value of [data, result]) {
    const found = typeof value === "string" ? dataIn(value) : findRevertData(value, depth + 1);
    if (found !== undefined) return found;
  }
  return findRevertData(error, depth + 1) ?? (typeof message === "string" ? errorIn(message) : undefined);
}

/** A whole value; OpenEthereum writes "Reverted " before it. */
function dataIn(value: string): Hex | undefined {
  return /^(?:Reverted )?(0x(?:[0-9a-f]{2})*)$/i.exec(value)?.[1]?.toLowerCase();
}

/** An error in prose: a selector and whole words, which neither an address nor a hash can be mistaken for. */
function errorIn(text: string): Hex | undefined {
  if (!/revert/i.test(text)) return undefined;
  return /\b0x[0-9a-f]{8}(?:[0-9a-f]{64})*\b/i.exec(text)?.[0].toLowerCase();
}
