import type { Hex } from "../../../src/domain/hex.ts";
import { contractInterface } from "../../../src/ledger/contract-interfaces.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { recordedStatement } from "../../../src/statements/recorded.ts";

/** What the chain itself tells of a run, read without relay and index. */
export interface ChainRecord {
  /** Where each statement was recorded, once or more. */
  records: Map<Hex, { transactionHash: Hex; blockHash: Hex }[]>;
  /** Ledger transactions of the relay's key in order of nonces, with the digests that each carried. */
  carried: { nonce: number; hash: Hex; digests: Hex[] }[];
}

const BLOCKS_AT_ONCE = 500;

/**
 * Reads every block.
 * @param calls Digest of the statement that a call carries, by the call's data.
 */
export async function readChain(ledger: Ledger, sender: string, calls: ReadonlyMap<string, Hex>): Promise<ChainRecord> {
  const { rpc } = ledger;
  const tip = Number(await rpc.call("eth_blockNumber", []));
  const record: ChainRecord = { records: new Map(), carried: [] };
  for (let from = 0; from <= tip; from += BLOCKS_AT_ONCE) {
    const to = Math.min(from + BLOCKS_AT_ONCE - 1, tip);
    const filter = { fromBlock: `0x${from.toString(16)}`, toBlock: `0x${to.toString(16)}` };
    const logs = (await rpc.call("eth_getLogs", [filter])) as RawLog[];
    for (const log of logs) {
      const event = ledger.decodeLog(log);
      const recorded = event && recordedStatement(event.contract, event.name, event.args);
      if (!recorded) continue;
      const { transactionHash, blockHash } = log;
      record.records.set(recorded.digest, [
        ...(record.records.get(recorded.digest) ?? []),
        { transactionHash, blockHash },
      ]);
    }
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => `0x${(from + index).toString(16)}`);
    const blocks = (await rpc.batch(
      numbers.map((number) => ({ method: "eth_getBlockByNumber", params: [number, true] })),
    )) as { transactions: { from: string; hash: Hex; nonce: string; input: string }[] }[];
    for (const { transactions } of blocks) {
      for (const transaction of transactions) {
        if (transaction.from.toLowerCase() !== sender.toLowerCase()) continue;
        const { hash, nonce, input } = transaction;
        record.carried.push({ nonce: Number(nonce), hash, digests: digestsIn(input, calls) });
      }
    }
  }
  return record;
}

interface RawLog {
  address: string;
  topics: string[];
  data: Hex;
  transactionHash: Hex;
  blockHash: Hex;
}

function digestsIn(input: string, calls: ReadonlyMap<string, Hex>): Hex[] {
  const [groups] = contractInterface("Statements").decodeFunctionData("submit", input) as unknown as [
    { data: string }[][],
  ];
  return groups.flat().map(({ data }) => {
    const digest = calls.get(data);
    if (digest === undefined) throw new Error("the relay has carried what nobody handed in");
    return digest;
  });
}
