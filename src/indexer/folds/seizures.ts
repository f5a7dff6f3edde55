import type { Hex } from "../../domain/hex.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { Fold, GovernanceEvent, IncludedStatement, Movement } from "../fold.ts";
import type { State } from "../state.ts";
import { give, take } from "./grams.ts";

type Tables = State["tables"];

/** An authority takes grams away. They are in its name, and in nobody's balance. */
export const seize: Fold<IncludedStatement<"seize">> = {
  want({ statement: { message }, digest }, tables) {
    tables.seizure.want(digest);
    tables.balance.want(lotIdToWire(message.lot), message.holder, message.country);
  },
  apply({ statement: { message }, digest, timestamp, blockNumber, logIndex }, tables) {
    const { hold, holder, country, grams, ground, organisation } = message;
    const lot = lotIdToWire(message.lot);
    const transport_milligrams = take(tables, { lot, holder, country }, grams);
    tables.seizure.put({
      ...{ statement: digest, lot, hold, holder, country, grams, transport_milligrams, ground },
      ...{ authority: organisation, seized_at: timestamp, ended_at: null, ended_by: null },
      ...{ block_number: blockNumber, log_index: logIndex },
    });
  },
  movements({ statement: { message } }) {
    const { grams, holder, organisation } = message;
    const lot = lotIdToWire(message.lot);
    return [
      { organisation: holder, lot, kind: "seized", grams, counterparty: organisation },
      { organisation, lot, kind: "received", grams, counterparty: holder },
    ];
  },
};

/** It gives them back. */
export const returnSeized: Fold<IncludedStatement<"return-seized">> = {
  want: ({ statement }, tables) => tables.seizure.want(statement.message.seizure),
  wantMore: ({ statement }, tables) => wantHand(tables, statement.message.seizure),
  apply: ({ statement, digest, timestamp }, tables) =>
    restore(tables, statement.message.seizure, { digest, timestamp }),
  movements: ({ statement }, tables) => restored(tables, statement.message.seizure),
};

interface SeizedRestored {
  lot: bigint;
  digest: Hex;
  seizure: Hex;
}

/** Governance has given them back. */
const seizedRestored: Fold<GovernanceEvent<SeizedRestored>> = {
  want: ({ args }, tables) => tables.seizure.want(args.seizure),
  wantMore: ({ args }, tables) => wantHand(tables, args.seizure),
  apply: ({ args, timestamp }, tables) => restore(tables, args.seizure, { digest: args.digest, timestamp }),
  movements: ({ args }, tables) => restored(tables, args.seizure),
  dossiers: ({ args }) => ({ lots: [lotIdToWire(args.lot)], digest: args.digest }),
};

/** What the events of governance in `Seizures` do, by name. */
export const seizuresFolds = { SeizedRestored: seizedRestored };

/** Asks for what the holder has already; of a seizure that is made meanwhile, that has asked. */
function wantHand(tables: Tables, seizure: Hex): void {
  const taken = tables.seizure.peek(seizure);
  if (taken !== undefined) tables.balance.want(taken.lot, taken.holder, taken.country);
}

function restore(tables: Tables, seizure: Hex, by: { digest: Hex; timestamp: bigint }): void {
  const taken = tables.seizure.require(seizure);
  tables.seizure.put({ ...taken, ended_at: by.timestamp, ended_by: by.digest });
  const { lot, holder, country, grams, transport_milligrams } = taken;
  give(tables, { lot, holder, country }, grams, transport_milligrams);
}

function restored(tables: Tables, seizure: Hex): Movement[] {
  const { lot, holder, authority, grams } = tables.seizure.require(seizure);
  return [
    { organisation: authority, lot, kind: "delivered", grams, counterparty: holder },
    { organisation: holder, lot, kind: "restored", grams, counterparty: authority },
  ];
}
