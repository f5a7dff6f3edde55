import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const unzip = promisify(gunzip);

/** Fields of a header as the engine has them in a dump; JSON-RPC calls them the same. */
const headerFields = [
  "parentHash",
  "sha3Uncles",
  "miner",
  "stateRoot",
  "transactionsRoot",
  "receiptsRoot",
  "logsBloom",
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "extraData",
  "mixHash",
  "nonce",
  "baseFeePerGas",
  "withdrawalsRoot",
  "blobGasUsed",
  "excessBlobGas",
  "parentBeaconBlockRoot",
] as const;

/** Where in a dump the part begins that grows with the history. Everything before it is hexadecimal text and numbers. */
const historyBegins = Buffer.from('"blocks":[');

/** Characters of hexadecimal text that are decoded at once: a text of any length would be more than a string can hold. */
const chunkLength = 64 * 1024 * 1024;

/**
 * What an engine has to begin with to go on after a block: the state, and of all blocks only that one's header.
 * @param dump The engine's answer to being asked for its state: hexadecimal text of a compressed dump.
 * @param head The newest block as JSON-RPC gives it.
 * @throws Error if the dump is not as it is expected to be.
 */
export async function stateAfter(dump: Buffer, head: Readonly<Record<string, unknown>>): Promise<Buffer> {
  const whole = await unzip(decodeHex(dump));
  const end = whole.indexOf(historyBegins);
  if (end < 0) throw new Error("the engine's dump has no blocks where they are expected");
  const header = Object.fromEntries(headerFields.map((name) => [name, head[name]]));
  const block = JSON.stringify({ header, transactions: [], ommers: [] });
  return Buffer.concat([
    whole.subarray(0, end),
    Buffer.from(`"blocks":[${block}],"transactions":[],"historical_states":null}`),
  ]);
}

function decodeHex(text: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length; at += chunkLength) {
    parts.push(Buffer.from(text.toString("latin1", at, at + chunkLength), "hex"));
  }
  return Buffer.concat(parts);
}
