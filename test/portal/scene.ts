import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LotIdentity } from "../../src/domain/lot.ts";
import type { Conclusion } from "../../src/domain/verdict.ts";
import { grantAllowance } from "../../src/governance/calls.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { parties, quotas } from "../fixtures/parties.ts";
import { identityOf, lotOf, outputsOf } from "../fixtures/signing.ts";
import { type Service, startService } from "../http/service.ts";
import { buildPortal } from "./build.ts";

const DAY = 86_400;

/** A lot that came out of a step, as if it had been declared by itself: what examines it asks no more. */
const asDeclared = ({ producer, lotNumber, content }: LotIdentity) =>
  ({ kind: "declare", message: { organisation: producer, lotNumber, content } }) as unknown as Statement<"declare">;

/** Lots of every standing, at a service that serves the portal. */
export interface Scene {
  url: string;
  service: Service;
  /** Ids of lots by what their verification comes to. */
  lots: Record<Exclude<Conclusion, "suspect" | "invalid" | "unsettled">, string>;
  /** Number of the valid lot, which no other lot has. */
  validNumber: string;
  /** Number that two producers gave to a lot of theirs. */
  twinNumber: string;
  close(): Promise<void>;
}

/** Builds the portal if need be, starts a service, and has everything stated. */
export async function startScene(): Promise<Scene> {
  buildPortal();
  const folder = await mkdtemp(join(tmpdir(), "ytterby-portal-"));
  const service = await startService({ folder });
  const { sign, include, ledger, governance } = service.world;
  const { miner, refiner, laboratory, customs, regulator } = parties;
  const declared = async (number: string, deposit = "Bayan Obo") => {
    const statement = await sign.declare(number, { deposit });
    await include(statement);
    return statement;
  };
  const certified = async (number: string, validUntil = sign.certificateUntil, deposit = "Bayan Obo") => {
    const statement = await declared(number, deposit);
    const [assay, weight] = (await sign.certification(statement)) as [Statement, Statement];
    await include(assay, weight, await sign.certify(lotOf(statement), { validUntil }));
    return statement;
  };

  const [west, east] = [await certified("P-WEST"), await certified("P-EAST", undefined, "Bayan Obo East")];
  const blended = await sign.transform(
    miner,
    [
      { declared: identityOf(west), grams: 25_000_000n },
      { declared: identityOf(east), grams: 5_000_000n },
    ],
    [
      {
        lotNumber: "P-BLEND",
        custodyModel: "mass-balance",
        deposit: "mixed",
        massGrams: 30_000_000n,
        footprintGramsPerKilogram: 3_000,
        offsetsGramsPerKilogram: 3_000,
        allocation: "mass",
        producedAt: sign.now,
      },
    ],
    { emissionsGrams: 5_000_000n },
  );
  const [blend] = outputsOf(blended);
  if (blend === undefined) throw new Error("nothing came out of the step");
  const valid = lotOf(asDeclared(blend));
  // The assay finds 1 ppm less neodymium than was declared: the certificate draws 30 g on its producer's allowance.
  const allowance = { organisation: miner.organisation, site: 0n, toleranceNanograms: 10n ** 12n };
  await governance.execute(grantAllowance({ ...allowance, relianceNanograms: 0n }));
  const { message, witness } = await sign.assay(asDeclared(blend));
  const composition = { ...message.composition, Nd: { partsPerHundredMillion: 7_200_000 - 100 } };
  await include(
    blended,
    await sign.statement("assay", laboratory, { ...message, composition }, { witness }),
    await sign.attest(asDeclared(blend), "weight", laboratory),
    await sign.certify(valid),
  );
  const sent = await sign.dispatch(miner, refiner, [{ lot: valid, grams: 10_000_000n }]);
  await include(sent, await sign.receive(sent, refiner));
  const short = await sign.dispatch(miner, refiner, [{ lot: valid, grams: 1_000_000n }]);
  await include(short, await sign.receive(short, refiner, [100_000n]));
  await include(await sign.handOver(miner, refiner, valid, 1_000_000n));

  const [disputed, suspended, revoked] = [
    await certified("P-DISP"),
    await certified("P-SUSP"),
    await certified("P-REV"),
  ];
  await include(await sign.attest(disputed, "inspection", customs, "does-not-conform"));
  await include(await sign.suspend(lotOf(suspended), regulator, sign.certificateUntil));
  await include(await sign.revoke(lotOf(revoked), regulator, sign.certificateUntil));
  const rejected = await declared("P-REJ");
  await include(await sign.reject(rejected));
  const open = await declared("P-OPEN");
  const expired = await certified("P-EXP", sign.now + DAY);
  await include(await sign.declare("P-TWIN"), await sign.declare("P-TWIN", { quota: quotas.stock }, refiner));
  await ledger.rpc.call("evm_increaseTime", [2 * DAY]);
  await declared("P-LATE");
  await service.services.indexer.catchUp();

  const idOf = (statement: Statement<"declare">) => lotIdToWire(lotOf(statement));
  return {
    url: service.url,
    service,
    lots: {
      valid: lotIdToWire(valid),
      expired: idOf(expired),
      disputed: idOf(disputed),
      "not-certified": idOf(open),
      rejected: idOf(rejected),
      revoked: idOf(revoked),
      suspended: idOf(suspended),
    },
    validNumber: "P-BLEND",
    twinNumber: "P-TWIN",
    close: async () => {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
