import { setTimeout as delay } from "node:timers/promises";
import type { Signer } from "ethers";
import type { Client } from "../../src/client/client.ts";
import type { Hex } from "../../src/domain/hex.ts";
import { type StatementDomain, statementDigest } from "../../src/statements/digest.ts";
import type { SignerFields } from "../../src/statements/kind.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import { signatureOf, signStatement } from "../../src/statements/sign.ts";
import type { Draft, Statement, UnsignedStatement } from "../../src/statements/statement.ts";
import type { Submission } from "../../src/statements/submission.ts";
import type { Document } from "./documents.ts";
import type { Organisation } from "./organisation.ts";

const pollMs = 50;
const patienceMs = 60_000;
const atOnce = 16;

/** Told how much of a step is done. */
export type Progress = (done: number, total: number) => void;

/** A kind's draft without the fields that every signer fills in. */
export type Fields<K extends StatementKindName> = Omit<Draft<K>, "kind" | "message"> & {
  message: Omit<Draft<K>["message"], keyof SignerFields>;
};

/** What participants do with the service: sign, submit, wait until it is on the ledger, deposit documents. */
export class Road {
  readonly client: Client;
  readonly #domains: (kind: StatementKindName) => StatementDomain;
  #carried = 0;

  constructor(client: Client, domains: (kind: StatementKindName) => StatementDomain) {
    this.client = client;
    this.#domains = domains;
  }

  /** Statements carried so far. */
  get carried(): number {
    return this.#carried;
  }

  /** Signs a statement on behalf of an organisation; a handover on behalf of its recipient too. */
  sign<K extends StatementKindName>(
    by: Organisation,
    kind: K,
    fields: Fields<K>,
    recipient?: Organisation,
  ): Promise<Statement<K>> {
    const draft = { kind, ...fields, message: { ...fields.message, ...by.signs() } } as unknown as Draft<K>;
    return signStatement(draft, this.#domains(kind), by.key, recipient?.key);
  }

  /** Any key's signature over any statement, whoever it says signs. */
  signAs(key: Signer, statement: UnsignedStatement): Promise<Hex> {
    return signatureOf(statement, this.#domains(statement.kind), key);
  }

  digest(statement: Statement): Hex {
    return statementDigest(statement, this.#domains(statement.kind));
  }

  /**
   * Submits and waits until everything is on the ledger and indexed.
   * @throws Error naming the first submission that is refused or fails.
   */
  async carry(submissions: readonly Submission[], progress: Progress = () => {}): Promise<void> {
    const ids: Hex[] = [];
    await inParallel(submissions, async (submission, index) => {
      ids[index] = (await this.client.submit(submission)).id;
    });
    for (const [index, id] of ids.entries()) {
      await this.#included(id);
      progress(index + 1, ids.length);
    }
    this.#carried += submissions.reduce((sum, entry) => sum + ("bundle" in entry ? entry.bundle.length : 1), 0);
  }

  /** Uploads documents under their hashes. */
  async deposit(documents: readonly Document[]): Promise<void> {
    await inParallel(documents, ({ hash, bytes }) => this.client.storeEvidence(hash, bytes));
  }

  async #included(id: Hex): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      const status = await this.client.submissionStatus(id);
      if (status.status === "included") return;
      if (status.status === "failed" || status.status === "refused") {
        throw new Error(`Submission ${id} is ${status.status}: ${JSON.stringify(status.error)}`);
      }
      await delay(pollMs);
    }
    throw new Error(`Submission ${id} is not on the ledger after ${patienceMs / 1000} seconds`);
  }
}

/** Runs a task for every item, a few at once. */
async function inParallel<T>(items: readonly T[], task: (item: T, index: number) => Promise<unknown>): Promise<void> {
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) await task(item, index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
