import type { Address } from "../domain/hex.ts";
import type { IndexedEvent } from "../indexer/decode-log.ts";
import type { CaseStep } from "../statements/cases.ts";
import type { AuditHead } from "./audit-file.ts";
import { movesGrams, partOf, tellsOfAct } from "./audit-rows.ts";
import { CliError } from "./cli-error.ts";

/** What an audit has, if it has everything that it says it is of. */
export class AuditWanted {
  /** First second, and last; Unix time. */
  readonly from: number;
  readonly to: number;
  readonly #audit: AuditHead["audit"];
  readonly #organisation: string | undefined;
  readonly #kind: string | undefined;
  /** Challenges that were seen so far: a hold that is renewed or released may be none. */
  readonly #challenges = new Set<string>();

  /**
   * @param organisation Only what it stated, whatever else the file is of.
   * @throws CliError if the file is of a route, or does not say its days.
   */
  constructor({ audit, asked }: AuditHead, { organisation }: { organisation?: Address | undefined }) {
    const { from, to } = asked;
    if (typeof from !== "number" || typeof to !== "number") {
      throw new CliError("usage", {
        en: "The file's first line does not say of which days it is.",
        zh: "文件首行未注明日期范围。",
      });
    }
    if ([asked.leaves, asked.reaches, asked.passes].some((country) => country !== undefined)) {
      throw new CliError("usage", {
        en: "The file is of a route. What such a file lacks is not looked for: export everything, or what an organisation stated.",
        zh: "该文件按路线导出，无法查找其缺少的内容：请导出全部，或导出某组织的声明。",
      });
    }
    [this.from, this.to, this.#audit] = [from, to, audit];
    this.#organisation = organisation ?? (asked.organisation as string | undefined);
    this.#kind = asked.kind as string | undefined;
  }

  /** Learns of a case that a row is about. */
  know(id: string): void {
    this.#challenges.add(id);
  }

  /** Those events of a block that the file ought to have and has no row of. @param left Those that no row was about. */
  missing(events: readonly IndexedEvent[], left: ReadonlyMap<number, IndexedEvent>): IndexedEvent[] {
    return events.filter((event) => this.#isWanted(event) && left.has(event.logIndex));
  }

  #isWanted(event: IndexedEvent): boolean {
    if (event.timestamp < BigInt(this.from) || event.timestamp > BigInt(this.to)) return false;
    if (event.type === "governance") {
      return this.#audit === "permits" ? movesGrams(event) : this.#audit === "acts" && tellsOfAct(event);
    }
    if (this.#audit !== "statements" && !this.#isOfSort(event)) return false;
    const { kind, message } = event.statement;
    return (
      (this.#organisation === undefined || message.organisation === this.#organisation) &&
      (this.#kind === undefined || kind === this.#kind)
    );
  }

  #isOfSort(event: Extract<IndexedEvent, { type: "statement" }>): boolean {
    const part = partOf(event);
    if (part === undefined || part.of !== this.#audit) return false;
    if (part.step === "challenge-asked") this.#challenges.add(part.id);
    return part.of !== "challenges" || this.#challenges.has(part.id) || !mayBeOfAnyHold(part.step);
  }
}

/** Steps that holds have which are no challenges do not tell that it is one. */
function mayBeOfAnyHold(step: CaseStep): boolean {
  return step !== "challenge-asked" && step !== "challenge-answered" && step !== "challenge-decided";
}
