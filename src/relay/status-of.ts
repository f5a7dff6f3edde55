import type { Hex } from "../domain/hex.ts";
import type { Store } from "../store/open-store.ts";
import { RelaySubmissions, type RememberedSubmission } from "../store/repositories/relay-submissions.ts";
import { reasonFromJson } from "./reason.ts";
import type { SubmissionState, SubmissionStatus } from "./submission-status.ts";

/** Where a statement (by digest) or a bundle (by id) stands. What the ledger has included is told by the index alone. */
export async function statusOf(store: Store, id: Hex): Promise<SubmissionStatus | undefined> {
  const single = await inclusionOf(store, id);
  if (single !== undefined) return { id, digests: [id], ...single };
  const found = await new RelaySubmissions(store.db).find(id);
  if (found === undefined) return undefined;
  const digests = found.digests;
  if (found.state === "included" && found.id === id) {
    const last = await inclusionOf(store, digests.at(-1) as Hex);
    if (last !== undefined) return { id, digests, ...last };
  }
  return { id, digests: found.id === id ? digests : [id], ...stateOf(found) };
}

async function inclusionOf({ db }: Store, digest: Hex): Promise<SubmissionState | undefined> {
  const row = await db
    .selectFrom("statement_included")
    .select(["block_number", "block_hash", "timestamp", "transaction_hash"])
    .where("digest", "=", digest)
    .executeTakeFirst();
  return (
    row && {
      state: "included",
      blockNumber: Number(row.block_number),
      blockHash: row.block_hash,
      timestamp: Number(row.timestamp),
      transactionHash: row.transaction_hash,
    }
  );
}

function stateOf(found: RememberedSubmission): SubmissionState {
  const acceptedAt = Number(found.acceptedAt);
  const reason = found.reason === null ? undefined : reasonFromJson(found.reason);
  if (found.state === "failed" && reason !== undefined) return { state: "failed", acceptedAt, reason };
  if (found.state === "refused" && reason !== undefined && found.retryAt !== null) {
    return { state: "refused", acceptedAt, refusals: found.refusals, reason, retryAt: Number(found.retryAt) };
  }
  // Included, but the index does not have it: a fork has just taken it back, and it is under way again.
  const { transactionHash } = found;
  return transactionHash === null || found.state === "queued"
    ? { state: "queued", acceptedAt }
    : { state: "sent", acceptedAt, transactionHash };
}
