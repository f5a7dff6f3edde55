import { getBytes, hexlify, SigningKey } from "ethers";
import type { RecoverPublicKey } from "./secp256k1.ts";

/** Pure JavaScript, for browsers: a few hundred a second, which is more than a dossier has. */
export const recoverPublicKey: RecoverPublicKey = (digest, compact, recoveryId) => {
  const signature = { r: hexlify(compact.subarray(0, 32)), s: hexlify(compact.subarray(32)), v: 27 + recoveryId };
  return getBytes(SigningKey.recoverPublicKey(digest, signature));
};
