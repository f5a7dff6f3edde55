import { type ElementSymbol, elementSymbols } from "./elements.ts";
import type { Hex } from "./hex.ts";
import type { Form } from "./lot.ts";
import { comesIn, type MovementKind } from "./movement.ts";
import { expiryOf } from "./site-account.ts";

/** What a balance has to know of a lot. */
export interface Matter {
  form: Form;
  /** Global Location Number of the site that made it; null where somebody else did. */
  site: string | null;
  /** By the index of the element: what was found, or the limit below which nothing was. */
  partsPerMillion: readonly number[];
  /** Bit of each element that was not found. */
  notFound: number;
}

/** Grams of a lot that moved, summed over some time. */
interface Moved {
  lot: Hex;
  kind: MovementKind;
  grams: bigint;
}

/** Grams of a lot that a site's account took in, or that it gave out as. */
export interface AccountMoved {
  site: string;
  period: number;
  direction: "deposit" | "withdrawal";
  lot: Hex;
  /** Before the balance's first second. */
  gramsBefore: bigint;
  /** From then on. */
  grams: bigint;
}

/** What a balance is drawn from: all of one organisation. */
export interface BalanceBasis {
  matter: ReadonlyMap<Hex, Matter>;
  /** Grams in stock when it begins; below zero never. */
  opening: ReadonlyMap<Hex, bigint>;
  movements: readonly Moved[];
  /** The same movements by statement, for those that made something of something. */
  steps: ReadonlyMap<Hex, readonly Moved[]>;
  accounts: readonly AccountMoved[];
  /** First second, and the one after the last; Unix time. */
  from: bigint;
  to: bigint;
}

type Flow = MovementKind | "process" | "expired";

/** Micrograms of one element, in one form, made at one site: opening + in - out - losses = closing. */
export interface BalanceRow {
  element: ElementSymbol;
  /** Null for what a site's account holds, which has no form. */
  form: Form | null;
  site: string | null;
  opening: bigint;
  flows: Partial<Record<Flow, bigint>>;
  closing: bigint;
}

const losses: readonly Flow[] = ["lost", "process", "expired"];

/** Which side of the equation a flow stands on. In an account a deposit comes in and a withdrawal leaves. */
export function sideOf(flow: Flow, isAccount: boolean): "in" | "out" | "loss" {
  if (losses.includes(flow)) return "loss";
  if (isAccount) return flow === "deposited" ? "in" : "out";
  return comesIn(flow as MovementKind) ? "in" : "out";
}

/**
 * Draws up an organisation's balance. What is in stock counts by what was found in it, what is in an account by its credits,
 * which are upper bounds. What a step lost is a loss of what went into it; below zero where a tolerance or a detection limit let
 * something grow.
 * @returns Rows in which anything is or moved, by element, form and site.
 */
export function drawBalance(basis: BalanceBasis): BalanceRow[] {
  const rows = new Rows();
  for (const [lot, grams] of basis.opening) rows.open(matterOf(basis, lot), grams);
  for (const { lot, kind, grams } of basis.movements) rows.move(matterOf(basis, lot), kind, grams);
  for (const step of basis.steps.values()) rows.lose(step.map((part) => ({ ...part, ...matterOf(basis, part.lot) })));
  drawAccounts(basis, rows);
  return rows.closed();
}

function matterOf({ matter }: BalanceBasis, lot: Hex): Matter {
  const found = matter.get(lot);
  if (found === undefined) throw new Error(`What ${lot} is made of is not known`);
  return found;
}

/** Accounts period by period: what is left of a period's credits expires with the end of the period after it. */
function drawAccounts(basis: BalanceBasis, rows: Rows): void {
  const periods = Map.groupBy(basis.accounts, ({ site, period }) => `${site}/${period}`);
  for (const moved of periods.values()) {
    const [first] = moved;
    if (first === undefined) continue;
    const expiry = expiryOf(first.period);
    for (const index of elementSymbols.keys()) {
      let [opening, left] = [0n, 0n];
      for (const { lot, direction, gramsBefore, grams } of moved) {
        const share = BigInt(matterOf(basis, lot).partsPerMillion[index] ?? 0);
        const sign = direction === "deposit" ? 1n : -1n;
        opening += sign * gramsBefore * share;
        left += sign * (gramsBefore + grams) * share;
        const flow = direction === "deposit" ? "deposited" : "withdrawn";
        rows.add(index, null, first.site, flow, grams * share);
      }
      if (expiry <= basis.from) continue;
      rows.add(index, null, first.site, "opening", opening);
      if (expiry < basis.to) rows.add(index, null, first.site, "expired", left);
    }
  }
}

class Rows {
  readonly #rows = new Map<string, BalanceRow>();

  open(matter: Matter, grams: bigint): void {
    for (const [index, share] of foundIn(matter)) this.add(index, matter.form, matter.site, "opening", grams * share);
  }

  move(matter: Matter, kind: MovementKind, grams: bigint): void {
    for (const [index, share] of foundIn(matter)) this.add(index, matter.form, matter.site, kind, grams * share);
  }

  /** Turns of what a step consumed into a loss what did not come out of it, in proportion to what each input brought. */
  lose(step: readonly (Moved & Matter)[]): void {
    const [brought, made] = [
      step.filter(({ kind }) => kind === "consumed"),
      step.filter(({ kind }) => kind === "made"),
    ];
    const [incoming, outgoing] = [contentOf(brought), contentOf(made)];
    for (const index of elementSymbols.keys()) {
      const total = incoming[index] ?? 0n;
      let left = total - (outgoing[index] ?? 0n);
      if (left === 0n) continue;
      const whole = left;
      for (const [position, input] of brought.entries()) {
        const isLast = position === brought.length - 1;
        const share = isLast || total === 0n ? left : (whole * foundGrams(input, index)) / total;
        left -= share;
        this.add(index, input.form, input.site, "consumed", -share);
        this.add(index, input.form, input.site, "process", share);
      }
    }
  }

  add(index: number, form: Form | null, site: string | null, flow: Flow | "opening", amount: bigint): void {
    if (amount === 0n) return;
    const key = `${index}/${form}/${site}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { element: elementSymbols[index] as ElementSymbol, form, site, opening: 0n, flows: {}, closing: 0n };
      this.#rows.set(key, row);
    }
    if (flow === "opening") row.opening += amount;
    else row.flows[flow] = (row.flows[flow] ?? 0n) + amount;
  }

  closed(): BalanceRow[] {
    const rows = [...this.#rows.values()];
    for (const row of rows) {
      row.closing = row.opening;
      for (const [flow, amount] of Object.entries(row.flows)) {
        row.closing += sideOf(flow as Flow, row.form === null) === "in" ? amount : -amount;
      }
    }
    return rows.sort(
      (a, b) =>
        elementSymbols.indexOf(a.element) - elementSymbols.indexOf(b.element) ||
        compare(a.form ?? "~", b.form ?? "~") ||
        compare(a.site ?? "", b.site ?? ""),
    );
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function foundIn({ partsPerMillion, notFound }: Matter): [index: number, share: bigint][] {
  return partsPerMillion.flatMap((share, index) => ((notFound >> index) & 1 ? [] : [[index, BigInt(share)] as const]));
}

function foundGrams({ partsPerMillion, notFound, grams }: Matter & Moved, index: number): bigint {
  return (notFound >> index) & 1 ? 0n : BigInt(partsPerMillion[index] ?? 0) * grams;
}

function contentOf(parts: readonly (Matter & Moved)[]): bigint[] {
  return elementSymbols.map((_, index) => parts.reduce((sum, part) => sum + foundGrams(part, index), 0n));
}
