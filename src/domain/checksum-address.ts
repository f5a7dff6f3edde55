import { LRUCache } from "lru-cache";
import { bytesOfText } from "./bytes.ts";
import type { Address } from "./hex.ts";
import { keccak256 } from "./keccak256.ts";

/** A ledger's organisations and keys are few, and each is met in every statement. */
const known = new LRUCache<string, Address>({ max: 10_000 });

/**
 * An address with the checksum of EIP-55.
 * @param hex `0x` and 40 hexadecimal digits, of whatever case.
 */
export function checksumAddress(hex: string): Address {
  let address = known.get(hex);
  if (address === undefined) {
    address = withChecksum(hex);
    known.set(hex, address);
  }
  return address;
}

function withChecksum(hex: string): Address {
  const digits = hex.slice(2).toLowerCase();
  const hash = keccak256(bytesOfText(digits));
  let address = "0x";
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charAt(index);
    const nibble = (hash[index >> 1] ?? 0) >> (index % 2 === 0 ? 4 : 0);
    address += nibble & 8 ? digit.toUpperCase() : digit;
  }
  return address;
}
