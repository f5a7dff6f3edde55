import type { Network } from "../../api/schemas/network.ts";
import type { Dossier, Lot, Verdict } from "../../client/answers.ts";
import { headOf, sameHead } from "../../domain/head.ts";
import { content, lotId } from "../../statements/content.ts";
import { statementDigest } from "../../statements/digest.ts";
import { recoverAddress } from "../../statements/recover.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import { recordedStatementSchema } from "../../statements/statement.ts";

/** What is checked: everything as the service answered with it. */
export interface Material {
  lot: Lot;
  network: Network;
  /** The whole dossier, in order. */
  entries: Dossier["items"];
  verdict: Verdict;
}

/**
 * What came of a step. `hidden`: only parties see the statement, so that its digest is all there is to go on. `other-signer`: no key's
 * signature fits; a contract may have judged it, which only the ledger can tell.
 */
export type Outcome = "same" | "different" | "hidden" | "other-signer";

/** A step of the check: what was computed of what, and how long it took. */
export type Step = { ms: number; outcome: Outcome } & (
  | { step: "statement"; position: number; kind: string; digest: string }
  | { step: "identity"; computed: string }
  | { step: "head"; computed: string; onLedger: string; count: number }
);

/** Recomputes digests and signatures of a lot's statements, its id, and the head of its dossier. */
export function* recompute({ lot, network, entries, verdict }: Material): Generator<Step> {
  for (const entry of entries) {
    const { position, kind, digest } = entry;
    yield timed(() => ({ step: "statement", position, kind, digest, outcome: statementOutcome(entry, network) }));
  }
  yield timed(() => {
    const computed = lotIdToWire(lotId(lot.producer, lot.lotNumber, content.schema.parse(lot.content)));
    return { step: "identity", computed, outcome: computed === lot.id ? "same" : "different" };
  });
  yield timed(() => {
    const computed = headOf(entries);
    const onLedger = verdict.heads.find(({ type }) => type === "lot")?.onLedger;
    const isSame = onLedger !== undefined && sameHead(computed, onLedger);
    return {
      step: "head",
      computed: computed.hash,
      onLedger: onLedger?.hash ?? "",
      count: computed.count,
      outcome: isSame ? "same" : "different",
    };
  });
}

function statementOutcome(entry: Dossier["items"][number], network: Network): Outcome {
  // The service itself says that what it has is not what the ledger lists.
  if (entry.kind === "altered") return "different";
  if (entry.kind === "governance" || entry.signature === undefined) return "hidden";
  const domain = network.kinds.find(({ kind }) => kind === entry.kind)?.domain;
  if (domain === undefined) return "different";
  const { kind, message, signature, countersignature } = entry;
  const statement = recordedStatementSchema.parse({
    kind,
    message,
    signature,
    ...(countersignature && { countersignature }),
  });
  const digest = statementDigest(statement, {
    chainId: BigInt(domain.chainId),
    verifyingContract: domain.verifyingContract,
  });
  if (digest !== entry.digest) return "different";
  return recoverAddress(digest, signature) === statement.message.key ? "same" : "other-signer";
}

type Untimed<T> = T extends unknown ? Omit<T, "ms"> : never;

function timed(work: () => Untimed<Step>): Step {
  const started = performance.now();
  const done = work();
  return { ...done, ms: performance.now() - started } as Step;
}
