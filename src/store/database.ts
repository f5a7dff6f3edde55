import type { AlertTables } from "./tables/alert-tables.ts";
import type { EvidenceTables } from "./tables/evidence-tables.ts";
import type { FeedTables } from "./tables/feed-tables.ts";
import type { IndexTables } from "./tables/index-tables.ts";
import type { ReaderTables } from "./tables/reader-tables.ts";
import type { RelayTables } from "./tables/relay-tables.ts";

/** Every table of the store. A table group adds its interface here. */
export interface Database extends IndexTables, RelayTables, EvidenceTables, ReaderTables, FeedTables, AlertTables {}
