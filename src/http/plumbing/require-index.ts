import type { Services } from "../services.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";

/** Routes that say nothing of the ledger, or say themselves how the index stands. */
const withoutIndex: readonly Route["tag"][] = ["Service", "Readers"];

/**
 * While the index is read again, what it has not come to yet would be answered as if the ledger did not have it.
 * @throws Problem `not-ready`
 */
export function requireIndex({ tag }: Route, { indexer }: Pick<Services, "indexer">): void {
  const status = indexer.status();
  if (status.state !== "rereading" || withoutIndex.includes(tag)) return;
  throw new Problem("not-ready", status.reason, { headers: { "retry-after": "5" } });
}
