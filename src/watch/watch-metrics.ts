import { Gauge, type Registry } from "prom-client";
import type { IndexerStatus } from "../store/index-standing.ts";
import { type AlarmCode, alarms } from "./alarms.ts";
import { lagOf } from "./lag.ts";
import type { WatchStatus } from "./watch.ts";

/** Figures of index and ledger, and the alarms, asked for when they are collected. */
export function addWatchMetrics(
  registry: Registry,
  watch: { status(): WatchStatus },
  indexer: { status(): IndexerStatus },
): void {
  const gauge = (name: string, help: string, read: () => bigint | null | undefined) =>
    new Gauge({
      name: `ytterby_${name}`,
      help,
      registers: [registry],
      collect() {
        const value = read();
        // What is not known is not zero.
        if (value === undefined || value === null) this.remove();
        else this.set(Number(value));
      },
    });
  const ledger = () => watch.status().last?.ledger;
  gauge("index_block", "Newest block in the index", () => indexer.status().indexedBlock);
  gauge("index_lag_blocks", "Blocks that the ledger has and the index has not", () => lagOf(indexer.status()));
  gauge("ledger_block", "Newest block of the ledger, as the watch saw it last", () => ledger()?.block);
  gauge("relay_ledger_nonce", "Nonce that the ledger expects next of the relay's key", () => ledger()?.nonce);
  new Gauge({
    name: "ytterby_alarm",
    help: "Alarms: 1 while raised",
    labelNames: ["alarm"] as const,
    registers: [registry],
    collect() {
      const raised = new Set(watch.status().alarms.map(({ code }) => code));
      for (const code of Object.keys(alarms) as AlarmCode[]) this.set({ alarm: code }, raised.has(code) ? 1 : 0);
    },
  });
}
