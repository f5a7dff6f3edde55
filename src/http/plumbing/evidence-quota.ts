import { LRUCache } from "lru-cache";
import { Gauge, type Registry } from "prom-client";
import type { EvidenceRepository } from "../../store/repositories/evidence-repository.ts";
import { Problem } from "./problem.ts";

/** How much may be stored as evidence, in bytes. */
export interface EvidenceLimits {
  /** By one organisation in a day. */
  evidenceDailyBytes: number;
  /** By one address without sign-in in a day. */
  evidenceAnonymousDailyBytes: number;
  /** By all, ever. */
  evidenceTotalBytes: number;
}

const dayMs = 86_400_000;
const readersMaximum = 100_000;

/** Bounds what is stored: documents that statements name are kept for ever, and come with every backup. */
export class EvidenceQuota {
  readonly #limits: EvidenceLimits;
  readonly #evidence: EvidenceRepository;
  /** Bytes that each reader has stored, or is about to, since a day began for it. */
  readonly #stored = new LRUCache<string, { bytes: number }>({ max: readersMaximum, ttl: dayMs, noUpdateTTL: true });

  constructor(limits: EvidenceLimits, evidence: EvidenceRepository, metrics: Registry) {
    this.#limits = limits;
    this.#evidence = evidence;
    new Gauge({
      name: "ytterby_evidence_bytes",
      help: "Bytes of all documents that are stored as evidence",
      registers: [metrics],
      async collect() {
        // What is not known is not zero.
        const bytes = await evidence.totalBytes().catch(() => undefined);
        if (bytes === undefined) this.remove();
        else this.set(Number(bytes));
      },
    });
  }

  /**
   * Sets room aside for an organisation before a document is read.
   * @param bytes How large it may be.
   * @returns What gives back what was not used of it.
   * @throws Problem `evidence-quota` or `evidence-full`.
   */
  reserve(organisation: string, bytes: number): Promise<(used: number) => void> {
    return this.#reserve(organisation, bytes, this.#limits.evidenceDailyBytes);
  }

  /** The same for somebody who is not signed in. */
  reserveForAddress(address: string, bytes: number): Promise<(used: number) => void> {
    return this.#reserve(address, bytes, this.#limits.evidenceAnonymousDailyBytes);
  }

  async #reserve(reader: string, bytes: number, daily: number): Promise<(used: number) => void> {
    const { evidenceTotalBytes } = this.#limits;
    const total = await this.#evidence.totalBytes();
    if (total + BigInt(bytes) > BigInt(evidenceTotalBytes)) {
      throw new Problem("evidence-full", `This service stores at most ${evidenceTotalBytes} bytes of evidence.`, {
        extensions: { limit: evidenceTotalBytes, stored: total.toString() },
      });
    }
    const account = this.#stored.get(reader) ?? { bytes: 0 };
    if (account.bytes + bytes > daily) {
      const seconds = Math.ceil(this.#stored.getRemainingTTL(reader) / 1000);
      throw new Problem("evidence-quota", `One reader stores at most ${daily} bytes of evidence a day.`, {
        extensions: { limit: daily, stored: account.bytes },
        headers: { "retry-after": String(Math.max(1, seconds)) },
      });
    }
    account.bytes += bytes;
    this.#stored.set(reader, account);
    return (used) => {
      account.bytes -= bytes - used;
    };
  }
}
