import { ethers } from "./fixture.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** Ways to spoil a 65-byte signature: each yields bytes that no key may be taken to have signed with. */
export const spoilt: Record<string, (signature: string) => string> = {
  "with a high s": (signature) => {
    const { r, s, v } = split(signature);
    return ethers.concat([r, ethers.toBeHex(ORDER - BigInt(s), 32), ethers.toBeHex(v === 27 ? 28 : 27)]);
  },
  "compact, of 64 bytes": (signature) => ethers.Signature.from(signature).compactSerialized,
  "one byte short": (signature) => ethers.dataSlice(signature, 0, 64),
  "one byte long": (signature) => ethers.concat([signature, "0x00"]),
  "with v of 0 or 1": (signature) => withRecovery(signature, (v) => v - 27),
  "with v of 29 or 30": (signature) => withRecovery(signature, (v) => v + 2),
  "with the other v": (signature) => withRecovery(signature, (v) => (v === 27 ? 28 : 27)),
  "with r of zero": (signature) => ethers.concat([ethers.ZeroHash, ethers.dataSlice(signature, 32)]),
  "with s of zero": (signature) => {
    const { r, v } = split(signature);
    return ethers.concat([r, ethers.ZeroHash, ethers.toBeHex(v)]);
  },
  empty: () => "0x",
};

function withRecovery(signature: string, change: (v: number) => number): string {
  const { r, s, v } = split(signature);
  return ethers.concat([r, s, ethers.toBeHex(change(v), 1)]);
}

function split(signature: string): { r: string; s: string; v: 27 | 28 } {
  return ethers.Signature.from(signature);
}
