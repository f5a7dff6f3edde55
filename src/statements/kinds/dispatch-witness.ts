import type { Codec } from "../codec.ts";
import { struct } from "../structs.ts";
import { dispatch } from "./dispatch.ts";

/** The dispatch that a statement about a consignment brings along; the contract compares it with the consignment's id. */
export const dispatchWitness = {
  ...struct("DispatchWitness", { dispatch: dispatch.message }),
  encode: ({ dispatch: answered }) => [dispatch.encode(answered)],
} satisfies Codec<{ dispatch: Parameters<typeof dispatch.encode>[0] }>;
