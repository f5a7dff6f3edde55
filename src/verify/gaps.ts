import type { Head } from "../domain/head.ts";
import type { RegisterType } from "../domain/register-subject.ts";
import type { Dossier } from "./dossier.ts";
import type { LotCase } from "./lot-case.ts";
import { type Subject, subjectKey } from "./register.ts";

/**
 * What the ledger lists about a lot, and what it rests on, and lacks here. That is doubt about the service, or about its node, and no
 * finding against the goods: whatever else seems wrong may come of it. What is here and is not what the ledger lists is no gap.
 */
export interface Gaps {
  /** Whether statements about the lot lack, or the text of one. */
  dossier: boolean;
  /** Whether something lacks of what it was made from. */
  lineage: boolean;
  /** Names of registers of which acts lack. */
  registers: ReadonlySet<string>;
}

/** What lacks in a case. */
export function gapsIn(lotCase: LotCase): Gaps {
  const known = gapsByCase.get(lotCase) ?? readGaps(lotCase);
  gapsByCase.set(lotCase, known);
  return known;
}

/** Every check of a case asks. */
const gapsByCase = new WeakMap<LotCase, Gaps>();

function readGaps({ dossier, registers, reading, ancestry }: LotCase): Gaps {
  const own = registers.map(({ subject, head }, index) => ({ subject, head, onLedger: reading.heads[index] }));
  const others = (ancestry?.registers ?? []).map(({ register: { subject, head }, onLedger }) => ({
    subject,
    head,
    onLedger,
  }));
  const lacking = [...own, ...others].filter(({ head, onLedger }) => onLedger !== undefined && isShort(head, onLedger));
  return {
    dossier: lacks(dossier, reading.head),
    lineage: (ancestry?.lacking.length ?? 0) > 0,
    registers: new Set(lacking.map(({ subject }) => subjectKey(subject))),
  };
}

/** Whether the ledger lists more about a lot than is here, or the text of something. */
export function lacks({ head, entries }: Dossier, onLedger: Head): boolean {
  return isShort(head, onLedger) || entries.some(({ fault }) => fault === "missing");
}

/** Whether a chain has fewer links than the ledger's. */
export function isShort(computed: Head, onLedger: Head): boolean {
  return computed.count < onLedger.count;
}

/** Whether anything lacks. */
export function hasGaps(lotCase: LotCase): boolean {
  const { dossier, lineage, registers } = gapsIn(lotCase);
  return dossier || lineage || registers.size > 0;
}

/** Whether acts lack about one subject. */
export function lacksActs(lotCase: LotCase, subject: Subject): boolean {
  return gapsIn(lotCase).registers.has(subjectKey(subject));
}

/** Whether acts lack about any subject of a type. */
export function lacksActsOf(lotCase: LotCase, type: RegisterType): boolean {
  return [...gapsIn(lotCase).registers].some((key) => key.startsWith(`${type}/`));
}
