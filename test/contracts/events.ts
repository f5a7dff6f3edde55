import { expect } from "chai";
import type { BaseContract, ParamType, Result } from "ethers";
import { carried } from "./carried.ts";
import { provider } from "./fixture.ts";
import type { Signed } from "./statements.ts";

/** Expects that sending a statement emits one event of a name with just these arguments. */
export async function expectEvent(
  { send, module }: Pick<Signed, "send" | "module">,
  name: string,
  expected: Record<string, unknown>,
): Promise<void> {
  const { hash } = await send();
  expect(await eventsOf(hash, module, name)).to.deep.equal([plain(carried(expected))]);
}

/** Arguments of every event of a name that a transaction made a contract emit. */
export async function eventsOf(hash: string, contract: BaseContract, name: string): Promise<unknown[]> {
  const address = (await contract.getAddress()).toLowerCase();
  const { logs } = (await provider.request({ method: "eth_getTransactionReceipt", params: [hash] })) as {
    logs: { address: string; topics: string[]; data: string }[];
  };
  return logs
    .filter((log) => log.address.toLowerCase() === address)
    .map((log) => contract.interface.parseLog(log))
    .filter((log) => log !== null)
    .filter((log) => log.name === name)
    .map((log) => structOf(log.fragment.inputs, [...log.args]));
}

/** Structs as objects and arrays as arrays, which ethers' own conversion cannot tell apart. */
function decoded(param: ParamType, value: unknown): unknown {
  if (param.isArray()) return [...(value as Iterable<unknown>)].map((entry) => decoded(param.arrayChildren, entry));
  if (param.isTuple()) return structOf(param.components, [...(value as Iterable<unknown>)]);
  return value;
}

function structOf(params: readonly ParamType[], values: unknown[]): Record<string, unknown> {
  return Object.fromEntries(params.map((param, index) => [param.name, decoded(param, values[index])]));
}

/** Numbers as the ABI decoder gives them, so that what was signed compares with what came back. */
function plain(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plain(entry)]));
}

/** A struct that a view returned, by its fields. */
export function fieldsOf(struct: object): Record<string, unknown> {
  return (struct as Result).toObject();
}
