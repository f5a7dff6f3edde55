import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificate } from "../../src/certificate/certificate-schema.ts";
import { createCertifier } from "../../src/certificate/certifier.ts";
import type { NetworkDescriptor } from "../../src/certificate/network-descriptor.ts";
import type { Verdict } from "../../src/domain/verdict.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { openStore } from "../../src/store/open-store.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { startWorldNode } from "../fixtures/anvil-world.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";

/** A lot's file, what is trusted of its ledger, and the service's verdict at the same block. */
export interface CertifiedLot {
  certificate: Certificate;
  operator: NetworkDescriptor;
  verdict: Verdict;
}

/** A lot number that would be bold, were it read as HTML. */
export const hostileNumber = "PAGE-1<b>x</b>";

/** Declares, certifies and sends a lot on a ledger of its own, and makes its file. */
export async function certifiedLot(): Promise<CertifiedLot> {
  const { anvil, rpc, world } = await startWorldNode();
  const folder = await mkdtemp(join(tmpdir(), "ytterby-certified-"));
  const store = await openStore({ folder });
  try {
    const { sign, include, ledger } = world;
    const { miner, refiner } = parties;
    const declared = await sign.declare(hostileNumber);
    const lot = lotIdToWire(lotOf(declared));
    const sent = await sign.dispatch(miner, refiner, [{ lot: lotOf(declared), grams: 5n }]);
    await include(declared, ...(await sign.certification(declared)), sent);
    const indexer = createIndexer({ ledger, store, forkDepth: 0, pollMs: 1_000 });
    await indexer.catchUp();
    const certifier = createCertifier({ ledger, store, operatorKey: `0x${"0e".repeat(32)}` });
    const verdict = await createVerifier({ ledger, store, indexer }).verifyLot(lot, { fresh: true });
    const certificate = await certifier.certificate(lot);
    if (certificate === undefined || verdict === undefined) throw new Error("the lot is not known");
    return { certificate, operator: await certifier.descriptor(), verdict };
  } finally {
    await store.close();
    rpc.close();
    await anvil.close();
    await rm(folder, { recursive: true, force: true });
  }
}
