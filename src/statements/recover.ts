import { dataSlice, getAddress, getBytes, keccak256 } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import { loadNative, loadPortable, type RecoverPublicKey } from "./secp256k1.ts";

const halfOrder = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * The address whose key signed a digest, by the rules of the contracts (OpenZeppelin's ECDSA): 65 bytes r, s, v, with s in
 * the lower half of the curve's order and v 27 or 28.
 * @returns undefined if the bytes are no such signature of anybody; a contract wallet may take them all the same.
 */
export const recoverAddress = recoverWith(loadNative() ?? loadPortable());

/** `recoverAddress` over one implementation of the curve. */
export function recoverWith(recover: RecoverPublicKey): (digest: Hex, signature: Hex) => Address | undefined {
  return (digest, signature) => {
    if (signature.length !== 132) return undefined;
    const v = Number.parseInt(signature.slice(130), 16);
    if ((v !== 27 && v !== 28) || BigInt(`0x${signature.slice(66, 130)}`) > halfOrder) return undefined;
    try {
      const publicKey = recover(getBytes(digest), getBytes(signature).subarray(0, 64), v === 27 ? 0 : 1);
      return getAddress(dataSlice(keccak256(publicKey.subarray(1)), 12));
    } catch {
      return undefined;
    }
  };
}
