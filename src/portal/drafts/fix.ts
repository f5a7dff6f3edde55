import { findWitness } from "../../client/find-witness.ts";
import { randomNonce } from "../../statements/random-nonce.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { draftOf, draftSchema, type StatementFile, statementFileToJson } from "../../statements/statement-file.ts";
import type { WrittenStruct } from "../forms/control.ts";
import { inLedgerOrder, ownCodecs, readForm } from "../forms/read-form.ts";
import { service } from "../service.ts";
import type { SignedIn } from "../session.ts";

/** Clocks differ by less. */
const clockSkewSeconds = 60;

/** Fields that whoever signs does not fill in. @param seconds How long it may be included. */
export function signerFields(
  { organisation, key }: Pick<SignedIn, "organisation" | "key">,
  seconds: number,
  nonce: bigint,
) {
  const now = Math.floor(Date.now() / 1_000);
  return { organisation, key, nonce, validAfter: now - clockSkewSeconds, validBefore: now + seconds };
}

/**
 * What was written, fixed to be signed: with a nonce, a window, its witness, and what its digest is bound to.
 * @returns A statement file, as the command line has it.
 * @throws WitnessNotFound, ProblemError, UnreachableError
 */
export async function fixDraft(
  kind: StatementKindName,
  written: WrittenStruct,
  by: Pick<SignedIn, "organisation" | "key">,
  seconds: number,
): Promise<Record<string, unknown>> {
  const ordered = inLedgerOrder(ownCodecs(kind), written);
  const { wire, faults } = readForm(kind, ordered, signerFields(by, seconds, randomNonce()));
  if (faults.length > 0) throw new Error(`${faults[0]?.path}: ${faults[0]?.text.en}`);
  const [{ kinds }, witness] = await Promise.all([service.network(), findWitness(service, kind, wire)]);
  const domain = kinds.find((known) => known.kind === kind)?.domain;
  if (domain === undefined) throw new Error(`The service knows no statements of kind ${kind}`);
  const draft = draftOf(kind, draftSchema(kind).parse({ message: wire, ...(witness !== undefined && { witness }) }));
  const { chainId, verifyingContract } = domain;
  const file: StatementFile = { domain: { chainId: BigInt(chainId), verifyingContract }, draft };
  return statementFileToJson(file);
}
