import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Attestations, Consignment, ExportCheck, Hold, LotSummary, Stated } from "../../client/answers.ts";
import type {
  AuditFilter,
  DryRunFilter,
  ExportQuestion,
  MirrorFilter,
  Page,
  SeizureFilter,
} from "../../client/filters.ts";
import { ProblemError } from "../../client/problem-error.ts";
import type { Address, Hex } from "../../domain/hex.ts";
import { asShown, type LotWithContent, service } from "../service.ts";
import type { SignedIn } from "../session.ts";

/** Rows that a desk shows at once. What is beyond them is found by the interface for machines. */
const most = 50;
const pageLimit = 200;
const daySeconds = 86_400;

/** Something that a desk shows: asked again at every event of the ledger. */
export function deskQuery<T>(name: string, key: readonly unknown[], ask: () => Promise<T>) {
  return queryOptions({ queryKey: ["desk", name, ...key], queryFn: () => asShown(ask()) });
}

/** Lots of which an organisation has grams in hand, and how many, by country. */
export const holdingsQuery = ({ organisation }: SignedIn) =>
  deskQuery("holdings", [organisation], async () => {
    const { items } = await service.lots({ holder: organisation, limit: most });
    const all = await Promise.all(
      items.map(async (lot) => {
        const { holders = [] } = await service.custody(lot.id);
        return { lot, holdings: holders.filter(({ holder }) => holder === organisation) };
      }),
    );
    // What an authority has seized is not in its hand.
    return all.filter(({ holdings }) => holdings.length > 0);
  });

/** Lots that are declared and not certified yet, with what was found of them and what their declarations say. */
export interface OpenLot {
  lot: LotSummary;
  details: LotWithContent;
  examinations: Attestations["items"];
}

/** Schemes with their terms. */
export const schemesQuery = deskQuery("schemes", [], () => service.schemes());

/** @param producer Only those of one producer. */
export const openLotsQuery = (producer?: string) =>
  deskQuery("open-lots", [producer], async (): Promise<OpenLot[]> => {
    const filter = producer === undefined ? {} : { producer };
    const { items } = await service.lots({ status: "declared", limit: most, ...filter });
    return Promise.all(
      items.map(async (lot) => {
        const [details, { items: examinations }] = await Promise.all([
          service.lot(lot.id) as Promise<LotWithContent>,
          service.attestations(lot.id),
        ]);
        return { lot, details, examinations };
      }),
    );
  });

/** Consignments that wait for somebody, the newest first: an organisation's own, or those of an authority's country. */
export const consignmentsQuery = (of: { party: string } | { country: string }) =>
  deskQuery("consignments", [of], async (): Promise<Consignment[]> => {
    const { items } = await service.consignments({ ...of, open: true, limit: most });
    return items;
  });

/** A consignment, as far as it concerns whoever is signed in. */
export const consignmentQuery = (id: Hex) => deskQuery("consignment", [id], () => service.consignment(id));

/** What an organisation stated in the last days, the newest first. */
export const statedByQuery = (organisation: string, days: number) =>
  deskQuery("stated", [organisation, days], async () =>
    (await allStated({ ...lastDays(days), organisation })).toReversed(),
  );

/** A statement of an organisation, by when the ledger included it; null where more were stated on that day than are asked for. */
export const statedQuery = (organisation: string, digest: string, timestamp: number) =>
  deskQuery("stated", [organisation, digest], async () => {
    const day = new Date(timestamp * 1_000).toISOString().slice(0, "2026-01-01".length);
    const { items } = await service.statements({ organisation, from: day, to: day, limit: pageLimit });
    return items.find((item) => item.digest === digest) ?? null;
  });

/** An audit, page by page. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      asShown(service.auditStatements({ ...filter, limit: pageLimit, ...(cursor !== undefined && { cursor }) })),
    getNextPageParam: ({ next }) => next,
  });

/** Holds that stand, the oldest first. */
export const auditHoldsQuery = deskQuery("audit-holds", [], () => service.auditHolds({ limit: pageLimit }));

/** Holds of a lot that stand. */
export const holdsOfLotQuery = (lot: string) =>
  deskQuery("holds", [lot], async () => (await service.holds({ lot: lot as Hex, limit: pageLimit })).items);

/** Seizures that nobody has given back, the oldest first. */
export const seizuresQuery = (of: Pick<SeizureFilter, "lot" | "holder" | "authority">) =>
  deskQuery("seizures", [of], async () => (await service.seizures({ ...of, limit: pageLimit })).items);

/** Challenges of an organisation's goods, those that are over too, the newest first. */
export const challengesQuery = (holder: string) =>
  deskQuery("challenges", [holder], async (): Promise<Hold[]> => {
    const found: Hold[] = [];
    for (let cursor: string | null | undefined; cursor !== null && found.length < 5 * pageLimit; ) {
      const filter = { holder: holder as Address, inForce: false, limit: pageLimit, ...(cursor && { cursor }) };
      const page: Page<Hold> = await service.holds(filter);
      found.push(...page.items.filter(({ challenge }) => challenge !== null));
      cursor = page.next;
    }
    return found.toReversed();
  });

/** Permits of a country. @param running Only those that may be used now. */
export const permitsQuery = (country: string | undefined, running: boolean) =>
  deskQuery("permits", [country, running], () =>
    service.permits({ ...(country !== undefined && { country }), running, limit: pageLimit }),
  );

export const exportRulesQuery = deskQuery("export-rules", [], () => service.exportRules());

/** What rules say of a crossing. Whether there is a permit is asked where the reader may be told. */
export const crossingQuery = (question: ExportQuestion) =>
  deskQuery("crossing", [{ ...question, grams: question.grams?.toString() }], async (): Promise<ExportCheck> => {
    const { exporter, consignee, ...open } = question;
    if (exporter === undefined || consignee === undefined) return service.checkExport(open);
    return service.checkExport(question).catch((error: unknown) => {
      const isRefused =
        error instanceof ProblemError && ["not-concerned", "sign-in-required"].includes(error.problem.code);
      if (!isRefused) throw error;
      return service.checkExport(open);
    });
  });

/** What rules of a day would have stopped, page by page. */
export const dryRunQuery = (filter: DryRunFilter) =>
  infiniteQueryOptions({
    queryKey: ["dry-run", filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      asShown(service.dryRunExport({ ...filter, limit: pageLimit, ...(cursor !== undefined && { cursor }) })),
    getNextPageParam: ({ next }) => next,
  });

export const balanceQuery = (organisation: string, month: string) =>
  deskQuery("balance", [organisation, month], () => service.balance(organisation, daysOf(month)));

export const flowRecordQuery = (organisation: string, month: string) =>
  deskQuery("flow-record", [organisation, month], () => service.flowRecord(organisation, month));

/** Alerts that are open to an authority, the newest first, with whether there are more. @param open Whether closed ones are left out. */
export const alertsQuery = (open: boolean) =>
  deskQuery("alerts", [open], () => service.alerts({ open, limit: pageLimit }));

export const alertQuery = (id: string) => deskQuery("alert", [id], () => service.alert(id));

/** Trade statistics beside the ledger. */
export const mirrorQuery = (filter: MirrorFilter) =>
  deskQuery("mirror", [filter], () => service.mirrorStatistics(filter));

export const statisticFilesQuery = deskQuery("statistic-files", [], () => service.statisticFiles());

export const statusQuery = queryOptions({
  queryKey: ["desk", "status"],
  queryFn: () => asShown(service.status()),
  refetchInterval: 5_000,
});

/** First and last day of so many days until now. A ledger's clock may be ahead of the reader's. */
export function lastDays(days: number): { from: string; to: string } {
  const now = Math.floor(Date.now() / 1_000);
  return { from: dayText(now - days * daySeconds), to: dayText(now + 7 * daySeconds) };
}

/** First and last day of a month, such as 2026-01. */
function daysOf(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return { from: `${month}-01`, to: dayText(Date.UTC(year, number, 0) / 1_000) };
}

function dayText(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 10);
}

/** As many as a desk can go through. */
async function allStated(filter: { from: string; to: string; organisation: string }): Promise<Stated[]> {
  const found: Stated[] = [];
  for (let cursor: string | null | undefined; cursor !== null && found.length < 5 * pageLimit; ) {
    const page: Page<Stated> = await service.statements({ ...filter, limit: pageLimit, ...(cursor && { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  }
  return found;
}
