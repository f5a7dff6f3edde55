import type { Generated } from "kysely";

/** A file of trade statistics that an authority brought in; `at` in Unix milliseconds. */
export interface StatisticFileTable {
  sequence: Generated<bigint>;
  /** Keccak-256 of the file, under which it is kept as evidence. */
  document: string;
  /** What it is, in the words of whoever brought it. */
  name: string;
  organisation: string;
  key: string;
  at: bigint;
  figures: number;
}

/** A figure of a month: the newest that was brought in. */
export interface StatisticFigureTable {
  flow: "import" | "export";
  hs: string;
  reporter: string;
  partner: string;
  /** Such as 2026-01. */
  month: string;
  grams: bigint;
  value: string | null;
  file: bigint;
  line: number;
  /** Whether an authority of the reporting country brought it in: nobody else's replaces it. */
  is_own: boolean;
}

/** Tables of trade statistics. People brought them: they survive a rebuild of the index. */
export interface StatisticTables {
  statistic_file: StatisticFileTable;
  statistic_figure: StatisticFigureTable;
}
