import type { z } from "zod";
import type { ProblemDocument } from "../api/problem-document.ts";
import type { storedEvidence } from "../api/schemas/evidence.ts";
import type { Network } from "../api/schemas/network.ts";
import type { accepted, submissionStatus } from "../api/schemas/submission.ts";
import type { verdict } from "../api/schemas/verdict.ts";
import type { Hex } from "../domain/hex.ts";
import type { Submission } from "../relay/submission.ts";
import { statementToWire } from "../statements/statement.ts";
import { ProblemError } from "./problem-error.ts";
import { UnreachableError } from "./unreachable-error.ts";

export type Accepted = z.output<typeof accepted>;
export type SubmissionStatus = z.output<typeof submissionStatus>;
export type StoredEvidence = z.output<typeof storedEvidence>;
export type Verdict = z.output<typeof verdict>;
export type { Network };

const timeoutMs = 60_000;

/**
 * The service as its users see it. Every call throws `ProblemError` where the service answers with a problem, and
 * `UnreachableError` where it does not answer.
 */
export class Client {
  readonly #url: string;

  /** @param url Where the service answers, such as http://127.0.0.1:8080 */
  constructor(url: string) {
    this.#url = url.replace(/\/$/, "");
  }

  /** Which ledger this is, and what signatures are bound to. */
  network(): Promise<Network> {
    return this.#get("/v1/network");
  }

  /** Submits a statement, or an ordered bundle. */
  submit(submission: Submission): Promise<Accepted> {
    const wire =
      "bundle" in submission ? { bundle: submission.bundle.map(statementToWire) } : statementToWire(submission);
    return this.#send("POST", "/v1/statements", "application/json", JSON.stringify(wire));
  }

  /** Where a submission stands. */
  submissionStatus(id: Hex): Promise<SubmissionStatus> {
    return this.#get(`/v1/statements/${id}`);
  }

  /** Stores a document under its hash. */
  storeEvidence(hash: Hex, content: Uint8Array): Promise<StoredEvidence> {
    return this.#send("PUT", `/v1/evidence/${hash}`, "application/octet-stream", content);
  }

  /** Verifies a lot. @param fresh Whether everything is recomputed, up to the ledger's newest block. */
  verifyLot(lot: Hex, { fresh = false } = {}): Promise<Verdict> {
    return this.#get(`/v1/verify/lots/${lot}${fresh ? "?fresh=1" : ""}`);
  }

  /** Returns where the service can do its work; throws `ProblemError` with the reasons where it cannot. */
  ready(): Promise<{ status: "ready" }> {
    return this.#get("/ready");
  }

  #get<T>(path: string): Promise<T> {
    return this.#exchange(path, {});
  }

  #send<T>(method: string, path: string, contentType: string, body: string | Uint8Array): Promise<T> {
    return this.#exchange(path, { method, headers: { "content-type": contentType }, body });
  }

  async #exchange<T>(path: string, request: RequestInit): Promise<T> {
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(this.#url + path, { ...request, signal: AbortSignal.timeout(timeoutMs) });
      answer = await response.json();
    } catch (cause) {
      throw new UnreachableError(`The service at ${this.#url} does not answer.`, { cause });
    }
    if (response.ok) return answer as T;
    if (isProblem(answer)) throw new ProblemError(answer);
    throw new UnreachableError(`What answers at ${this.#url} is not this service.`);
  }
}

function isProblem(answer: unknown): answer is ProblemDocument {
  return typeof answer === "object" && answer !== null && "code" in answer && "detail" in answer;
}
