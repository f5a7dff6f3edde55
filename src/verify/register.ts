import { type Head, headOf } from "../domain/head.ts";
import type { Hex } from "../domain/hex.ts";
import { type RegisterSubject, registerKey } from "../domain/register-subject.ts";
import { registerLinkOf } from "../governance/register-links.ts";
import type { ContractName } from "../statements/kind.ts";
import type { ActRow, Evidence } from "./evidence.ts";
import type { Place } from "./place.ts";
import { readRecorded } from "./read-recorded.ts";

export type Subject = RegisterSubject;

/** Names a subject among all of them. */
export function subjectKey({ type, id }: Subject): string {
  return `${type}/${id}`;
}

/** An act about the subject, as the ledger's event tells it. */
export interface Act {
  place: Place;
  event: string;
  /** The event's arguments by name; integers are decimal strings. */
  args: Record<string, unknown>;
  digest: Hex;
}

/** Everything the index knows to have been done about a subject, recomputed. */
export interface Register {
  subject: Subject;
  head: Head;
  acts: Act[];
  /** Acts whose values do not hash to the digest that the head was made of. */
  altered: Act[];
}

/** What a statement drew on an allowance, in nanograms: on tolerance, and on limits of detection. */
export function drawnBy(
  allowance: Register | undefined,
  statement: Hex,
): { toleratedNanograms: bigint; reliedNanograms: bigint } {
  const drawn = allowance?.acts.find(({ event, args }) => event === "AllowanceDrawn" && args.digest === statement);
  return {
    toleratedNanograms: BigInt(String(drawn?.args.toleratedNanograms ?? 0)),
    reliedNanograms: BigInt(String(drawn?.args.reliedNanograms ?? 0)),
  };
}

/**
 * Loads registers from the index and recomputes every digest and link of them.
 * @param block Last block that counts: the index may have moved on since the ledger was read.
 */
export async function loadRegisters(
  evidence: Evidence,
  subjects: readonly Subject[],
  block: bigint,
): Promise<Register[]> {
  if (subjects.length === 0) return [];
  const rows = await evidence.acts(subjects, block);
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  return subjects.map((subject) => {
    const own = bySubject.get(registerKey(subject)) ?? [];
    const acts = own.map(toAct);
    return {
      subject,
      head: headOf(own.map((row) => ({ ...linkOf(row), timestamp: Number(row.timestamp) }))),
      acts,
      altered: acts.filter((act, index) => !isAuthentic(evidence, act, own[index] as ActRow)),
    };
  });
}

function linkOf(row: ActRow): { digest: Hex } {
  if (row.digest === null) throw new Error("an act with a subject has no link");
  return { digest: row.digest };
}

function toAct(row: ActRow): Act {
  const { block_number: blockNumber, log_index: logIndex, timestamp } = row;
  const place = { timestamp: Number(timestamp), blockNumber, logIndex };
  return { place, event: row.event, args: row.args, digest: linkOf(row).digest };
}

// What an organisation states of itself is a statement; all else is the digest of the governor's call.
function isAuthentic(evidence: Evidence, act: Act, row: ActRow): boolean {
  if (row.kind !== null) {
    return act.event === row.kind && readRecorded(evidence, act.digest, { ...row, message: act.args }).fault === null;
  }
  try {
    return registerLinkOf(row.contract as ContractName, act.event, act.args)?.digest === act.digest;
  } catch {
    return false;
  }
}
