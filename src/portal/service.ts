import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query";
import { Client, type Lot } from "../client/client.ts";
import { ProblemError } from "../client/problem-error.ts";
import type { Content } from "../domain/lot.ts";

/** The service that this page came from. */
export const service = new Client(location.origin);

/** Keeps answers while a reader looks around. What the service refuses for a reason is not asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => !(error instanceof ProblemError) && failures < 2,
    },
  },
});

export const networkQuery = queryOptions({ queryKey: ["network"], queryFn: () => service.network() });

/** What was declared of a lot, as it comes over the wire. */
type WireContent = Omit<Content, "massGrams" | "site" | "replaces"> & {
  massGrams: number;
  site: string;
  replaces: string | null;
};
export type LotWithContent = Lot & { content: WireContent };

export const lotQuery = (id: string) =>
  queryOptions({ queryKey: ["lot", id], queryFn: () => service.lot(id) as Promise<LotWithContent> });

export const verdictQuery = (id: string) =>
  queryOptions({ queryKey: ["verdict", id], queryFn: () => service.verifyLot(id) });

export const lotsOfNumberQuery = (lotNumber: string) =>
  infiniteQueryOptions({
    queryKey: ["lots", lotNumber],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => service.lots({ lotNumber, ...(pageParam !== undefined && { cursor: pageParam }) }),
    getNextPageParam: ({ next }) => next,
  });

export const footprintQuery = (id: string) =>
  queryOptions({ queryKey: ["footprint", id], queryFn: () => service.footprint(id) });

export const custodyQuery = (id: string) =>
  queryOptions({ queryKey: ["custody", id], queryFn: () => service.custody(id) });

export const attestationsQuery = (id: string) =>
  queryOptions({ queryKey: ["attestations", id], queryFn: () => service.attestations(id) });

export const lineageQuery = (id: string) =>
  queryOptions({ queryKey: ["lineage", id], queryFn: () => service.lineage(id) });

/** Whether the service answered that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status === 404;
}
