import type { Hex } from "../domain/hex.ts";
import { type StatementKindName, statementKinds } from "../statements/registry.ts";
import { kindOf, type Statement } from "../statements/statement.ts";
import { abiEncoder } from "./abi-coder.ts";
import { contractInterface } from "./contract-interfaces.ts";

const encoders = new Map<StatementKindName, (args: unknown[]) => Buffer>();

/** The call that carries a statement to its contract. */
export function encodeStatement(statement: Statement): Hex {
  let encode = encoders.get(statement.kind);
  if (encode === undefined) {
    const { contract, functionName } = statementKinds[statement.kind];
    const fragment = contractInterface(contract).getFunction(functionName);
    if (fragment === null) throw new Error(`${contract} has no function ${functionName}`);
    encode = abiEncoder(fragment.inputs, Buffer.from(fragment.selector.slice(2), "hex"));
    encoders.set(statement.kind, encode);
  }
  return `0x${encode(kindOf(statement.kind).args(statement)).toString("hex")}`;
}
