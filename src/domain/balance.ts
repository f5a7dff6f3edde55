import { type ElementSymbol, elementSymbols } from "./elements.ts";
import type { Form } from "./form.ts";
import type { Hex } from "./hex.ts";
import { comesIn, type MovementKind } from "./movement.ts";
import { expiryOf } from "./site-account.ts";

/** What a balance has to know of a lot. */
export interface Matter {
  form: Form;
  /** Global Location Number of the site that made it; null where somebody else did. */
  site: string | null;
  /** Elements that were found, by their index, with nanograms per gram. */
  found: readonly (readonly [index: number, nanogramsPerGram: bigint])[];
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
  /** Of the movements those that made something of something, step by step. */
  steps: Iterable<readonly Moved[]>;
  accounts: readonly AccountMoved[];
  /** First second, and the one after the last; Unix time. */
  from: bigint;
  to: bigint;
}

type Flow = MovementKind | "process" | "expired";

/** Nanograms of one element, in one form, made at one site: opening + in - out - losses = closing. */
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
 * Draws up an organisation's balance. What is in stock, and what is in an account, counts by what was found in it. What a step lost is a loss of what went into it; below zero where a tolerance or a detection limit let
 * something grow.
 * @returns Rows in which anything is or moved, by element, form and site.
 */
export function drawBalance(basis: BalanceBasis): BalanceRow[] {
  const rows = new Rows();
  for (const [lot, grams] of basis.opening) rows.open(matterOf(basis, lot), grams);
  for (const { lot, kind, grams } of basis.movements) rows.move(matterOf(basis, lot), kind, grams);
  for (const step of basis.steps) rows.lose(step.map((part) => ({ ...part, matter: matterOf(basis, part.lot) })));
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
        const share = matterOf(basis, lot).found.find(([found]) => found === index)?.[1] ?? 0n;
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

type Part = Moved & { matter: Matter };

class Rows {
  /** By form and site, then by the index of the element. */
  readonly #places = new Map<string, (BalanceRow | undefined)[]>();

  open({ form, site, found }: Matter, grams: bigint): void {
    for (const [index, share] of found) this.add(index, form, site, "opening", grams * share);
  }

  move({ form, site, found }: Matter, kind: MovementKind, grams: bigint): void {
    for (const [index, share] of found) this.add(index, form, site, kind, grams * share);
  }

  /** Turns of what a step consumed into a loss what did not come out of it, in proportion to what each input brought. */
  lose(step: readonly Part[]): void {
    const brought = step.filter(({ kind }) => kind === "consumed");
    const incoming = contentOf(brought);
    const outgoing = contentOf(step.filter(({ kind }) => kind === "made"));
    for (const index of elementSymbols.keys()) {
      const total = incoming[index] ?? 0n;
      const lost = total - (outgoing[index] ?? 0n);
      if (lost !== 0n) this.#share(brought, index, lost, total);
    }
  }

  #share(brought: readonly Part[], index: number, lost: bigint, total: bigint): void {
    let left = lost;
    for (const [position, { matter, grams }] of brought.entries()) {
      const isLast = position === brought.length - 1;
      const own = matter.found.find(([found]) => found === index)?.[1] ?? 0n;
      const share = isLast || total === 0n ? left : (lost * own * grams) / total;
      left -= share;
      this.add(index, matter.form, matter.site, "consumed", -share);
      this.add(index, matter.form, matter.site, "process", share);
    }
  }

  add(index: number, form: Form | null, site: string | null, flow: Flow | "opening", amount: bigint): void {
    if (amount === 0n) return;
    const place = `${form}/${site}`;
    let elements = this.#places.get(place);
    if (elements === undefined) {
      elements = [];
      this.#places.set(place, elements);
    }
    let row = elements[index];
    if (row === undefined) {
      row = { element: elementSymbols[index] as ElementSymbol, form, site, opening: 0n, flows: {}, closing: 0n };
      elements[index] = row;
    }
    if (flow === "opening") row.opening += amount;
    else row.flows[flow] = (row.flows[flow] ?? 0n) + amount;
  }

  closed(): BalanceRow[] {
    const rows = [...this.#places.values()].flatMap((elements) => elements.filter((row) => row !== undefined));
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

function contentOf(parts: readonly Part[]): bigint[] {
  const content: bigint[] = [];
  for (const { matter, grams } of parts) {
    for (const [index, share] of matter.found) content[index] = (content[index] ?? 0n) + share * grams;
  }
  return content;
}
