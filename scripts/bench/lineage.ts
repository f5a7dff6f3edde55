import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Certificate } from "../../src/certificate/certificate-schema.ts";
import { createCertifier } from "../../src/certificate/certifier.ts";
import type { NetworkDescriptor } from "../../src/certificate/network-descriptor.ts";
import type { LotIdentity } from "../../src/domain/lot.ts";
import { createIndexer } from "../../src/indexer/indexer.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { openStore } from "../../src/store/open-store.ts";
import { createVerifier } from "../../src/verify/verifier.ts";
import { parties } from "../../test/fixtures/parties.ts";
import { identityOf, idOf, outputsOf } from "../../test/fixtures/signing.ts";
import { createWorld, type World } from "../../test/fixtures/world.ts";
import { startAnvil } from "../../test/support/anvil.ts";
import { percentile } from "./percentile.ts";
import { type Row, row } from "./row.ts";

const roots = 980;
const perStep = 49;
const atOnce = 50;
const verdicts = 200;

/**
 * How long a verdict on a lot takes that 980 lots without parents went into, by way of 20 others: each on a new block, so that no
 * verdict is one that was remembered, and the heads of all 1,000 are compared with the ledger's anew.
 */
export async function lineageRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-lineage-"));
  const anvil = await startAnvil();
  const rpc = new Rpc(anvil.url);
  const store = await openStore({ folder });
  try {
    const world = await createWorld(rpc);
    const lot = await makeLotOfMany(world);
    const indexer = createIndexer({ ledger: world.ledger, store, forkDepth: 64, pollMs: 1_000 });
    await indexer.catchUp();
    const first = await timed(world, indexer, createVerifier({ ledger: world.ledger, store, indexer }), lot, 1);
    const later = await timed(
      world,
      indexer,
      createVerifier({ ledger: world.ledger, store, indexer }),
      lot,
      verdicts + 1,
    );
    return [
      row("processing", "lineage verdict p99", "ms", percentile(later.slice(1), 99)),
      row("processing", "lineage verdict p50", "ms", percentile(later.slice(1), 50)),
      row("processing", "lineage verdict, the first of all", "ms", first[0] ?? Number.NaN),
    ];
  } finally {
    await store.close();
    rpc.close();
    await anvil.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file of that lot. */
export async function lineageCertificate(): Promise<{ certificate: Certificate; descriptor: NetworkDescriptor }> {
  const folder = await mkdtemp(join(tmpdir(), "ytterby-lineage-"));
  const anvil = await startAnvil();
  const rpc = new Rpc(anvil.url);
  const store = await openStore({ folder });
  try {
    const world = await createWorld(rpc);
    const lot = await makeLotOfMany(world);
    await createIndexer({ ledger: world.ledger, store, forkDepth: 64, pollMs: 1_000 }).catchUp();
    const certifier = createCertifier({ ledger: world.ledger, store, operatorKey: `0x${"0e".repeat(32)}` });
    const certificate = await certifier.certificate(lotIdToWire(lot));
    if (certificate === undefined) throw new Error("The lot of the benchmark is not known");
    return { certificate, descriptor: await certifier.descriptor() };
  } finally {
    await store.close();
    rpc.close();
    await anvil.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function timed(
  { ledger }: World,
  indexer: ReturnType<typeof createIndexer>,
  verifier: ReturnType<typeof createVerifier>,
  lot: bigint,
  times: number,
): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    await ledger.rpc.call("evm_mine", []);
    await indexer.catchUp();
    const started = performance.now();
    const verdict = await verifier.verifyLot(lotIdToWire(lot), { fresh: false });
    taken.push(performance.now() - started);
    const conserved = verdict?.checks.find(({ id }) => id === "lineage-conserved");
    if (verdict?.conclusion !== "valid" || conserved?.data.compared !== roots + roots / perStep) {
      throw new Error(`The lot of the benchmark is ${verdict?.conclusion}: ${verdict?.summary.en}`);
    }
  }
  return taken;
}

/** Makes a lot of 980 lots without parents, by way of 20 others. @returns The lot that everything went into. */
export async function makeLotOfMany(world: World): Promise<bigint> {
  const { sign } = world;
  const { miner } = parties;
  const declared: Statement<"declare">[] = [];
  for (let n = 0; n < roots; n += 1)
    declared.push(await sign.declare(`ROOT-${n}`, { massGrams: 1_000n, allocation: "mass" }));
  await includeAll(world, declared);
  const certificates: Statement[] = [];
  for (const each of declared) certificates.push(...(await sign.certification(each)));
  await includeAll(world, certificates);
  const made = { allocation: "mass", producedAt: sign.now } as const;
  const merge = (number: string, from: readonly LotIdentity[], massGrams: bigint) =>
    sign.transform(
      miner,
      from.map((identity) => ({ declared: identity, grams: identity.content.massGrams })),
      [{ ...made, lotNumber: number, massGrams }],
      { process: "blending" },
    );
  const parts: LotIdentity[] = [];
  for (let n = 0; n < roots; n += perStep) {
    const step = await merge(`PART-${n}`, declared.slice(n, n + perStep).map(identityOf), BigInt(perStep) * 1_000n);
    await world.include(step);
    parts.push(...outputsOf(step));
  }
  const last = await merge("WHOLE", parts, BigInt(roots) * 1_000n);
  await world.include(last);
  const [whole] = outputsOf(last);
  if (whole === undefined) throw new Error("Nothing was made");
  const { producer, lotNumber, content } = whole;
  const asDeclared = { kind: "declare", message: { organisation: producer, lotNumber, content } };
  await world.include(...(await sign.certification(asDeclared as unknown as Statement<"declare">)));
  return idOf(whole);
}

async function includeAll(world: World, statements: readonly Statement[]): Promise<void> {
  for (let n = 0; n < statements.length; n += atOnce) await world.includeTogether(statements.slice(n, n + atOnce));
}
