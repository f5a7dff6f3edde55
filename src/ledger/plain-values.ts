import type { ParamType } from "ethers";

/** Arguments or outputs by name; structs are objects by field name, lists are arrays, integers bigint. */
export type PlainValues = Record<string, unknown>;

/** Turns what ethers decoded into plain objects, by the names of the parameters (or their index, where they have none). */
export function plainValues(parameters: readonly ParamType[], values: Iterable<unknown>): PlainValues {
  const list = Array.from(values);
  return Object.fromEntries(
    parameters.map((parameter, index) => [parameter.name || String(index), plainValue(parameter, list[index])]),
  );
}

function plainValue(parameter: ParamType, value: unknown): unknown {
  if (parameter.isTuple()) return plainValues(parameter.components, value as Iterable<unknown>);
  if (parameter.isArray()) {
    return Array.from(value as Iterable<unknown>, (item) => plainValue(parameter.arrayChildren, item));
  }
  return value;
}
