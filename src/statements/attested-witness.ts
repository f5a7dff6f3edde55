import type { Codec } from "./codec.ts";
import { type Codecs, type StructCodec, struct, type TypedStruct } from "./structs.ts";

/** The attestation that is taken back; the contract compares it with the digest that the statement names. */
export function attestedWitness<C extends Codecs>(type: string, original: StructCodec<C>) {
  return {
    ...struct(type, { original }),
    encode: (witness: { original: TypedStruct<C> }) => [original.toRaw(witness.original)],
  } satisfies Codec<{ original: TypedStruct<C> }>;
}
