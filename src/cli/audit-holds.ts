import type { IndexedEvent } from "../indexer/decode-log.ts";
import type { Deed } from "../statements/deeds.ts";
import { doneBy } from "../statements/knowledge.ts";
import { lotIdToWire } from "../statements/scalars.ts";
import type { AuditedStatement, AuditHead } from "./audit-file.ts";
import type { AuditFaultName } from "./audit-rows.ts";

/** A hold of a lot, as events of the chain have it. */
interface Standing {
  digest: string;
  country: string;
  until: number;
}

/** Holds of a file, beside those that stand on the chain. */
export class AuditHolds {
  /** Those of the file, by digest and lot. */
  readonly #rows = new Map<string, { line: number; digest: string; until: number }>();
  /** Those of the chain that were not ended, likewise: a consignment's hold ends lot by lot. */
  readonly #standing = new Map<string, Standing>();

  /** Takes a row that stands on the chain. */
  take(line: number, { digest, lot, until }: AuditedStatement): void {
    if (until !== undefined && lot !== undefined) this.#rows.set(idOf(digest, lot), { line, digest, until });
  }

  /** Takes the events of a block, block by block in the ledger's order. */
  follow(events: readonly IndexedEvent[]): void {
    for (const event of events) {
      if (event.type === "governance") {
        if (event.contract === "Customs" && event.event === "HoldLifted") {
          this.#standing.delete(idOf(String(event.args.hold), lotIdToWire(BigInt(String(event.args.lot)))));
        }
        continue;
      }
      const deed = doneBy(event.statement, "held", "hold-renewed", "hold-released");
      if (deed === undefined) continue;
      for (const lot of event.lots) this.#apply(event.digest, lot, deed);
    }
  }

  #apply(digest: string, lot: string, deed: Deed<"held" | "hold-renewed" | "hold-released">): void {
    if (deed.what === "held") {
      this.#standing.set(idOf(digest, lot), { digest, country: deed.country, until: deed.until });
    } else if (deed.what === "hold-released") this.#standing.delete(idOf(deed.hold, lot));
    else {
      const held = this.#standing.get(idOf(deed.hold, lot));
      if (held !== undefined) held.until = deed.until;
    }
  }

  /** What is wrong with the file, once all events were followed: holds that it lacks, and rows of holds that ended, or end otherwise. */
  faults({ asked: { country }, madeAt }: AuditHead): { line: number | null; digest: string; fault: AuditFaultName }[] {
    const standing = [...this.#standing].filter(
      ([, held]) => held.until >= madeAt && (country === undefined || held.country === country),
    );
    const ends = new Map(standing.map(([id, { until }]) => [id, until]));
    const missing = standing.filter(([id]) => !this.#rows.has(id));
    const ended = [...this.#rows].filter(([id, { until }]) => ends.get(id) !== until);
    return [
      ...ended.map(([, { line, digest }]) => ({ line, digest, fault: "end" as const })),
      ...missing.map(([, { digest }]) => ({ line: null, digest, fault: "missing" as const })),
    ];
  }
}

function idOf(digest: string, lot: string): string {
  return `${digest}/${lot}`;
}
