import { infiniteQueryOptions, MutationCache, QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import type { Lot } from "../client/answers.ts";
import { Client } from "../client/client.ts";
import { ProblemError } from "../client/problem-error.ts";
import type { Content } from "../domain/lot.ts";
import { shownIn } from "../domain/plain-text.ts";
import { currentToken, endSession, session } from "./session.ts";

/** The service that this page came from, asked by whoever is signed in. */
export const service = new Client(location.origin, currentToken);

/** A token that is not taken any more ends the session; everybody's view is there without one. */
const onError = (error: Error) => {
  if (error instanceof ProblemError && ["token-invalid", "access-ended"].includes(error.problem.code)) endSession();
};

/** Keeps answers while a reader looks around. What the service refuses for a reason is not asked again. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => !(error instanceof ProblemError) && failures < 2,
    },
  },
});

// What one reader was shown is no other's. Where a session only ran out, the page stays as it is until everything was asked again.
session.onChange(() => {
  if (session.get().state === "ended") void queryClient.invalidateQueries();
  else void queryClient.resetQueries();
});

export const networkQuery = queryOptions({ queryKey: ["network"], queryFn: () => asShown(service.network()) });

/** What was declared of a lot, as it comes over the wire. */
type WireContent = Omit<Content, "massGrams" | "site" | "replaces"> & {
  massGrams: number;
  site: string;
  replaces: string | null;
};
export type LotWithContent = Lot & { content: WireContent };

export const lotQuery = (id: string) =>
  queryOptions({ queryKey: ["lot", id], queryFn: () => asShown(service.lot(id) as Promise<LotWithContent>) });

export const verdictQuery = (id: string) =>
  queryOptions({ queryKey: ["verdict", id], queryFn: () => asShown(service.verifyLot(id)) });

/** A code of a lot, or one that a GS1 Digital Link names. */
type LabelledUnit = { code: string; lot: string } | { gtin: string; lotNumber: string; serial: string };

/** What a code comes to; its proof is followed to the root in this browser too. */
export const unitQuery = (unit: LabelledUnit) =>
  queryOptions({
    queryKey: ["unit", unit],
    queryFn: async () => {
      const answer =
        "code" in unit
          ? await service.checkUnit(unit.code, unit.lot)
          : await service.followUnitLink(unit.gtin, unit.lotNumber, unit.serial);
      const { leadsToRoot } = await import("./check/unit.ts");
      return { ...(await asShown(Promise.resolve(answer))), recomputed: leadsToRoot(answer) };
    },
  });

export const packageQuery = (sscc: string) =>
  queryOptions({ queryKey: ["package", sscc], queryFn: () => asShown(service.package(sscc)) });

/** Own packages that lie in no other. */
export const packagesQuery = infiniteQueryOptions({
  queryKey: ["package", "own"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam }) => asShown(service.packages(pageParam === undefined ? {} : { after: pageParam })),
  getNextPageParam: ({ next }) => next,
});

export const lotsOfNumberQuery = (lotNumber: string) =>
  infiniteQueryOptions({
    queryKey: ["lots", lotNumber],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      asShown(service.lots({ lotNumber, ...(pageParam !== undefined && { cursor: pageParam }) })),
    getNextPageParam: ({ next }) => next,
  });

/** Lots of a number, as many as a reader can choose among. */
export const namedLotsQuery = (lotNumber: string) =>
  queryOptions({
    queryKey: ["lots", "named", lotNumber],
    queryFn: async () => (await asShown(service.lots({ lotNumber, limit: 20 }))).items,
  });

/** Organisations, as many as a reader can choose among. */
export const organisationsQuery = queryOptions({
  queryKey: ["organisations"],
  queryFn: async () => (await asShown(service.organisations({ limit: 200 }))).items,
  staleTime: 300_000,
});

export const organisationQuery = (address: string) =>
  queryOptions({ queryKey: ["organisation", address], queryFn: () => asShown(service.organisation(address)) });

export const footprintQuery = (id: string) =>
  queryOptions({ queryKey: ["footprint", id], queryFn: () => asShown(service.footprint(id)) });

export const custodyQuery = (id: string) =>
  queryOptions({ queryKey: ["custody", id], queryFn: () => asShown(service.custody(id)) });

export const attestationsQuery = (id: string) =>
  queryOptions({ queryKey: ["attestations", id], queryFn: () => asShown(service.attestations(id)) });

export const lineageQuery = (id: string) =>
  queryOptions({ queryKey: ["lineage", id], queryFn: () => asShown(service.lineage(id)) });

/** An answer for a page: nothing that participants wrote may hide, or move what stands beside it. */
export async function asShown<T>(answer: Promise<T>): Promise<T> {
  return shownIn(await answer);
}

const pollMs = 1_000;

/** Where a statement stands; asked again and again until nothing changes any more. */
export const submissionQuery = (id: string) =>
  queryOptions({
    queryKey: ["statement", id],
    queryFn: () => asShown(service.submissionStatus(id)),
    refetchInterval: ({ state: { data, error } }) =>
      isNotFound(error) || data?.status === "included" || data?.status === "failed" ? false : pollMs,
  });

/** Whether the service answered that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 404;
}
