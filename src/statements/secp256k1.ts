import { createRequire } from "node:module";

/** Recovers an uncompressed public key (65 bytes) from a digest, r and s (64 bytes) and a recovery id, or throws. */
export type RecoverPublicKey = (digest: Uint8Array, compact: Uint8Array, recoveryId: 0 | 1) => Uint8Array;

interface NativePackage {
  ecdsaRecover(compact: Uint8Array, recoveryId: number, digest: Uint8Array, compressed: boolean): Uint8Array;
}

interface PortablePackage {
  recover(digest: Uint8Array, compact: Uint8Array, recoveryId: number, compressed: boolean): Uint8Array | null;
}

const require = createRequire(import.meta.url);

/** Native code, or undefined where it has no prebuilt package. */
export function loadNative(): RecoverPublicKey | undefined {
  try {
    // The package's own entry would silently fall back to JavaScript, which is slower than WebAssembly.
    const native = require("secp256k1/bindings.js") as NativePackage;
    return (digest, compact, recoveryId) => native.ecdsaRecover(compact, recoveryId, digest, false);
  } catch {
    return undefined;
  }
}

/** WebAssembly, for every other machine. */
export function loadPortable(): RecoverPublicKey {
  const portable = require("tiny-secp256k1") as PortablePackage;
  return (digest, compact, recoveryId) => {
    const publicKey = portable.recover(digest, compact, recoveryId, false);
    if (publicKey === null) throw new Error("No public key fits this signature");
    return publicKey;
  };
}

/** The fastest that this machine has. */
export const recoverPublicKey: RecoverPublicKey = loadNative() ?? loadPortable();
