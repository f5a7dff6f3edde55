import type { Logger } from "pino";
import type { Indexer } from "../indexer/indexer.ts";
import type { EvidenceRepository } from "../store/repositories/evidence-repository.ts";
import type { Fault } from "./watch.ts";

/** What a keeper works with. */
export interface EvidenceKeeperOptions {
  evidence: EvidenceRepository;
  indexer: Pick<Indexer, "status">;
  /** How long a document is kept that no included statement names. */
  lifeDays: number;
  /** Most bytes of all documents. */
  totalBytes: number;
  logger: Logger;
  /** Pause between two looks. */
  periodMs?: number;
}

const usualPeriodMs = 3_600_000;
/** Percent of the room from which on it is an alarm. */
const alarmFrom = 90n;

/** Removes documents that no statement has named in time, and tells when the room for all of them nears its end. */
export class EvidenceKeeper {
  readonly #options: EvidenceKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #bytes = 0n;

  constructor(options: EvidenceKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    const look = () => {
      this.#looking ??= this.look()
        .catch((error: unknown) => this.#options.logger.warn({ err: error }, "evidence could not be looked after"))
        .finally(() => {
          this.#looking = undefined;
        });
    };
    this.#timer ??= setInterval(look, this.#options.periodMs ?? usualPeriodMs);
    look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#looking;
  }

  /** Looks once. */
  async look(): Promise<void> {
    const { evidence, indexer, lifeDays, logger } = this.#options;
    const { state, indexedBlock, tipBlock } = indexer.status();
    // Only an index that has everything knows what no statement names.
    if (state === "following" && tipBlock !== undefined && indexedBlock === tipBlock) {
      const { documents, bytes } = await evidence.removeUnnamed(lifeDays);
      if (documents > 0)
        logger.info({ documents, bytes: Number(bytes) }, "evidence that no statement names was removed");
    }
    this.#bytes = await evidence.totalBytes();
  }

  /** What calls for the operator. */
  faults(): Fault[] {
    const limit = BigInt(this.#options.totalBytes);
    if (this.#bytes * 100n < limit * alarmFrom) return [];
    return [{ code: "evidence-filling", detail: `${this.#bytes} of ${limit} bytes are taken.` }];
  }
}
