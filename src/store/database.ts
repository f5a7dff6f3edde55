import type { IndexTables } from "./index-schema/index-tables.ts";
import type { AlertTables } from "./tables/alert-tables.ts";
import type { EvidenceTables } from "./tables/evidence-tables.ts";
import type { FeedTables } from "./tables/feed-tables.ts";
import type { PackageTables } from "./tables/package-tables.ts";
import type { ReaderTables } from "./tables/reader-tables.ts";
import type { RelayTables } from "./tables/relay-tables.ts";
import type { StandingTables } from "./tables/standing-tables.ts";
import type { StatisticTables } from "./tables/statistic-tables.ts";
import type { UnitTables } from "./tables/unit-tables.ts";

/** Every table of the store. A table group adds its interface here. */
export interface Database
  extends IndexTables,
    StandingTables,
    RelayTables,
    EvidenceTables,
    ReaderTables,
    FeedTables,
    AlertTables,
    StatisticTables,
    UnitTables,
    PackageTables {}
