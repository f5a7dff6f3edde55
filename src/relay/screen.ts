import type { Hex } from "../domain/hex.ts";
import type { OpenStatement } from "../store/repositories/relay-submissions.ts";
import type { Refusal } from "./answer.ts";
import type { PreparedStatement, PreparedSubmission } from "./prepared-submission.ts";

/**
 * What is known of a submission before the ledger is asked: it is there already; something under way stands against it; it
 * must wait for another of its batch to be judged; or it is new.
 */
export type Screened =
  | { kind: "known" }
  | { kind: "refused"; refusal: Refusal }
  | { kind: "deferred" }
  | { kind: "new" };

/** Compares submissions with what is included and what is under way. */
export class Screen {
  readonly #included: Set<Hex>;
  readonly #byDigest = new Map<Hex, OpenStatement>();
  readonly #byNonce = new Map<string, OpenStatement>();
  /** Digests and nonces of submissions of this batch that are new. */
  readonly #claimed = new Set<string>();

  constructor(included: Set<Hex>, open: readonly OpenStatement[]) {
    this.#included = included;
    for (const statement of open) {
      this.#byDigest.set(statement.digest, statement);
      this.#byNonce.set(nonceKey(statement), statement);
    }
  }

  judge({ id, statements }: PreparedSubmission): Screened {
    if (statements.every(({ digest }) => this.#included.has(digest))) return { kind: "known" };
    for (const statement of statements) {
      const found = this.#against(id, statement);
      if (found !== undefined) return found;
    }
    const claims = statements.flatMap((statement) => [statement.digest, nonceKey(statement)]);
    if (claims.some((claim) => this.#claimed.has(claim))) return { kind: "deferred" };
    for (const claim of claims) this.#claimed.add(claim);
    return { kind: "new" };
  }

  #against(id: Hex, statement: PreparedStatement): Screened | undefined {
    const { digest, organisation, nonce } = statement;
    const same = this.#byDigest.get(digest);
    if (same !== undefined) {
      // A statement that came in a bundle is carried with it, and has its status.
      if (same.submission === id || id === digest) return { kind: "known" };
      // What an included statement has spent is the ledger's to judge.
      if (same.included) return undefined;
      return { kind: "refused", refusal: { code: "statement-pending", digest, pending: same.submission } };
    }
    const other = this.#byNonce.get(nonceKey(statement));
    if (other === undefined || other.included) return undefined;
    return { kind: "refused", refusal: { code: "nonce-pending", organisation, nonce, pending: other.digest } };
  }
}

function nonceKey({ organisation, nonce }: { organisation: string; nonce: bigint }): string {
  return `${organisation}/${nonce}`;
}
