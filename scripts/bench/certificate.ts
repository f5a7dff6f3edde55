import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Certificate } from "../../src/certificate/certificate-schema.ts";
import { createCertifier } from "../../src/certificate/certifier.ts";
import type { NetworkDescriptor } from "../../src/certificate/network-descriptor.ts";
import { readCertificate, writeCertificate } from "../../src/certificate/read-certificate.ts";
import { verifyCertificate } from "../../src/certificate/verify-certificate.ts";
import { Client } from "../../src/client/client.ts";
import { ownKey } from "../../src/data-folder/own-key.ts";
import { readNodeIndex } from "../../src/service/node-index.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { Books } from "../demo/books.ts";
import { Road } from "../demo/road.ts";
import { tell } from "../demo/story.ts";
import type { World } from "../demo/world.ts";
import { lineageCertificate } from "./lineage.ts";
import { percentile } from "./percentile.ts";
import { type Row, row } from "./row.ts";
import { openStage } from "./stage.ts";

const KILOBYTE = 1024;
const TIMES = 21;

/** How large certificates' files are, and how long it takes to verify them with nothing but themselves. */
export async function certificateRows(): Promise<Row[]> {
  const { single, magnet, descriptor } = await demoCertificates();
  const lineage = await lineageCertificate();
  const taken: number[] = [];
  for (let n = 0; n < TIMES; n++) taken.push(await verifyTime(magnet, descriptor));
  const seconds = (await verifyTime(lineage.certificate, lineage.descriptor)) / 1000;
  return [
    row("certificate", "certificate of one lot KB", "KB", writeCertificate(single).length / KILOBYTE),
    row(
      "certificate",
      "certificate of the demo magnet KB gzipped",
      "KB",
      gzipSync(writeCertificate(magnet)).length / KILOBYTE,
    ),
    row("certificate", "verify offline ms", "ms", percentile(taken, 50)),
    row("certificate", `verify ${lineage.certificate.lots.length} lots s`, "s", seconds),
  ];
}

/** From the file's bytes to the answer. */
async function verifyTime(certificate: Certificate, descriptor: NetworkDescriptor): Promise<number> {
  const bytes = writeCertificate(certificate);
  const started = performance.now();
  const now = Math.floor(Date.now() / 1000);
  const { verdict } = await verifyCertificate(await readCertificate(bytes), { known: [descriptor], now });
  const taken = performance.now() - started;
  if (verdict.conclusion !== "valid")
    throw new Error(`The benchmark's lot is ${verdict.conclusion}: ${verdict.summary.en}`);
  return taken;
}

/** The demo's story up to its end: the lot that came the longest way, and one that was certified and never moved. */
async function demoCertificates(): Promise<{
  single: Certificate;
  magnet: Certificate;
  descriptor: NetworkDescriptor;
}> {
  const stage = await openStage();
  try {
    const { url, ledger, organisations, ledgerUrl, folder } = stage;
    const road = new Road(new Client(url), (kind) => ledger.domain(kind));
    const world: World = { url, ledger, organisations, road, books: new Books(), lots: new Map() };
    const { chapters, ending } = tell(world);
    for (const { happen } of chapters) await happen(() => {});
    const { travelled, undecided } = ending();
    const index = await readNodeIndex([ledgerUrl], join(folder, "deployment.json"));
    try {
      const certifier = createCertifier({ ...index, operatorKey: await ownKey(join(folder, "operator.key")) });
      const sizes = [];
      for (const { id, plan } of world.lots.values()) {
        if (id === undecided.id || plan.quota === null) continue;
        const made = await certifier.certificate(lotIdToWire(id));
        if (made !== undefined) sizes.push(made);
      }
      const [single] = sizes
        .sort((a, b) => writeCertificate(a).length - writeCertificate(b).length)
        .slice(sizes.length >> 1);
      const magnet = await certifier.certificate(lotIdToWire(travelled.id));
      if (single === undefined || magnet === undefined) throw new Error("The benchmark's lots are not known");
      return { single, magnet, descriptor: await certifier.descriptor() };
    } finally {
      await index.close();
    }
  } finally {
    await stage.close();
  }
}
