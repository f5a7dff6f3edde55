import { type Kysely, sql } from "kysely";
import type { Hex } from "../domain/hex.ts";
import type { RegisterSubject } from "../domain/register-subject.ts";
import { registerKey } from "../domain/register-subject.ts";
import { acts } from "../governance/acts.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Database } from "../store/database.ts";
import { LineageRepository } from "../store/repositories/lineage-repository.ts";
import type { Evidence } from "./evidence.ts";
import { readHeads, readLedger, readLotHeads, readRecords, readWallets } from "./ledger-reading.ts";
import { StateSource } from "./state-source.ts";

/** Evidence from the tables of an index, and from the ledger's node. */
export function indexedEvidence(db: Kysely<Database>, ledger: Ledger): Evidence {
  return {
    digest: (statement) => ledger.digest(statement),
    links: (lots, block) => readLinks(db, lots, block),
    arbitrations: (consignments) => readArbitrations(db, consignments),
    passages: (changes) => readPassages(db, changes),
    acts: (subjects, block) => readActs(db, subjects, block),
    lineages: new LineageRepository(db),
    ledgerAt(blockHash) {
      const at = new StateSource(ledger.rpc, blockHash);
      return {
        reading: (wanted) => readLedger(ledger, at, wanted),
        heads: (subjects) => readHeads(ledger, at, subjects),
        lotHeads: (lots) => readLotHeads(ledger, at, lots),
        records: (lots) => readRecords(ledger, at, lots),
        wallets: (keys) => readWallets(at, keys),
      };
    },
  };
}

function readLinks(db: Kysely<Database>, lots: readonly Hex[], block: bigint) {
  return db
    .selectFrom("dossier_link as link")
    .leftJoin("statement_included as statement", "statement.digest", "link.digest")
    .select([
      "link.lot",
      "link.digest",
      "link.timestamp",
      "link.block_number as link_block",
      "statement.kind",
      "statement.message",
      "statement.signature",
      "statement.countersignature",
      "statement.block_number",
      "statement.log_index",
    ])
    .where("link.lot", "in", lots)
    .where("link.block_number", "<=", block)
    .orderBy("link.lot")
    .orderBy("link.position")
    .execute();
}

async function readArbitrations(db: Kysely<Database>, consignments: readonly Hex[]): Promise<object[]> {
  const rows = await db
    .selectFrom("governance_act")
    .select("args")
    .where("contract", "=", acts.arbitrate.contract)
    .where("event", "=", acts.arbitrate.eventName)
    .where(sql<string>`args->>'consignment'`, "in", consignments)
    .execute();
  return rows.map(({ args }) => args);
}

async function readPassages(db: Kysely<Database>, changes: readonly Hex[]): Promise<object[]> {
  const rows = await db
    .selectFrom("unpermitted_passage")
    .select(["change", "country", "rule", "lots"])
    .where("change", "in", changes)
    .orderBy("block_number")
    .orderBy("log_index")
    .execute();
  return rows;
}

function readActs(db: Kysely<Database>, subjects: readonly RegisterSubject[], block: bigint) {
  return db
    .selectFrom("governance_act as act")
    .leftJoin("statement_included as statement", "statement.digest", "act.digest")
    .select([
      "act.subject",
      "act.contract",
      "act.event",
      "act.args",
      "act.digest",
      "act.timestamp",
      "act.block_number",
      "act.log_index",
      "statement.kind",
      "statement.signature",
      "statement.countersignature",
    ])
    .where("act.subject", "in", subjects.map(registerKey))
    .where("act.block_number", "<=", block)
    .orderBy("act.subject")
    .orderBy("act.position")
    .execute();
}
