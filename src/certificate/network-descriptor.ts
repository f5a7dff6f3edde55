import canonicalize from "canonicalize";
import { LangEn } from "ethers";
import { z } from "zod";
import { bytesOfText } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import type { Manifest } from "../ledger/manifest-schema.ts";

const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

const validators = {
  /** Block from which on the set is trusted. Nothing older is believed: keys of those who left may be in anybody's hands. */
  block: z.int().min(0),
  validators: z.array(address).min(1).max(1_000),
};

/**
 * What is trusted of a network, and comes from outside every certificate: its chain, its contracts, and who decides its blocks. Of an
 * embedded ledger that is its operator.
 */
export const networkDescriptorSchema = z.strictObject({
  format: z.literal("ytterby-network/1"),
  chainId: z.int().positive(),
  genesisHash: hash,
  /** Fingerprint of the manifest, as `manifestFingerprint` computes it. */
  manifest: hash,
  anchor: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("checkpoint"), operator: address }),
    z.strictObject({ kind: z.literal("cometbft"), ...validators }),
    z.strictObject({ kind: z.literal("qbft"), ...validators }),
  ]),
});
export type NetworkDescriptor = z.infer<typeof networkDescriptorSchema>;

/** Keccak-256 of a manifest's canonical JSON. */
export function manifestFingerprint(manifest: Manifest): Hex {
  return fingerprintOf(manifest);
}

/** Keccak-256 of a descriptor's canonical JSON. */
export function descriptorFingerprint(descriptor: NetworkDescriptor): Hex {
  return fingerprintOf(descriptor);
}

const WORDS = 8;
const BITS_PER_WORD = 11n;
const FINGERPRINT_BITS = 256n;

/**
 * The first 88 bits of a descriptor's fingerprint as eight words of BIP-39's English list, for people to compare. They commit to all of
 * it, the set of validators included.
 */
export function descriptorWords(descriptor: NetworkDescriptor): string {
  const fingerprint = BigInt(descriptorFingerprint(descriptor));
  const list = LangEn.wordlist();
  return Array.from({ length: WORDS }, (_, index) => {
    const shift = FINGERPRINT_BITS - BITS_PER_WORD * BigInt(index + 1);
    return list.getWord(Number((fingerprint >> shift) & ((1n << BITS_PER_WORD) - 1n)));
  }).join(" ");
}

function fingerprintOf(value: object): Hex {
  return keccak256Hex(bytesOfText(canonicalize(value) ?? ""));
}
