import { join } from "node:path";
import { openAnchors } from "../../src/certificate/anchors.ts";
import { operatorOf } from "../../src/certificate/certifier.ts";
import { descriptorWords } from "../../src/certificate/network-descriptor.ts";
import { packCertificate, readCertificate } from "../../src/certificate/read-certificate.ts";
import { type VerifiedCertificate, verifyCertificate } from "../../src/certificate/verify-certificate.ts";
import { ownKey } from "../../src/data-folder/own-key.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Progress } from "./road.ts";
import { signIn } from "./sign-in.ts";
import type { World } from "./world.ts";

/** What certificates' files came to, without the service that made them. */
export interface VerifiedFiles {
  /** By lot number. */
  verified: Map<string, VerifiedCertificate>;
  /** Eight words of the ledger that is trusted. */
  words: string;
  /** The largest file, packed, in bytes. */
  largestBytes: number;
}

/**
 * The regulator fetches every lot's certificate as a file, and each is verified with nothing but itself and what is trusted of the ledger.
 * @param folder The service's data folder.
 */
export async function verifyFiles(world: World, folder: string, progress: Progress): Promise<VerifiedFiles> {
  const { rpc, manifest } = world.ledger;
  const anchors = await openAnchors(rpc, manifest, operatorOf(await ownKey(join(folder, "operator.key"))));
  const trusted = await anchors.descriptor();
  const regulator = await signIn(world, world.organisations.regulator);
  const verified = new Map<string, VerifiedCertificate>();
  let largestBytes = 0;
  for (const [number, { id }] of world.lots) {
    const certificate = await readCertificate(await regulator.certificate(lotIdToWire(id)));
    largestBytes = Math.max(largestBytes, (await packCertificate(certificate)).length);
    const now = Math.floor(Date.now() / 1000);
    verified.set(number, await verifyCertificate(certificate, { known: [trusted], now }));
    progress(verified.size, world.lots.size);
  }
  return { verified, words: descriptorWords(trusted), largestBytes };
}
