import type { Migration } from "kysely/migration";
import * as index from "./0001-index.ts";
import * as relay from "./0002-relay.ts";
import * as evidence from "./0003-evidence.ts";

/** Every migration by name, in the order they run. Forward only: what has run somewhere is never edited. */
export const migrations: Record<string, Migration> = {
  "0001-index": index,
  "0002-relay": relay,
  "0003-evidence": evidence,
};
