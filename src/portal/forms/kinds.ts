import type { CaseStep } from "../../statements/cases.ts";
import type { Doing, Moving } from "../../statements/deeds.ts";
import { isKindName, kindsDoing, kindsMoving, kindsTaking, kindWith } from "../../statements/knowledge.ts";
import { type StatementKindName, statementKinds } from "../../statements/registry.ts";
import type { en } from "../messages/en.ts";

/** A contract that takes statements: each has its heading. */
type StatementContract = keyof typeof en.work.group;

/** Kinds of statements, by the contract that takes them. */
export const kindsByContract = Object.entries(
  Object.groupBy(Object.values(statementKinds), ({ contract }) => contract),
) as [StatementContract, (typeof statementKinds)[StatementKindName][]][];

/**
 * The kind that a link asks for: by its name, or by what is done with it. Of several that do the same, the first that has every field
 * that the link knows.
 */
export function kindAskedFor(asked: string, fields: readonly string[]): StatementKindName | undefined {
  if (isKindName(asked)) return asked;
  const doing = [...kindsMoving(asked as Moving), ...kindsDoing(asked as Doing), ...kindsTaking(asked as CaseStep)];
  return kindWith(
    fields.map((field) => field.split(".")[0] ?? ""),
    doing,
  );
}
