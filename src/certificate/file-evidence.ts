import type { Hex } from "../domain/hex.ts";
import { type RegisterSubject, registerKey } from "../domain/register-subject.ts";
import type { Manifest } from "../ledger/manifest-schema.ts";
import { statementDigest } from "../statements/digest.ts";
import type { StatementKindName } from "../statements/registry.ts";
import { kindOf } from "../statements/statement.ts";
import type { ActRow, Evidence, InputRow, LedgerEvidence, LinkRow } from "../verify/evidence.ts";
import type { Certificate } from "./certificate-schema.ts";

/** What a statement's digest is on the ledger of a manifest. */
export function digestOn({ chainId, contracts }: Manifest): Evidence["digest"] {
  return (statement) => {
    const { address } = contracts[kindOf(statement.kind as StatementKindName).contract];
    return statementDigest(statement, { chainId: BigInt(chainId), verifyingContract: address });
  };
}

/** Evidence from a file, which knows what of the file was asked for. */
export interface FileEvidence extends Evidence {
  /** Whether the file holds something that nobody has asked for. */
  hasSurplus(): boolean;
}

/**
 * Evidence from a certificate: what an index would answer with stands in the file, and what the ledger says is proved.
 * @param ledger The ledger at the certificate's block.
 */
export function fileEvidence(certificate: Certificate, ledger: LedgerEvidence): FileEvidence {
  const { manifest, arbitrations, passages = [] } = certificate;
  const lots = new Map(certificate.lots.map((lot) => [lot.id, lot]));
  const statements = new Map(certificate.statements.map((statement) => [statement.digest, statement]));
  const registers = new Map(certificate.registers.map((register) => [registerKey(register), register]));
  const inputs = Map.groupBy(certificate.inputs, ({ consumer }) => consumer);

  const asked = {
    lots: new Set<Hex>(),
    statements: new Set<Hex>(),
    registers: new Set<string>(),
    inputs: new Set<Hex>(),
    consignments: new Set<Hex>(),
    changes: new Set<Hex>(),
  };

  const statementOf = (digest: Hex) => {
    asked.statements.add(digest);
    return statements.get(digest);
  };

  const linksOf = (id: Hex): LinkRow[] => {
    asked.lots.add(id);
    return (lots.get(id)?.links ?? []).map(({ digest, timestamp, block }) => {
      const statement = statementOf(digest);
      return {
        lot: id,
        digest,
        timestamp: BigInt(timestamp),
        link_block: BigInt(block),
        kind: statement?.kind ?? null,
        message: statement?.message ?? null,
        signature: statement?.signature ?? null,
        countersignature: statement?.countersignature ?? null,
        block_number: statement === undefined ? null : BigInt(statement.block),
        log_index: statement?.log ?? null,
      };
    });
  };

  const actsOf = (subject: RegisterSubject): ActRow[] => {
    const key = registerKey(subject);
    asked.registers.add(key);
    return (registers.get(key)?.acts ?? []).map((act) => ({
      subject: key,
      contract: act.contract,
      event: act.event,
      args: act.args,
      digest: act.digest,
      timestamp: BigInt(act.timestamp),
      block_number: BigInt(act.block),
      log_index: act.log,
      // Only what an organisation stated of itself is signed, and its event is the statement's kind.
      kind: act.signature === undefined ? null : act.event,
      signature: act.signature ?? null,
      countersignature: act.countersignature ?? null,
    }));
  };

  const inputsOf = (consumer: Hex): InputRow[] => {
    asked.inputs.add(consumer);
    return (inputs.get(consumer) ?? []).map(({ lot, transportMilligrams, isCertified }) => ({
      consumer,
      lot,
      transport_milligrams: BigInt(transportMilligrams),
      is_certified: isCertified,
    }));
  };

  return {
    digest: digestOn(manifest),
    links: async (ids) => ids.flatMap(linksOf),
    arbitrations: async (consignments) => {
      for (const consignment of consignments) asked.consignments.add(consignment);
      return arbitrations.filter(({ consignment }) => consignments.includes(String(consignment)));
    },
    passages: async (changes) => {
      for (const change of changes) asked.changes.add(change);
      return passages.filter(({ change }) => changes.includes(change));
    },
    acts: async (subjects) => subjects.flatMap(actsOf),
    lineages: {
      // What went in is found by the statements themselves.
      ancestors: async () => [],
      inputs: async (consumers) => consumers.flatMap(inputsOf),
      // Every ancestor is compared with the ledger, so nobody asks how one stands in an index.
      standings: async () => [],
      statements: async (digests) =>
        digests.flatMap((digest) => {
          const found = statementOf(digest);
          return found === undefined ? [] : [{ ...found, countersignature: found.countersignature ?? null }];
        }),
    },
    ledgerAt: () => ledger,
    hasSurplus: () =>
      [...lots.keys()].some((id) => !asked.lots.has(id)) ||
      [...statements.keys()].some((digest) => !asked.statements.has(digest)) ||
      [...registers.keys()].some((key) => !asked.registers.has(key)) ||
      [...inputs.keys()].some((consumer) => !asked.inputs.has(consumer)) ||
      arbitrations.some(({ consignment }) => !asked.consignments.has(String(consignment))) ||
      passages.some(({ change }) => !asked.changes.has(change)),
  };
}
