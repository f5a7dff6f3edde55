import { recoverPublicKey } from "#curve";
import { bytesOf } from "../domain/bytes.ts";
import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import type { RecoverPublicKey } from "./secp256k1.ts";

const halfOrder = bytesOf("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

/**
 * The address whose key signed a digest, by the rules of the contracts (OpenZeppelin's ECDSA): 65 bytes r, s, v, with s in
 * the lower half of the curve's order and v 27 or 28.
 * @returns undefined if the bytes are no such signature of anybody; a contract wallet may take them all the same.
 */
export const recoverAddress = recoverWith(recoverPublicKey);

/** `recoverAddress` over one implementation of the curve. */
export function recoverWith(recover: RecoverPublicKey): (digest: Hex, signature: Hex) => Address | undefined {
  return (digest, signature) => {
    const bytes = bytesOf(signature);
    const v = bytes[64];
    if (bytes.length !== 65 || (v !== 27 && v !== 28)) return undefined;
    if (isAbove(bytes.subarray(32, 64), halfOrder)) return undefined;
    try {
      const publicKey = recover(bytesOf(digest), bytes.subarray(0, 64), v === 27 ? 0 : 1);
      return checksumAddress(`0x${keccak256Hex(publicKey.subarray(1)).slice(26)}`);
    } catch {
      return undefined;
    }
  };
}

/** Whether a number of as many bytes, big-endian, is the greater one. */
function isAbove(bytes: Uint8Array, limit: Uint8Array): boolean {
  const index = bytes.findIndex((byte, position) => byte !== limit[position]);
  return index >= 0 && (bytes[index] as number) > (limit[index] as number);
}
