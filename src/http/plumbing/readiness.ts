import { sql } from "kysely";
import type { Services } from "../services.ts";

/** Why the service cannot do its work now, a sentence for each reason; none if it can. */
export async function readinessProblems({ store, indexer, relay, ledger }: Services): Promise<string[]> {
  const problems = await Promise.all([
    failureOf(sql`select 1`.execute(store.db), "The store does not answer."),
    failureOf(ledger.rpc.call("eth_blockNumber", []), "The ledger does not answer."),
  ]);
  const index = indexer.status();
  if (index.state !== "following") problems.push(`The index does not follow the ledger: ${index.reason}`);
  else if (index.indexedBlock === undefined) problems.push("Nothing is indexed yet.");
  const { state, trouble } = relay.status();
  if (state === "stopped") problems.push("The relay is stopped.");
  else if (trouble !== null) problems.push(`The relay is in trouble: ${trouble}`);
  return problems.filter((problem) => problem !== null);
}

async function failureOf(work: Promise<unknown>, sentence: string): Promise<string | null> {
  try {
    await work;
    return null;
  } catch {
    return sentence;
  }
}
