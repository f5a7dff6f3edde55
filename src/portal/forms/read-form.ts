import type { z } from "zod";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { normalisedIn } from "../../domain/plain-text.ts";
import { faultInChinese } from "../../statements/fault-words.ts";
import { fieldFaults } from "../../statements/field-faults.ts";
import type { SignerFields } from "../../statements/kind.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { kindOf, type UnsignedStatement } from "../../statements/statement.ts";
import { readWritten, type WrittenRemark } from "../../statements/written.ts";
import { type Codecs, controlOf, type Written, type WrittenStruct } from "./control.ts";

/** Something that is wrong with what was written, or not there yet. */
export interface FormFault extends WrittenRemark {
  isMissing: boolean;
}

/** What a form comes to: the statement once nothing is wrong with it. */
export interface FormReading {
  statement: UnsignedStatement | undefined;
  /** The message in its wire shape, as far as it can be read. */
  wire: Record<string, unknown>;
  faults: FormFault[];
  /** How values were computed from what was written. */
  workings: WrittenRemark[];
}

/** Fields that whoever signs does not fill in. */
export const signerFieldNames: readonly (keyof SignerFields)[] = [
  "organisation",
  "key",
  "nonce",
  "validAfter",
  "validBefore",
];

/** Codecs of the fields that are filled in. */
export function ownCodecs(kind: StatementKindName): Codecs {
  const entries = Object.entries(kindOf(kind).codecs);
  return Object.fromEntries(entries.filter(([name]) => !(signerFieldNames as readonly string[]).includes(name)));
}

/** Reads what was written, as the command line reads `--set` and `--file`. */
export function readForm(kind: StatementKindName, written: WrittenStruct, signs: SignerFields): FormReading {
  const codecs = ownCodecs(kind);
  const stated = normalisedIn(withoutGaps(codecs, written));
  const { message, faults: unreadable, workings } = readWritten(codecs, stated);
  const wire = { ...message, ...signs, nonce: signs.nonce.toString() };
  const read = (kindOf(kind).messageSchema as z.ZodType).safeParse(wire, { reportInput: true });
  const faults = unreadable.map((remark) => ({ ...remark, isMissing: false }));
  for (const fault of read.success ? [] : read.error.issues.flatMap(fieldFaults)) {
    if (faults.some(({ path }) => path === fault.path)) continue;
    const isMissing = !isStated(wire, fault.path);
    faults.push({
      path: fault.path,
      isMissing,
      text: isMissing ? missing : { en: fault.message, zh: faultInChinese(fault) },
    });
  }
  const statement = read.success && faults.length === 0 ? { kind, message: read.data } : undefined;
  return { statement: statement as UnsignedStatement | undefined, wire, faults, workings };
}

const missing: LocalisedText = { en: "fill this in", zh: "请填写" };

/** Fields that were left empty are not stated: of an optional one that is "none". */
function withoutGaps(codecs: Codecs, written: WrittenStruct): WrittenStruct {
  return Object.fromEntries(
    Object.entries(codecs).flatMap(([name, codec]): [string, Written][] => {
      const value = written[name] ?? "";
      const control = controlOf(codec);
      if (control.by === "struct") return [[name, withoutGaps(control.codecs, structOf(value))]];
      if (control.by === "list" && Array.isArray(value)) {
        const { item } = control;
        const inner = controlOf(item);
        return [
          [name, value.map((entry) => (inner.by === "struct" ? withoutGaps(inner.codecs, structOf(entry)) : entry))],
        ];
      }
      const isEmpty = typeof value === "string" && value.trim() === "";
      if (isEmpty) return codec.blank === undefined ? [] : [[name, [...codec.blank]]];
      return [[name, value]];
    }),
  );
}

function structOf(value: Written): WrittenStruct {
  return typeof value === "object" && !Array.isArray(value) ? value : {};
}

function isStated(wire: object, path: string): boolean {
  const partOf = (value: unknown, step: string) =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : value;
  const found = path.split(".").reduce<unknown>(partOf, wire);
  return found !== undefined && found !== "";
}

/** What is wrong with a field or with anything in it. */
export function faultsAt(faults: readonly FormFault[], path: string): FormFault[] {
  return faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}.`));
}

/** The same with lists of lots in ascending order of ids, as the ledger takes them; whoever writes need not know. */
export function inLedgerOrder(codecs: Codecs, written: WrittenStruct): WrittenStruct {
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => {
      const items = codecs[name]?.items?.codecs ?? {};
      const [lot] = Object.entries(items).find(([, codec]) => codec.refersTo === "lot") ?? [];
      if (lot === undefined || !Array.isArray(value)) return [name, value];
      const idOf = (entry: Written) => String(structOf(entry)[lot]).toLowerCase();
      return [name, value.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1))];
    }),
  );
}
