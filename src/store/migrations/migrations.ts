import type { Migration } from "kysely/migration";
import { up as index } from "./0001-index.ts";
import { up as relay } from "./0002-relay.ts";
import { up as evidence } from "./0003-evidence.ts";
import { up as readers } from "./0004-readers.ts";
import { up as relayLease } from "./0005-relay-lease.ts";
import { up as feed } from "./0006-feed.ts";
import { up as processing } from "./0007-processing.ts";
import { up as accounts } from "./0008-accounts.ts";
import { up as lineage } from "./0009-lineage.ts";
import { up as backfill } from "./0010-backfill.ts";
import { up as envelope } from "./0011-envelope.ts";
import { up as links } from "./0012-links.ts";
import { up as registerHeads } from "./0013-register-heads.ts";
import { up as stockByCountry } from "./0014-stock-by-country.ts";
import { up as settlements } from "./0016-settlements.ts";
import { up as accountOfProcess } from "./0017-account-of-process.ts";
import { up as withheld } from "./0018-withheld.ts";
import { up as alerts } from "./0019-alerts.ts";

/** Every migration by name, in the order they run. Forward only: what has run somewhere is never edited. */
export const migrations: Record<string, Migration> = {
  "0001-index": { up: index },
  "0002-relay": { up: relay },
  "0003-evidence": { up: evidence },
  "0004-readers": { up: readers },
  "0005-relay-lease": { up: relayLease },
  "0006-feed": { up: feed },
  "0007-processing": { up: processing },
  "0008-accounts": { up: accounts },
  "0009-lineage": { up: lineage },
  "0010-backfill": { up: backfill },
  "0011-envelope": { up: envelope },
  "0012-links": { up: links },
  "0013-register-heads": { up: registerHeads },
  "0014-stock-by-country": { up: stockByCountry },
  "0016-settlements": { up: settlements },
  "0017-account-of-process": { up: accountOfProcess },
  "0018-withheld": { up: withheld },
  "0019-alerts": { up: alerts },
};
