import { checksumAddress } from "../domain/checksum-address.ts";
import type { Address } from "../domain/hex.ts";
import { checkCheckpoint } from "../network/checkpoint.ts";
import { checkQbftHeader } from "../network/qbft-header.ts";
import type { NetworkId } from "../network/seal-digest.ts";
import { type CheckedHeader, checkSealedHeader, SealError } from "../network/sealed-header.ts";
import type { Anchor } from "./certificate-schema.ts";
import type { NetworkDescriptor } from "./network-descriptor.ts";
import { CertificateRefusal } from "./refusal.ts";

/** The block that a certificate is proved against, and whose word it is. */
export interface CheckedAnchor {
  header: Named;
  /** How many validators there are; null where an operator vouches alone. */
  validators: number | null;
}

/** A header with the validators whom it names itself; none of a ledger without validators. */
type Named = CheckedHeader & { readonly validators: readonly Address[] };

/**
 * Checks the block that a certificate is proved against, from what is trusted of the network on.
 * @param trusted What is trusted of this network; undefined of one that is not known, of which the file only agrees with itself.
 * @throws CertificateRefusal
 */
export function checkAnchor(
  anchor: Anchor,
  network: NetworkId,
  trusted: NetworkDescriptor["anchor"] | undefined,
): CheckedAnchor {
  try {
    return anchor.kind === "checkpoint"
      ? checkOperator(anchor, network, trusted)
      : checkSeals(anchor, network, trusted);
  } catch (error) {
    if (error instanceof SealError) throw new CertificateRefusal("seals-invalid", error.message);
    throw error;
  }
}

function checkOperator(
  { header: encoded, signature }: Extract<Anchor, { kind: "checkpoint" }>,
  network: NetworkId,
  trusted: NetworkDescriptor["anchor"] | undefined,
): CheckedAnchor {
  const header = checkCheckpoint(encoded, signature, network);
  if (trusted !== undefined) {
    const operator = trusted.kind === "checkpoint" ? checksumAddress(trusted.operator.toLowerCase()) : undefined;
    if (operator === undefined || !header.signers.includes(operator)) throw new CertificateRefusal("not-the-operator");
  }
  return { header: { ...header, validators: [] }, validators: null };
}

function checkSeals(
  anchor: Exclude<Anchor, { kind: "checkpoint" }>,
  network: NetworkId,
  trusted: NetworkDescriptor["anchor"] | undefined,
): CheckedAnchor {
  const headers = headersOf(anchor, network);
  for (const [index, { number }] of headers.entries()) {
    const before = headers[index - 1];
    if (before !== undefined && number <= before.number) {
      throw new CertificateRefusal("header-invalid", `Block ${number} does not come after block ${before.number}.`);
    }
  }
  if (trusted !== undefined) follow(anchor.kind, headers, trusted);
  const last = headers.at(-1) as Named;
  return { header: last, validators: last.validators.length };
}

function headersOf(anchor: Exclude<Anchor, { kind: "checkpoint" }>, network: NetworkId): Named[] {
  if (anchor.kind === "qbft") return anchor.headers.map(checkQbftHeader);
  return anchor.headers.map((sealed) => {
    const validators = sealed.validators.map((address) => checksumAddress(address.toLowerCase()));
    return { ...checkSealedHeader(sealed, network), validators };
  });
}

/**
 * Each header is sealed by a quorum of its own set, and by more than a third of the set that was trusted before: at least one of these is
 * honest. The set that is trusted says nothing of blocks before its own.
 */
function follow(kind: Anchor["kind"], headers: readonly Named[], trusted: NetworkDescriptor["anchor"]): void {
  if (trusted.kind === "checkpoint" || trusted.kind !== kind) throw new CertificateRefusal("set-not-followed");
  if (headers.some(({ number }) => number < BigInt(trusted.block))) throw new CertificateRefusal("before-the-set");
  let set: readonly Address[] = trusted.validators.map((address) => checksumAddress(address.toLowerCase()));
  for (const { signers, validators, number } of headers) {
    const shared = signers.filter((signer) => set.includes(signer)).length;
    if (3 * shared <= set.length) {
      throw new CertificateRefusal(
        "set-not-followed",
        `${shared} of ${set.length} trusted validators sealed block ${number}.`,
      );
    }
    set = validators;
  }
}
