import type { ConsignmentStatus } from "../domain/consignment.ts";
import type { ElementSymbol } from "../domain/elements.ts";
import type { Form } from "../domain/form.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { Inspected } from "../domain/inspection.ts";
import type { LotStatus } from "../domain/lot.ts";
import type { StatementKindName } from "../statements/registry.ts";

/** Which page of a list is asked for: `next` of the page before, and how many items it has at most. */
export interface PageOf {
  cursor?: string;
  limit?: number;
}

/** Which lots are asked for: those for which everything given holds. */
export interface LotFilter extends PageOf {
  /** Who has grams of it in hand: told to itself and to authorities. */
  holder?: Address;
  producer?: Address;
  lotNumber?: string;
  form?: Form;
  status?: LotStatus;
  element?: ElementSymbol;
  scheme?: number;
}

/** Which consignments are asked for: those for which everything given holds. */
export interface ConsignmentFilter extends PageOf {
  /** Its sender, recipient or carrier. */
  party?: Address;
  /** Country that it leaves or is to reach; for its authorities, or was said to pass. ISO 3166-1 alpha-2. */
  country?: string;
  status?: ConsignmentStatus;
  /** Whether only those are wanted that wait for somebody. */
  open?: boolean;
}

/** Which statements are asked for: those of some days, such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
export interface StatedFilter {
  from: string;
  to: string;
  /** Who stated them. */
  organisation?: Address;
  kind?: StatementKindName;
}

/** Which alerts are asked for. */
export interface AlertFilter extends PageOf {
  rule?: string;
  /** Id of what it is about. */
  subject?: string;
  /** Only those that are not closed. */
  open?: boolean;
}

/** What is audited: of whom, or on which route; days such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
export interface AuditFilter extends StatedFilter {
  /** Countries that consignments leave, reach or pass, ISO 3166-1 alpha-2. */
  leaves?: string;
  reaches?: string;
  passes?: string;
}

/** Days of an audit, and of challenges and findings who stated it. */
export interface AuditSpan {
  from: string;
  to: string;
  organisation?: Address;
}

/** How an audit is written. */
export type AuditForm = "csv" | "ndjson";

/** Which holds are asked for. */
export interface HoldFilter extends PageOf {
  lot?: Hex;
  authority?: Address;
  /** Whose grams are held, by name. */
  holder?: Address;
  /** Consignment that is held. */
  consignment?: Hex;
  country?: string;
  /** Only those in force now. */
  inForce?: boolean;
}

/** Which seizures are asked for. */
export interface SeizureFilter extends PageOf {
  lot?: Hex;
  authority?: Address;
  /** From whom they were taken. */
  holder?: Address;
  country?: string;
  /** Only those that nobody has given back. */
  standing?: boolean;
}

/** Which permits are asked for. */
export interface PermitFilter extends PageOf {
  exporter?: Address;
  consignee?: Address;
  country?: string;
  destination?: string;
  /** Only those that may be used now. */
  running?: boolean;
}

/** What is to cross a border. */
export interface ExportQuestion {
  lot: Hex;
  grams?: bigint;
  from: string;
  to: string;
  /** Countries passed on the way. */
  route?: readonly string[];
  /** Unix seconds; now where there is none. */
  date?: number;
  exporter?: Address;
  consignee?: Address;
}

/** Which dispatches are judged by the rules of which day; days such as 2026-01-31 (UTC) or 2026-01-31+08:00. */
export interface DryRunFilter {
  /** First day of dispatches, and last. */
  from: string;
  to: string;
  /** Day as of whose first second the rules are judged. */
  rulesOf: string;
  /** Only those that leave this country. */
  country?: string;
}

/** Which findings are asked for. */
export interface FindingFilter extends PageOf {
  /** Number of the container, bill of lading or customs declaration. */
  reference?: string;
  lot?: Hex;
  authority?: Address;
  /** Those that were withdrawn too. */
  withdrawn?: boolean;
}

/** What was found at the border, on record or so far, and what it is compared with. */
export type InspectionQuestion = ({ finding: Hex } | Inspected) &
  ({ consignment: Hex } | { lot: Hex }) & {
    /** Of weights, in basis points. */
    tolerance?: number;
    /** Of shares, in basis points. */
    assayTolerance?: number;
    /** Code of the legal ground, for holds. */
    ground?: number;
  };

/** A page of a list. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Which routes and months are asked for; months such as 2026-01, inclusive. */
export interface MirrorFilter {
  from?: string;
  to?: string;
  since?: string;
  until?: string;
}

/** Which events are asked for. */
export interface EventsWanted {
  after?: string;
  follow?: boolean;
  /** Ends it. */
  signal?: AbortSignal;
}
