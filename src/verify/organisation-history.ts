import type { Address } from "../domain/hex.ts";
import { type Role, roles } from "../domain/participants.ts";
import { wireDeed } from "../statements/knowledge.ts";
import { isBefore, type Place } from "./place.ts";
import type { Act, Register } from "./register.ts";

/** A signing key, as the register tells its life. */
export interface KeyHistory {
  addedAt: Place;
  /** Unix seconds, inclusive. */
  validFrom: number;
  validUntil: number;
  revokedAt: Place | null;
  /** Unix seconds from which its statements are suspect; null if never. */
  compromisedSince: number | null;
}

/** An organisation's name; undefined if its register does not tell it. */
export function nameOf(register: Register): string | undefined {
  const enrolled = register.acts.find(({ event }) => event === "OrganisationEnrolled");
  return enrolled && String(enrolled.args.name);
}

/** A key's life; undefined if the organisation never had it. */
export function keyHistory(register: Register, key: Address): KeyHistory | undefined {
  const known = histories.get(register) ?? new Map<Address, KeyHistory | undefined>();
  histories.set(register, known);
  if (!known.has(key)) known.set(key, readHistory(register, key));
  return known.get(key);
}

/** Registers are remembered as they are, and asked for each of thousands of signatures. */
const histories = new WeakMap<Register, Map<Address, KeyHistory | undefined>>();

function readHistory(register: Register, key: Address): KeyHistory | undefined {
  // Governance adds and revokes keys; an organisation does both by a statement of its own.
  const of = (event: string, changed: "added" | "withdrawn") =>
    register.acts.filter(
      (act) =>
        (act.event === event && act.args.key === key) ||
        wireDeed({ kind: act.event, message: act.args }, "keyed")?.[changed] === key,
    );
  const [added] = of("KeyAdded", "added");
  if (added === undefined) return undefined;
  const revocations = of("KeyRevoked", "withdrawn");
  const [revoked] = revocations;
  // What governance says of a revoked key takes the place of what was said of it before.
  const compromisedSince = Number(revocations.at(-1)?.args.compromisedSince ?? 0);
  return {
    addedAt: added.place,
    validFrom: Number(added.args.validFrom),
    validUntil: Number(added.args.validUntil),
    revokedAt: revoked?.place ?? null,
    compromisedSince: compromisedSince === 0 ? null : compromisedSince,
  };
}

/** Whether the organisation was suspended at some place in the ledger. */
export function isSuspendedAt(register: Register, place: Place): boolean {
  const last = newestBefore(register, place, ({ event }) => /^Organisation(Suspended|Reinstated)$/.test(event));
  return last?.event === "OrganisationSuspended";
}

/** Roles that are in force at some place in the ledger, in any country. */
export function rolesAt(register: Register, place: Place): Role[] {
  const grants = new Map<string, Act>();
  for (const act of register.acts) {
    if (act.event !== "RoleGranted" || !isBefore(act.place, place)) continue;
    grants.set(`${act.args.role}/${act.args.country}`, act);
  }
  const inForce = [...grants.values()].filter(({ args }) => isWithin(args, place.timestamp));
  return roles.filter((_, index) => inForce.some(({ args }) => Number(args.role) === index));
}

/** The newest act of a kind before some place. */
export function newestBefore(register: Register, place: Place, matches: (act: Act) => boolean): Act | undefined {
  return register.acts.findLast((act) => isBefore(act.place, place) && matches(act));
}

/** Whether a time lies in a window, both ends inclusive. */
export function isWithin(window: { validFrom?: unknown; validUntil?: unknown }, timestamp: number): boolean {
  return Number(window.validFrom) <= timestamp && timestamp <= Number(window.validUntil);
}
