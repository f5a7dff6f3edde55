import { computeAddress, SigningKey } from "ethers";
import type { Hex } from "../domain/hex.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { readCheckpoint } from "../store/index-standing.ts";
import type { Store } from "../store/open-store.ts";
import { indexedEvidence } from "../verify/indexed-evidence.ts";
import { NothingIndexedError } from "../verify/verifier.ts";
import { type Anchors, type Operator, openAnchors } from "./anchors.ts";
import type { Certificate } from "./certificate-schema.ts";
import { makeCertificate } from "./make-certificate.ts";
import type { NetworkDescriptor } from "./network-descriptor.ts";

/** Makes certificates' files from an index and its ledger. */
export interface Certifier {
  /** What is to be trusted of the ledger. @throws RpcError, NobodyVouchesError */
  descriptor(): Promise<NetworkDescriptor>;
  /**
   * A lot's certificate at the newest block of the index.
   * @param from What its reader trusts already, where the set of validators may have changed since.
   * @returns undefined if the ledger has no such lot.
   * @throws LineageTooLargeError; NothingIndexedError; NobodyVouchesError; RpcError if the node does not answer.
   */
  certificate(lot: Hex, from?: NetworkDescriptor): Promise<Certificate | undefined>;
}

export interface CertifierSources {
  ledger: Ledger;
  store: Store;
  /** Key of whoever vouches for the blocks of a ledger without validators. */
  operatorKey?: Hex;
}

/** Makes a certifier; how the ledger's blocks are proved is found out when it is first asked. */
export function createCertifier({ ledger, store, operatorKey }: CertifierSources): Certifier {
  const { rpc, manifest } = ledger;
  const operator = operatorKey === undefined ? undefined : operatorOf(operatorKey);
  let opened: Promise<Anchors> | undefined;
  const anchors = (): Promise<Anchors> => {
    opened ??= openAnchors(rpc, manifest, operator).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    descriptor: async () => (await anchors()).descriptor(),
    async certificate(lot, from) {
      const checkpoint = await readCheckpoint(store.db);
      if (checkpoint === undefined) throw new NothingIndexedError("The index has not read a block yet.");
      const block = { number: checkpoint.block_number, hash: checkpoint.block_hash };
      const anchor = await (await anchors()).anchor(block, from);
      return makeCertificate({ evidence: indexedEvidence(store.db, ledger), manifest, rpc, block, anchor }, lot);
    },
  };
}

/** The operator that a key is of. */
export function operatorOf(key: Hex): Operator {
  const signing = new SigningKey(key);
  return { address: computeAddress(signing), sign: (digest) => signing.sign(digest).serialized };
}
