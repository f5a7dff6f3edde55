import { createRequire } from "node:module";

/** SHA-256 of many times 64 bytes. */
export interface PairHasher {
  name: "native" | "wasm";
  /**
   * @param pairs 64 bytes for each hash.
   * @param into 32 bytes for each hash. It shares no memory with `pairs`.
   */
  hash(pairs: Uint8Array, into: Uint8Array): void;
}

/** By the processor's own instructions: about 20 million hashes a second and core. Undefined where it is not installed. */
export function nativePairHasher(): PairHasher | undefined {
  try {
    const { hashInto } = createRequire(import.meta.url)("@chainsafe/hashtree") as {
      hashInto(pairs: Uint8Array, into: Uint8Array): void;
    };
    return { name: "native", hash: hashInto };
  } catch {
    return undefined;
  }
}

/** In WebAssembly: about 3.5 million hashes a second and core. */
export async function wasmPairHasher(): Promise<PairHasher> {
  const { hashInto } = await import("@chainsafe/as-sha256");
  return { name: "wasm", hash: hashInto };
}

/** The quickest that this machine has. */
export const pairHasher = nativePairHasher() ?? (await wasmPairHasher());
