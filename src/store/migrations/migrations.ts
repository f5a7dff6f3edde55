import type { Migration } from "kysely/migration";
import { up as index } from "./0001-index.ts";
import { up as relay } from "./0002-relay.ts";
import { up as evidence } from "./0003-evidence.ts";
import { up as readers } from "./0004-readers.ts";
import { up as relayLease } from "./0005-relay-lease.ts";
import { up as feed } from "./0006-feed.ts";
import { up as alerts } from "./0019-alerts.ts";
import { up as declaredIndex } from "./0020-declared-index.ts";
import { up as evidenceOwners } from "./0021-evidence-owners.ts";
import { up as units } from "./0022-units.ts";
import { up as unitClaims } from "./0023-unit-claims.ts";
import { up as alertNews } from "./0024-alert-news.ts";
import { up as tradeStatistics } from "./0025-trade-statistics.ts";
import { up as packages } from "./0026-packages.ts";
import { up as unitArrivals } from "./0027-unit-arrivals.ts";

/**
 * Changed nothing but tables of the index, which are declared today (`index-schema`) and made anew where they differ. Databases know
 * that it has run, so its name stays.
 */
const ofTheIndex: Migration = { up: async () => {} };

/**
 * Every migration by name, in the order they run: of tables that hold what no ledger tells. Forward only: what has run somewhere is
 * never edited.
 */
export const migrations: Record<string, Migration> = {
  "0001-index": { up: index },
  "0002-relay": { up: relay },
  "0003-evidence": { up: evidence },
  "0004-readers": { up: readers },
  "0005-relay-lease": { up: relayLease },
  "0006-feed": { up: feed },
  "0007-processing": ofTheIndex,
  "0008-accounts": ofTheIndex,
  "0009-lineage": ofTheIndex,
  "0010-backfill": ofTheIndex,
  "0011-envelope": ofTheIndex,
  "0012-links": ofTheIndex,
  "0013-register-heads": ofTheIndex,
  "0014-stock-by-country": ofTheIndex,
  "0016-settlements": ofTheIndex,
  "0017-account-of-process": ofTheIndex,
  "0018-withheld": ofTheIndex,
  "0019-alerts": { up: alerts },
  "0020-declared-index": { up: declaredIndex },
  "0021-evidence-owners": { up: evidenceOwners },
  "0022-units": { up: units },
  "0023-unit-claims": { up: unitClaims },
  "0024-alert-news": { up: alertNews },
  "0025-trade-statistics": { up: tradeStatistics },
  "0026-packages": { up: packages },
  "0027-unit-arrivals": { up: unitArrivals },
};
