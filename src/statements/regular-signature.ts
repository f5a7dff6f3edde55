import { bytesOf, toHex } from "../domain/bytes.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { recoverAddress } from "./recover.ts";

const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/**
 * A key pair's signature as the contracts take it: 65 bytes r, s, v with s in the lower half and v 27 or 28. Wallets, hardware
 * and key services write the same signature in other forms: v as 0 or 1, 64 bytes with v in s (EIP-2098) or without v, s in the
 * upper half, DER. The form that gives the key's own address is the right one; it changes nothing of what was signed.
 * @returns undefined if no reading of the bytes is a signature of that key. A contract wallet may take them all the same.
 */
export function regularSignature(digest: Hex, signature: Hex, key: Address): Hex | undefined {
  if (recoverAddress(digest, signature) === key) return signature;
  return readings(signature).find((candidate) => recoverAddress(digest, candidate) === key);
}

/** Whether bytes have the form that the contracts take from a key pair, whoever's they are. */
export function isRegular(signature: Hex): boolean {
  if (!/^0x[0-9a-f]{128}1[bc]$/i.test(signature)) return false;
  return BigInt(`0x${signature.slice(66, 130)}`) <= order / 2n;
}

/** Every regular signature that the bytes may stand for. */
function readings(signature: Hex): Hex[] {
  const bytes = bytesOf(signature);
  if (bytes.length === 65) {
    if (![0, 1, 27, 28].includes(bytes[64] ?? -1)) return [];
    return bothParities(numberOf(bytes.subarray(0, 32)), numberOf(bytes.subarray(32, 64)));
  }
  if (bytes.length === 64) {
    const [r, s] = [numberOf(bytes.subarray(0, 32)), numberOf(bytes.subarray(32))];
    return [...bothParities(r, s), ...bothParities(r, BigInt.asUintN(255, s))];
  }
  const parsed = derIntegers(bytes);
  return parsed === undefined ? [] : bothParities(...parsed);
}

function bothParities(r: bigint, s: bigint): Hex[] {
  const low = s > order / 2n ? order - s : s;
  if (r <= 0n || r >= order || low <= 0n) return [];
  return [27, 28].map((v) => `0x${word(r)}${word(low)}${v.toString(16)}`);
}

/** The two integers of an ECDSA signature in DER (X9.62): 30 length 02 length r 02 length s. */
function derIntegers(bytes: Uint8Array): [bigint, bigint] | undefined {
  if (bytes[0] !== 0x30 || bytes[1] !== bytes.length - 2) return undefined;
  const r = derInteger(bytes, 2);
  const s = r && derInteger(bytes, r.end);
  return r && s && s.end === bytes.length ? [r.value, s.value] : undefined;
}

function derInteger(bytes: Uint8Array, at: number): { value: bigint; end: number } | undefined {
  const length = bytes[at + 1] ?? 0;
  const end = at + 2 + length;
  if (bytes[at] !== 0x02 || length === 0 || length > 33 || end > bytes.length) return undefined;
  return { value: numberOf(bytes.subarray(at + 2, end)), end };
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(toHex(bytes));
}

function word(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}
