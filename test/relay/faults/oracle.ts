import { computeAddress } from "ethers";
import { createIndexer } from "../../../src/indexer/indexer.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { parseQuantity } from "../../../src/rpc/quantity.ts";
import type { Store } from "../../../src/store/open-store.ts";
import { resetIndex } from "../../../src/store/prepare-index.ts";
import { dump } from "../../indexer/dump.ts";
import { type ChainRecord, readChain } from "./chain-record.ts";
import type { Hands } from "./hands.ts";

/** What the run promised and said, held against what the chain has. */
export interface Judged {
  /** Everything that is not as it has to be, a sentence each. */
  violations: string[];
  included: number;
  failed: number;
  ledgerTransactions: number;
}

/**
 * Judges a run that has come to rest.
 * @param ledger The node itself, with nothing in between.
 * @param store The relays' store, which nobody else has open; its index is rebuilt.
 */
export async function judge(
  ledger: Ledger,
  store: Store,
  hands: Hands,
  { relayKey, forkDepth }: { relayKey: string; forkDepth: number },
): Promise<Judged> {
  const sender = computeAddress(relayKey);
  const chain = await readChain(ledger, sender, hands.submitted);
  const promised = [...hands.promised.values()];
  return {
    violations: [
      ...promisesBroken(hands, chain),
      ...liesTold(hands, chain),
      ...carriedInVain(chain),
      ...(await nonceGaps(ledger, store, sender)),
      ...(await indexDifferences(ledger, store, forkDepth)),
    ],
    included: promised.filter(({ last }) => last?.state === "included").length,
    failed: promised.filter(({ last }) => last?.state === "failed").length,
    ledgerTransactions: chain.carried.length,
  };
}

/** Every promise is on the ledger exactly once, or is reported as failed, with a reason, and is not there. */
function promisesBroken(hands: Hands, { records }: ChainRecord): string[] {
  const known = new Set(hands.submitted.values());
  return [
    ...hands.forgotten.map((id) => `${id} was accepted, and a relay knew nothing of it`),
    ...[...records.keys()].filter((digest) => !known.has(digest)).map((digest) => `nobody handed in ${digest}`),
    ...[...records].filter(([, places]) => places.length > 1).map(([digest]) => `${digest} was recorded twice`),
    ...[...hands.promised.values()].flatMap(({ id, digests, last }) => {
      const there = digests.filter((digest) => records.has(digest)).length;
      if (last?.state === "included") {
        const places = new Set(digests.map((digest) => records.get(digest)?.[0]?.transactionHash));
        return there === digests.length && places.size === 1 ? [] : [`${id} is included, and not (all) on the ledger`];
      }
      if (last?.state !== "failed") return [`${id} ended as ${last?.state}`];
      if (there > 0) return [`${id} has failed, and is on the ledger`];
      return last.reason.name ? [] : [`${id} has failed for no reason`];
    }),
  ];
}

/** Nothing was ever reported as included that is not there, in that block. */
function liesTold({ reported }: Hands, { records }: ChainRecord): string[] {
  return reported.flatMap(({ digests, blockHash, transactionHash }) => {
    const last = records.get(digests.at(-1) ?? "")?.[0];
    const isThere = digests.every((digest) => records.has(digest));
    return isThere && last?.blockHash === blockHash && last.transactionHash === transactionHash
      ? []
      : [`${digests.join()} was reported as included in ${blockHash}, and is not there`];
  });
}

/** The relay's nonces have no gap, and a statement that is on the ledger is not sent once more. */
function carriedInVain({ carried, records }: ChainRecord): string[] {
  const lastCarried = new Map(carried.flatMap(({ hash, digests }) => digests.map((digest) => [digest, hash])));
  const gap = carried.find(({ nonce }, index) => nonce !== index);
  return [
    ...(gap === undefined ? [] : [`before nonce ${gap.nonce} there is a gap`]),
    ...[...records]
      .filter(([digest, places]) => lastCarried.get(digest) !== places[0]?.transactionHash)
      .map(([digest]) => `${digest} was sent again after it was on the ledger`),
  ];
}

async function nonceGaps(ledger: Ledger, store: Store, sender: string): Promise<string[]> {
  const [latest, pending] = (
    await ledger.rpc.batch(
      ["latest", "pending"].map((tag) => ({ method: "eth_getTransactionCount", params: [sender, tag] })),
    )
  ).map(parseQuantity);
  const row = await store.db.selectFrom("relay_sender").selectAll().where("address", "=", sender).executeTakeFirst();
  const open = await store.db.selectFrom("relay_transaction").select("nonce").where("state", "<>", "mined").execute();
  return [
    ...(row?.next_nonce === latest ? [] : [`the store has nonce ${row?.next_nonce} next, and the chain ${latest}`]),
    ...(pending === latest ? [] : [`the node still holds transactions up to nonce ${pending}`]),
    ...open.map(({ nonce }) => `ledger transaction ${nonce} is not settled`),
  ];
}

/** The index is that of a rebuild. */
async function indexDifferences(ledger: Ledger, store: Store, forkDepth: number): Promise<string[]> {
  const indexer = createIndexer({ ledger, store, forkDepth, pollMs: 1_000 });
  await indexer.catchUp();
  const followed = await dump(store.db);
  await resetIndex(store.db);
  await indexer.catchUp();
  const rebuilt = await dump(store.db);
  // A network goes on making blocks, with nothing in them: then these two tables tell of another block, and all others of the same statements.
  const hasMoved = JSON.stringify(followed.checkpoint) !== JSON.stringify(rebuilt.checkpoint);
  return Object.keys(rebuilt)
    .filter((table) => !hasMoved || !["block", "checkpoint"].includes(table))
    .filter((table) => JSON.stringify(followed[table]) !== JSON.stringify(rebuilt[table]))
    .map((table) => `table ${table} is not as rebuilt`);
}
