import type { IndexedEvent } from "../indexer/decode-log.ts";
import { doneBy } from "../statements/knowledge.ts";
import type { AuditedStatement, AuditHead } from "./audit-file.ts";
import type { AuditFaultName } from "./audit-rows.ts";

/** A hold, as events of the chain have it. */
interface Standing {
  country: string;
  until: number;
}

/** Holds of a file, beside those that stand on the chain. */
export class AuditHolds {
  /** Those of the file, by their digests. */
  readonly #rows = new Map<string, { line: number; until: number }>();
  /** Those of the chain that were not ended. */
  readonly #standing = new Map<string, Standing>();

  /** Takes a row that stands on the chain. */
  take(line: number, { digest, until }: AuditedStatement): void {
    if (until !== undefined) this.#rows.set(digest, { line, until });
  }

  /** Takes the events of a block, block by block in the ledger's order. */
  follow(events: readonly IndexedEvent[]): void {
    for (const event of events) {
      if (event.type === "governance") {
        if (event.contract === "Customs" && event.event === "HoldLifted")
          this.#standing.delete(String(event.args.hold));
        continue;
      }
      const deed = doneBy(event.statement, "held", "hold-renewed", "hold-released");
      if (deed === undefined) continue;
      if (deed.what === "held") this.#standing.set(event.digest, { country: deed.country, until: deed.until });
      else if (deed.what === "hold-released") this.#standing.delete(deed.hold);
      else {
        const held = this.#standing.get(deed.hold);
        if (held !== undefined) held.until = deed.until;
      }
    }
  }

  /** What is wrong with the file, once all events were followed: holds that it lacks, and rows of holds that ended, or end otherwise. */
  faults({ asked: { country }, madeAt }: AuditHead): { line: number | null; digest: string; fault: AuditFaultName }[] {
    const standing = [...this.#standing].filter(
      ([, held]) => held.until >= madeAt && (country === undefined || held.country === country),
    );
    const ends = new Map(standing.map(([digest, { until }]) => [digest, until]));
    const missing = standing.filter(([digest]) => !this.#rows.has(digest));
    const ended = [...this.#rows].filter(([digest, { until }]) => ends.get(digest) !== until);
    return [
      ...ended.map(([digest, { line }]) => ({ line, digest, fault: "end" as const })),
      ...missing.map(([digest]) => ({ line: null, digest, fault: "missing" as const })),
    ];
  }
}
