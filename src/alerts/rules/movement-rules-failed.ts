import type { Address, Hex } from "../../domain/hex.ts";
import type { JsonObject } from "../../statements/codec.ts";
import { lotIdToWire } from "../../statements/scalars.ts";
import type { AlertSubject, Finding } from "../alert.ts";
import type { ActEvent, AlertEvent, Facts, StatementEvent } from "../events.ts";
import type { RuleMemory } from "../memory.ts";
import { defineRule } from "../rule.ts";

type Evidence = { contract: Address; movement: Hex };

/** A movement, as far as an alert about it needs it. */
type Moved = { digest: Hex; subject: AlertSubject; organisations: Address[]; countries: string[] };

/** Contracts that failed when they were told of a movement. */
type Failed = { digest: Hex; contracts: Address[] };

/**
 * The ledger follows goods that have moved, even where a contract of the rules of movements fails when it is told. What that contract would
 * have written down is missing then, and nothing else on the ledger shows it.
 */
export const movementRulesFailed = defineRule<"movement-rules-failed", Evidence>({
  name: "movement-rules-failed",
  severity: "serious",
  title: { en: "Movement not judged", zh: "移动未经规则判断" },
  words: ({ contract }) => ({
    en: `Contract ${contract} failed when it was told of a movement: what it would have written down is missing, such as a hold on arrival, a passage without permit, or grams that came back to a permit.`,
    zh: `合约 ${contract} 在获知一次移动时执行失败：其本应登记的内容（如到货扣留、无许可过境、退回许可的克数）缺失。`,
  }),
  judge(event, facts, memory) {
    if (event.type === "act" && event.event === "MovementRulesFailed") return fail(event.args, memory);
    const moved = movedBy(event, facts);
    if (moved === undefined) return [];
    // Some movements are told of before the event of what moved them, and some after it, always in one transaction.
    memory.set("moved", moved as unknown as JsonObject);
    const failed = memory.get<Failed>("failed");
    return failed?.digest === moved.digest ? failed.contracts.map((contract) => findingOf(moved, contract)) : [];
  },
});

function fail({ rules, digest }: JsonObject, memory: RuleMemory): Finding<Evidence>[] {
  const [contract, movement] = [String(rules) as Address, String(digest) as Hex];
  const moved = memory.get<JsonObject>("moved") as unknown as Moved | undefined;
  if (moved?.digest === movement) return [findingOf(moved, contract)];
  const before = memory.get<Failed>("failed");
  const contracts = before?.digest === movement ? before.contracts : [];
  // A settlement tells a contract twice, once for each side.
  memory.set("failed", { digest: movement, contracts: [...new Set([...contracts, contract])] });
  return [];
}

function findingOf({ digest, subject, organisations, countries }: Moved, contract: Address): Finding<Evidence> {
  return {
    cause: `${digest} ${contract}`,
    subject,
    statements: [digest],
    organisations,
    countries,
    evidence: { contract, movement: digest },
  };
}

/** What the event moved; undefined where it moved nothing that rules are told of when it is done. */
function movedBy(event: AlertEvent, facts: Facts): Moved | undefined {
  return event.type === "act" ? movedByAct(event, facts) : movedByStatement(event, facts);
}

function movedByStatement({ digest, organisation, country, lots, moves, does }: StatementEvent, facts: Facts) {
  const organisations = [organisation];
  if (moves !== null && "consignment" in moves) return onTheWay(digest, moves.consignment, organisations, [], facts);
  if (does?.what === "rerouted") return onTheWay(digest, does.consignment, organisations, does.route, facts);
  const [lot] = lots;
  if (lot === undefined || (moves?.how !== "seized" && moves?.how !== "restored")) return undefined;
  const countries = moves.how === "seized" ? [moves.country] : country === null ? [] : [country];
  return { digest, subject: { type: "lot" as const, id: lot }, organisations, countries };
}

/** What governance, or anybody after half a year, moved. What is about no consignment is told to those who see every country. */
function movedByAct({ event, args }: ActEvent, facts: Facts): Moved | undefined {
  const digest = String(args.digest) as Hex;
  if (event === "Arbitrated" || event === "TimedOut") {
    return onTheWay(digest, String(args.consignment) as Hex, [], [], facts);
  }
  if (event !== "SeizedRestored") return undefined;
  const subject = { type: "lot" as const, id: lotIdToWire(BigInt(String(args.lot))) };
  return { digest, subject, organisations: [], countries: [] };
}

function onTheWay(
  digest: Hex,
  consignment: Hex,
  by: readonly Address[],
  through: readonly string[],
  facts: Facts,
): Moved {
  const { holder, recipient, fromCountry, toCountry, route } = facts.dispatch(consignment);
  return {
    digest,
    subject: { type: "consignment", id: consignment },
    organisations: [...new Set([holder, recipient, ...by])],
    countries: [...new Set([fromCountry, ...route, ...through, toCountry])],
  };
}
