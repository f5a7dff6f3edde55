import type { ParamType } from "ethers";
import { carriedShares } from "../statements/carried-shares.ts";

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
  if (carriedShares.is(parameter)) return carriedShares.unpack(value as [bigint, bigint]);
  if (parameter.isTuple()) return plainValues(parameter.components, value as Iterable<unknown>);
  if (parameter.isArray()) {
    return Array.from(value as Iterable<unknown>, (item) => plainValue(parameter.arrayChildren, item));
  }
  return value;
}

/** Turns plain values into what ethers encodes. */
export function carriedValues(parameters: readonly ParamType[], values: readonly unknown[]): unknown[] {
  return parameters.map((parameter, index) => carriedValue(parameter, values[index]));
}

function carriedValue(parameter: ParamType, value: unknown): unknown {
  if (carriedShares.is(parameter)) return carriedShares.pack(value as bigint[]);
  if (parameter.isTuple()) {
    const fields = value as PlainValues;
    return carriedValues(
      parameter.components,
      parameter.components.map(({ name }) => fields[name]),
    );
  }
  if (parameter.isArray()) return (value as unknown[]).map((item) => carriedValue(parameter.arrayChildren, item));
  return value;
}
