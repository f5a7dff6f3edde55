import { keepPreviousData } from "@tanstack/react-query";
import type { BorderFinding, Consignment } from "../../client/answers.ts";
import { ProblemError } from "../../client/problem-error.ts";
import { containerFault, type ReferenceKind } from "../../domain/border-finding.ts";
import type { Hex } from "../../domain/hex.ts";
import type { LocalisedText } from "../../domain/localised-text.ts";
import { UnreadableText } from "../../statements/from-text.ts";
import { toReferenceNumber } from "../../statements/reference-number.ts";
import { deskQuery } from "../desks/queries.ts";
import { readSought } from "../find-lot.ts";
import { service } from "../service.ts";

/** A number that stands on a container, or on papers. */
export interface Reference {
  number: string;
  /** What it looks like; papers are told apart by whoever has them in hand. */
  kind: ReferenceKind;
}

/** What an officer typed or scanned, as a number of a container or of papers. */
export type ReadReference = { reference: Reference } | { fault: LocalisedText } | undefined;

/** Reads a number of a container, bill of lading or customs declaration. @returns undefined for what is plainly something else. */
export function readReference(typed: string): ReadReference {
  const { by } = readSought(typed);
  if (by === "id" || by === "package" || by === "unit" || /^https?:/i.test(typed)) return undefined;
  try {
    const number = toReferenceNumber(typed);
    return { reference: { number, kind: containerFault(number) === undefined ? "container" : "bill-of-lading" } };
  } catch (error) {
    return error instanceof UnreadableText ? { fault: error.text } : undefined;
  }
}

/** What is known of what an officer has in front of him. */
export interface Sought {
  findings: BorderFinding[];
  /** Under way behind a seal of that number. */
  consignments: Consignment[];
  /** Ids of lots that have the number, are linked to a finding, lie in the package, or travel behind the seal. */
  lots: string[];
}

const most = 20;

/** Looks everywhere where a number may stand. @param country The officer's. */
export const borderQuery = (typed: string, country: string) => ({
  ...deskQuery("border", [typed, country], async (): Promise<Sought> => {
    const sought = readSought(typed);
    const read = readReference(typed);
    const [named, found, open] = await Promise.all([
      namedLots(sought),
      read !== undefined && "reference" in read
        ? service.findings({ reference: read.reference.number, limit: most })
        : { items: [] },
      service.consignments({ country, open: true, limit: 200 }),
    ]);
    const consignments = behindSeal(open.items, typed);
    const lots = [
      ...named,
      ...found.items.flatMap(({ links }) => links.map(({ lot }) => lot)),
      ...consignments.flatMap(({ lines = [] }) => lines.map(({ lot }) => lot)),
    ];
    // Where a lot itself was named, what was found of it is told too.
    const linked = await Promise.all(
      named.slice(0, most).map((lot) => service.findings({ lot: lot as Hex, limit: most })),
    );
    const findings = new Map(
      [...found.items, ...linked.flatMap(({ items }) => items)].map((each) => [each.statement, each]),
    );
    return { findings: [...findings.values()], consignments, lots: [...new Set(lots)].slice(0, most) };
  }),
  placeholderData: keepPreviousData,
});

function behindSeal(consignments: readonly Consignment[], typed: string): Consignment[] {
  const seal = typed.trim().toUpperCase();
  return consignments.filter((each) => each.seal?.toUpperCase() === seal);
}

/** Goods that a finding may be compared with. */
export interface Beside {
  by: "consignment" | "lot";
  id: string;
  /** What tells it from others: a seal, a lot's number, or the beginning of an id. */
  name: string;
}

/** What an officer may mean to compare goods with: consignments by their ids or seals, lots by whatever names them. */
export const besideQuery = (typed: string, country: string) =>
  deskQuery("beside", [typed, country], async (): Promise<Beside[]> => {
    const sought = readSought(typed);
    if (sought.by === "id") {
      const { id } = sought;
      const consignment = await consignmentOf(id as Hex);
      if (consignment === undefined) return [{ by: "lot", id, name: (await service.lot(id as Hex)).lotNumber }];
      return [{ by: "consignment", id, name: consignment.seal ?? `${id.slice(0, 10)}…` }];
    }
    const { items } = await service.consignments({ country, open: true, limit: 200 });
    const sealed = behindSeal(items, typed);
    if (sealed.length > 0) return sealed.map(({ id, seal }) => ({ by: "consignment", id, name: seal ?? id }));
    return (await namedLots(sought)).map((id) => ({ by: "lot", id, name: typed }));
  });

async function consignmentOf(id: Hex): Promise<Consignment | undefined> {
  try {
    return await service.consignment(id);
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === "consignment-not-found") return undefined;
    throw error;
  }
}

async function namedLots(sought: ReturnType<typeof readSought>): Promise<string[]> {
  switch (sought.by) {
    case "id":
      return [sought.id];
    case "number":
      return (await service.lots({ lotNumber: sought.number, limit: most })).items.map(({ id }) => id);
    case "package":
      return (await service.package(sought.sscc)).packed.flatMap(({ lots }) => lots.map(({ lot }) => lot));
    default:
      return [];
  }
}

/** The consignment under way that has a lot, among those of an officer's country. */
export const underWayQuery = (country: string) =>
  deskQuery(
    "under-way",
    [country],
    async () => (await service.consignments({ country, open: true, limit: 200 })).items,
  );
