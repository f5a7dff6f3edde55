import { sameHead } from "../domain/head.ts";
import type { Address, Hex } from "../domain/hex.ts";
import { registerKey } from "../domain/register-subject.ts";
import type { ReadingBlock, Verdict } from "../domain/verdict.ts";
import type { LedgerReading } from "../verify/evidence.ts";
import { gather } from "../verify/gather.ts";
import { judgeLot } from "../verify/judge-lot.ts";
import { emptyMemory } from "../verify/memory.ts";
import { ledgerOf } from "./asked-state.ts";
import type { Certificate } from "./certificate-schema.ts";
import { type CheckedAnchor, checkAnchor } from "./check-anchor.ts";
import { type CheckedDocument, checkDocuments } from "./documents.ts";
import { fileEvidence } from "./file-evidence.ts";
import { descriptorWords, manifestFingerprint, type NetworkDescriptor } from "./network-descriptor.ts";
import { ProvenState } from "./proven-state.ts";
import { CertificateRefusal } from "./refusal.ts";
import { headIn, lotHeadSlot, recordIn, recordSlot } from "./storage-slots.ts";
import { TrieNodes } from "./trie-nodes.ts";

/**
 * Whose word a certificate's block is: that of a quorum of a known network's validators; of a known ledger's operator alone; or of
 * somebody who is not known here, so that the file agrees with itself and proves nothing.
 */
export type Standing = "sealed" | "operator" | "unknown";

/** What a certificate came to. All of it was computed. */
export interface VerifiedCertificate {
  standing: Standing;
  verdict: Verdict;
  /** Who sealed or vouched for the block. */
  signers: readonly Address[];
  /** How many validators there are; null where an operator vouches alone. */
  validators: number | null;
  /** Eight words of the network: of the descriptor that is trusted; of an unknown one, of what the file claims. */
  words: string;
  /** What to trust so that the network is known: what the file itself claims. */
  claimed: NetworkDescriptor;
  /** What a fresher block says of the lot; null where the file has none. */
  staple: CheckedStaple | null;
  /** Documents that came with the file. What they say, nobody has looked at. */
  documents: readonly CheckedDocument[];
}

/** Whether it answers for good that the lot's certificate is valid: by whoever is trusted, and not out of date by its own staple. */
export function isValid({ standing, verdict, staple }: VerifiedCertificate): boolean {
  return standing !== "unknown" && verdict.conclusion === "valid" && staple?.isUnchanged !== false;
}

/** What a fresher block says of a lot. */
export interface CheckedStaple {
  block: ReadingBlock;
  /** Whether nothing was stated of the lot itself between both blocks. What it was made from, and who signed, are not looked at again. */
  isUnchanged: boolean;
}

export interface VerifyOptions {
  /** Networks that are trusted; more than one may be of the same network, with sets of validators from different blocks on. */
  known: readonly NetworkDescriptor[];
  /** Unix seconds. */
  now: number;
}

/** How far a block's clock may be ahead of ours. */
const CLOCK_TOLERANCE_SECONDS = 900;
const LOTS_REMEMBERED = 20_000;

/**
 * Verifies a certificate with nothing but itself and what is trusted of its network: its block, then the ledger's state at that block, then
 * the lot, by the same judge as a live verdict.
 * @throws CertificateRefusal by the first check that fails.
 */
export async function verifyCertificate(
  certificate: Certificate,
  { known, now }: VerifyOptions,
): Promise<VerifiedCertificate> {
  const { manifest, subject } = certificate;
  if (subject.chainId !== manifest.chainId) throw new CertificateRefusal("malformed", "subject.chainId");
  checkOrder(certificate);
  const { checked, trusted } = checkTrusted(certificate, known);
  const { block, stateRoot } = blockOf(checked, now);
  const nodes = new TrieNodes(certificate.proof);
  const ledger = ledgerOf(new ProvenState({ block, stateRoot }, nodes, manifest.contracts));
  const evidence = fileEvidence(certificate, ledger);
  const memory = emptyMemory(LOTS_REMEMBERED);
  const lotCase = await gather({ evidence, memory, block, ledger, fresh: true }, subject.lot);
  if (lotCase === undefined) throw new CertificateRefusal("lot-unknown");
  if (nodes.unused > 0) throw new CertificateRefusal("proof-surplus");
  if (evidence.hasSurplus()) throw new CertificateRefusal("surplus-evidence");
  const verdict = judgeLot({
    ...lotCase,
    index: { state: "following", tip: block.number },
    now: Math.max(now, block.timestamp),
  });
  const documents = checkDocuments(certificate);
  const claimed = claimedBy(certificate, checked);
  return {
    standing: trusted === undefined ? "unknown" : checked.validators === null ? "operator" : "sealed",
    verdict,
    signers: checked.header.signers,
    validators: checked.validators,
    words: descriptorWords(trusted ?? claimed),
    claimed,
    staple:
      certificate.staple === undefined
        ? null
        : checkStaple(certificate, certificate.staple, { known, now }, lotCase.reading),
    documents,
  };
}

function blockOf({ header }: CheckedAnchor, now: number): { block: ReadingBlock; stateRoot: Hex } {
  const { number, hash, timestamp, stateRoot } = header;
  if (Number(timestamp) > now + CLOCK_TOLERANCE_SECONDS) throw new CertificateRefusal("from-the-future");
  return { block: { number, hash, timestamp: Number(timestamp) }, stateRoot };
}

/** A fresher block is proved as the certificate's own, and of the lot its head and record. */
function checkStaple(
  { manifest, subject }: Certificate,
  { anchor, proof }: NonNullable<Certificate["staple"]>,
  { known, now }: VerifyOptions,
  before: Pick<LedgerReading, "block" | "head" | "record">,
): CheckedStaple {
  const { block, stateRoot } = blockOf(checkTrusted({ manifest, anchor }, known).checked, now);
  if (block.number < before.block.number)
    throw new CertificateRefusal("header-invalid", "The staple is older than the file.");
  const nodes = new TrieNodes(proof);
  const state = new ProvenState({ block, stateRoot }, nodes, manifest.contracts, ["Lots"]);
  const [head, record] = [headIn(state.word(lotHeadSlot(subject.lot))), recordIn(state.word(recordSlot(subject.lot)))];
  if (nodes.unused > 0) throw new CertificateRefusal("proof-surplus");
  return { block, isUnchanged: sameHead(head, before.head) && record.status === before.record.status };
}

/** Checks the block by what is trusted of its network: of several sets of validators, by the first that it follows from. */
function checkTrusted(
  { manifest, anchor }: Pick<Certificate, "manifest" | "anchor">,
  known: readonly NetworkDescriptor[],
) {
  const network = { chainId: BigInt(manifest.chainId), genesisHash: manifest.genesisHash };
  const fingerprint = manifestFingerprint(manifest);
  const fitting = known.filter(
    (each) =>
      each.chainId === manifest.chainId && each.genesisHash === manifest.genesisHash && each.manifest === fingerprint,
  );
  if (fitting.length === 0) return { checked: checkAnchor(anchor, network, undefined), trusted: undefined };
  let refusal: unknown;
  for (const trusted of fitting) {
    try {
      return { checked: checkAnchor(anchor, network, trusted.anchor), trusted };
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

function claimedBy({ manifest, anchor }: Certificate, { header }: CheckedAnchor): NetworkDescriptor {
  const common = {
    format: "ytterby-network/1",
    chainId: manifest.chainId,
    genesisHash: manifest.genesisHash,
    manifest: manifestFingerprint(manifest),
  } as const;
  const [operator = ""] = header.signers;
  if (anchor.kind === "checkpoint") return { ...common, anchor: { kind: "checkpoint", operator } };
  return {
    ...common,
    anchor: { kind: anchor.kind, block: Number(header.number), validators: [...header.validators].sort() },
  };
}

/** Lists stand in an order of their own: nothing comes twice, and the same content is the same file. */
function checkOrder({ lots, statements, registers, inputs, documents = [] }: Certificate): void {
  const isOrdered = (keys: readonly string[]) =>
    keys.every((key, index) => index === 0 || (keys[index - 1] as string) < key);
  const lists = {
    lots: lots.map(({ id }) => id),
    statements: statements.map(({ digest }) => digest),
    registers: registers.map(registerKey),
    inputs: inputs.map(({ consumer, lot }) => `${consumer}/${lot}`),
    documents: documents.map(({ hash }) => hash),
  };
  for (const [name, keys] of Object.entries(lists)) {
    if (!isOrdered(keys)) throw new CertificateRefusal("malformed", `${name} are not in their order.`);
  }
}
