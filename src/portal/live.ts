import { useEffect } from "react";
import type { LedgerEvent } from "../client/answers.ts";
import { lineageQuery, queryClient, service } from "./service.ts";

/** How long until the stream is opened again after it broke off, in milliseconds: longer each time, as whoever closed it may be busy. */
const pauses = [1_000, 5_000, 30_000];

let followers = 0;
let stop: AbortController | undefined;

/** Follows what happens on the ledger while a page is open: what it concerns is asked again. All pages of a window share one stream. */
export function useLive(): void {
  useEffect(() => {
    followers++;
    stop ??= follow();
    return () => {
      followers--;
      // The next page may follow on: then the stream goes on, too.
      setTimeout(() => {
        if (followers > 0) return;
        stop?.abort();
        stop = undefined;
      });
    };
  }, []);
}

function follow(): AbortController {
  const ending = new AbortController();
  void (async () => {
    let last: string | undefined;
    for (let failures = 0; !ending.signal.aborted; failures++) {
      try {
        const after = last === undefined ? {} : { after: last };
        for await (const event of service.events({ ...after, signal: ending.signal })) {
          last = event.id;
          failures = 0;
          refresh(event);
        }
      } catch {
        // The service is away, or has as many streams open as it may: whatever is missed is told when it goes on.
      }
      await pause(pauses[Math.min(failures, pauses.length - 1)] ?? 0, ending.signal);
    }
  })();
  return ending;
}

/** Asks again for what an event changes. Desks are asked again whatever happened: they may have it in them. */
function refresh({ lots = [], digest }: LedgerEvent): void {
  void queryClient.invalidateQueries({ predicate: ({ queryKey: [, of] }) => isTouched(String(of), lots) });
  void queryClient.invalidateQueries({ queryKey: ["statement", digest] });
  void queryClient.invalidateQueries({ queryKey: ["desk"] });
}

/** Whether something happened to a lot, or to one that it was made from. */
function isTouched(lot: string, lots: readonly string[]): boolean {
  const lineage = queryClient.getQueryData(lineageQuery(lot).queryKey);
  return lots.some((each) => each === lot || lineage?.lots.some(({ id }) => id === each));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
