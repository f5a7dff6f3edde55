import type { z } from "zod";
import type { Codec, TypedField } from "./codec.ts";
import { dispatch } from "./kinds/dispatch.ts";
import { type RawStruct, struct } from "./structs.ts";

/** A dispatch as it was signed. A consignment's id is its digest. */
export type Dispatched = Parameters<typeof dispatch.encode>[0];

/** Its wire shape. */
export const dispatchedSchema: z.ZodType<Dispatched> = dispatch.messageSchema;

/** The contract's struct of it. */
export function encodeDispatched(dispatched: Dispatched): RawStruct {
  return dispatch.encode(dispatched);
}

/** The dispatch that a statement about a consignment brings along; the contract compares it with the consignment's id. */
export const dispatchWitness = {
  ...struct("DispatchWitness", { dispatch: dispatch.message }),
  encode: ({ dispatch: answered }) => [encodeDispatched(answered)],
} satisfies Codec<{ dispatch: Dispatched }>;

/** Countries that may have joined a consignment's way after it left, of which something is given back (`ExportControl`). */
const mostJoined = 16;

/** Gas that the rules of movements may need beside the usual, where lots come back: for each country that they passed, and each lot there. */
export function gasOfReturn({ lines, route }: Dispatched): number {
  return (21_000 + 1_050 * lines.length) * (1 + route.length + mostJoined);
}

/** Its type as Solidity's ABI writes it: a tuple. */
export const dispatchedType = tupleOf(dispatch.types, dispatch.primaryType);

function tupleOf(types: Record<string, TypedField[]>, name: string): string {
  const fields = types[name]?.map((field) => {
    const [, element, brackets] = /^(\w+)(.*)$/.exec(field.type) ?? [];
    const type = element !== undefined && element in types ? `${tupleOf(types, element)}${brackets}` : field.type;
    return `${type} ${field.name}`;
  });
  return `(${fields?.join(", ")})`;
}
