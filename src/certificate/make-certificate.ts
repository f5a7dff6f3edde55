import type { Address, Hex } from "../domain/hex.ts";
import { type RegisterSubject, registerKey } from "../domain/register-subject.ts";
import type { ReadingBlock } from "../domain/verdict.ts";
import type { Manifest } from "../ledger/manifest-schema.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { contractNames } from "../statements/contract-names.ts";
import type { ActRow, Evidence, InputRow, LedgerEvidence, LinkRow } from "../verify/evidence.ts";
import { gather } from "../verify/gather.ts";
import { emptyMemory } from "../verify/memory.ts";
import { ledgerOf } from "./asked-state.ts";
import type { Anchor, Certificate } from "./certificate-schema.ts";
import { readProof } from "./read-proof.ts";
import type { Slot } from "./storage-slots.ts";

/** What a certificate is made from. */
export interface CertificateSources {
  /** Evidence on lots, as a live verdict is judged by. */
  evidence: Evidence;
  manifest: Manifest;
  /** A node that keeps the state of the block. */
  rpc: Rpc;
  /** Block that the certificate is proved against; the evidence reaches to it. */
  block: Pick<ReadingBlock, "number" | "hash">;
  /** What proves the block. */
  anchor: Anchor;
}

const LOTS_REMEMBERED = 20_000;

/**
 * Makes a lot's certificate of everything that the judge asks about it, and of the proofs of what the ledger says.
 * @returns undefined if the ledger has no such lot.
 * @throws RpcError if the node does not answer, or keeps no state of the block.
 */
export async function makeCertificate(sources: CertificateSources, lot: Hex): Promise<Certificate | undefined> {
  const { evidence, manifest, rpc, block, anchor } = sources;
  const asked = new Asked(evidence, block.hash);
  const memory = emptyMemory(LOTS_REMEMBERED);
  const ledger = asked.evidence.ledgerAt(block.hash);
  const found = await gather({ evidence: asked.evidence, memory, block, ledger, fresh: true }, lot);
  if (found === undefined) return undefined;
  const slotsOf = Map.groupBy(asked.slots.values(), ({ contract }) => contract);
  const contracts = contractNames.map((name) => ({
    address: manifest.contracts[name].address,
    keys: (slotsOf.get(name) ?? []).map(({ key }) => key),
  }));
  const others = [...asked.accounts].map((address) => ({ address, keys: [] }));
  const proof = await readProof(rpc, block.hash, [...contracts, ...others]);
  return {
    format: "ytterby-certificate/1",
    subject: { chainId: manifest.chainId, lot },
    manifest,
    anchor,
    proof,
    ...asked.written(),
  };
}

/** Evidence that takes down what it is asked, and what it answers. */
class Asked {
  readonly evidence: Evidence;
  readonly slots = new Map<string, Slot>();
  readonly accounts = new Set<Address>();
  readonly #links = new Map<Hex, LinkRow[]>();
  readonly #acts = new Map<string, { subject: RegisterSubject; rows: ActRow[] }>();
  readonly #inputs = new Map<string, InputRow>();
  readonly #statements = new Map<Hex, Certificate["statements"][number]>();
  readonly #arbitrations = new Map<string, object>();
  readonly #passages = new Map<string, object>();

  constructor(inner: Evidence, blockHash: Hex) {
    const ledger = this.#noting(inner.ledgerAt(blockHash));
    this.evidence = {
      digest: inner.digest,
      links: async (lots, block) => {
        const rows = await inner.links(lots, block);
        const byLot = Map.groupBy(rows, (row) => row.lot);
        for (const lot of lots) this.#links.set(lot, byLot.get(lot) ?? []);
        return rows;
      },
      arbitrations: async (consignments) => {
        const told = await inner.arbitrations(consignments);
        for (const args of told) this.#arbitrations.set(JSON.stringify(args), args);
        return told;
      },
      passages: async (changes) => {
        const told = await inner.passages(changes);
        for (const passage of told) this.#passages.set(JSON.stringify(passage), passage);
        return told;
      },
      acts: async (subjects, block) => {
        const rows = await inner.acts(subjects, block);
        const bySubject = Map.groupBy(rows, (row) => row.subject);
        for (const subject of subjects) {
          const key = registerKey(subject);
          this.#acts.set(key, { subject, rows: bySubject.get(key) ?? [] });
        }
        return rows;
      },
      lineages: {
        // What went in is found by the statements themselves, as whoever reads the file finds it.
        ancestors: async () => [],
        standings: (lots) => inner.lineages.standings(lots),
        inputs: async (consumers) => {
          const rows = await inner.lineages.inputs(consumers);
          for (const row of rows) this.#inputs.set(`${row.consumer}/${row.lot}`, row);
          return rows;
        },
        statements: async (digests) => {
          const rows = await inner.lineages.statements(digests);
          for (const row of rows) this.#keep(row.digest, row, { block: 0, log: 0 });
          return rows;
        },
      },
      ledgerAt: () => ledger,
    };
  }

  /** What was asked, as a certificate has it. */
  written(): Pick<Certificate, "lots" | "statements" | "registers" | "arbitrations" | "passages" | "inputs"> {
    for (const row of [...this.#links.values()].flat()) {
      if (row.kind !== null) {
        this.#keep(row.digest, row, { block: Number(row.block_number), log: Number(row.log_index) });
      }
    }
    return {
      lots: inOrder([...this.#links].filter(([, rows]) => rows.length > 0).map(writtenLot), ({ id }) => id),
      statements: inOrder([...this.#statements.values()], ({ digest }) => digest),
      registers: inOrder(
        [...this.#acts.values()].filter(({ rows }) => rows.length > 0).map(writtenRegister),
        registerKey,
      ),
      arbitrations: [...this.#arbitrations.values()].map(plain),
      ...(this.#passages.size > 0 && { passages: [...this.#passages.values()].map(plain) as Certificate["passages"] }),
      inputs: inOrder(
        [...this.#inputs.values()].map((row) => ({
          consumer: row.consumer,
          lot: row.lot,
          transportMilligrams: row.transport_milligrams.toString(),
          isCertified: row.is_certified,
        })),
        ({ consumer, lot }) => `${consumer}/${lot}`,
      ),
    };
  }

  #keep(
    digest: Hex,
    row: { kind: string | null; message: object | null; signature: string | null; countersignature: string | null },
    place: { block: number; log: number },
  ): void {
    const { kind, message, signature, countersignature } = row;
    if (kind === null || message === null || signature === null) return;
    this.#statements.set(digest, {
      digest,
      kind,
      message: plain(message),
      signature,
      ...(countersignature !== null && { countersignature }),
      ...place,
    });
  }

  /** The ledger, of which is taken down which slots and accounts its answers come from. */
  #noting(ledger: LedgerEvidence): LedgerEvidence {
    const note = ledgerOf({
      block: { number: 0n, hash: "0x", timestamp: 0 },
      word: (slot) => {
        this.slots.set(`${slot.contract}/${slot.key}`, slot);
        return 0n;
      },
      isContract: (account) => {
        this.accounts.add(account);
        return false;
      },
    });
    return {
      reading: async (wanted) => {
        await note.reading(wanted);
        return ledger.reading(wanted);
      },
      heads: async (subjects) => {
        await note.heads(subjects);
        return ledger.heads(subjects);
      },
      lotHeads: async (lots) => {
        await note.lotHeads(lots);
        return ledger.lotHeads(lots);
      },
      records: async (lots) => {
        await note.records(lots);
        return ledger.records(lots);
      },
      wallets: async (keys) => {
        await note.wallets(keys);
        return ledger.wallets(keys);
      },
    };
  }
}

function writtenLot([id, rows]: [Hex, LinkRow[]]): Certificate["lots"][number] {
  return {
    id,
    links: rows.map((row) => ({
      digest: row.digest,
      timestamp: Number(row.timestamp),
      block: Number(row.link_block),
    })),
  };
}

function writtenRegister({
  subject,
  rows,
}: {
  subject: RegisterSubject;
  rows: ActRow[];
}): Certificate["registers"][number] {
  return {
    type: subject.type,
    id: subject.id,
    acts: rows.map((row) => ({
      contract: row.contract,
      event: row.event,
      args: plain(row.args),
      digest: row.digest ?? "",
      timestamp: Number(row.timestamp),
      block: Number(row.block_number),
      log: row.log_index,
      ...(row.signature !== null && { signature: row.signature }),
      ...(row.countersignature !== null && { countersignature: row.countersignature }),
    })),
  };
}

/** As JSON has it. */
function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
}

function inOrder<T>(list: readonly T[], keyOf: (item: T) => string): T[] {
  return list.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
