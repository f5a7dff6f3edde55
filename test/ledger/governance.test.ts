import { expect } from "chai";
import { computeAddress, keccak256 } from "ethers";
import { allocations, custodyModels } from "../../src/domain/lot.ts";
import * as acts from "../../src/governance/calls.ts";
import { deployContracts } from "../../src/ledger/deploy.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { connectLedger, type Ledger, type RawLog } from "../../src/ledger/ledger.ts";
import { LedgerRefusal } from "../../src/ledger/ledger-error.ts";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
import type { ContractName } from "../../src/statements/kind.ts";
import { quotaId } from "../../src/statements/quota.ts";
import { party } from "../fixtures/party.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";

const governorKey = `0x${"11".repeat(32)}`;
const window = { validFrom: 100, validUntil: 200 };

describe("Governance", () => {
  let anvil: Anvil;
  let rpc: Rpc;
  let ledger: Ledger;
  let governance: Governance;
  const { organisation, key, name } = party("a refiner", "refiner", "CN");
  const enrolled = acts.enrol({ organisation, name, country: "CN", site: 6_901_234_000_009n });

  beforeEach(async () => {
    anvil = await startAnvil();
    rpc = new Rpc(anvil.url);
    const governor = computeAddress(governorKey);
    ledger = await connectLedger(rpc, await deployContracts(rpc, governorKey, { governor, uri: "{id}" }));
    governance = new Governance(ledger, governorKey);
  });

  afterEach(async () => {
    rpc.close();
    await anvil.close();
  });

  async function read(contract: ContractName, functionName: string, ...args: unknown[]): Promise<unknown> {
    const call = { to: ledger.address(contract), data: ledger.encodeCall(contract, functionName, args) };
    const answer = await rpc.call("eth_call", [call, "latest"]);
    return Object.values(ledger.decodeResult(contract, functionName, String(answer)))[0];
  }

  it("enrols, suspends and reinstates", async () => {
    await governance.execute(enrolled);
    expect(await read("Participants", "organisations", organisation)).to.include({ status: 1n, country: "0x434e" });
    await governance.execute(acts.suspend(organisation));
    expect(await read("Participants", "organisations", organisation)).to.include({ status: 2n });
    await governance.execute(acts.reinstate(organisation));
    expect(await read("Participants", "organisations", organisation)).to.include({ status: 1n });
  });

  it("grants roles for a country and site, or for all", async () => {
    const role = "magnet-maker" as const;
    await governance.execute(
      enrolled,
      acts.grantRole({ organisation, role, country: "DE", site: 4_012_345_000_009n, ...window }),
      acts.grantRole({ organisation, role, country: null, site: null, ...window }),
    );
    const inGermany = await read("Participants", "roleGrants", organisation, 2, "0x4445");
    expect(inGermany).to.deep.equal({ validFrom: 100n, validUntil: 200n, site: 4_012_345_000_009n });
    const everywhere = await read("Participants", "roleGrants", organisation, 2, "0x0000");
    expect(everywhere).to.deep.equal({ validFrom: 100n, validUntil: 200n, site: 0n });
  });

  it("adds and revokes keys", async () => {
    const scopes = ["declaration", "custody"] as const;
    await governance.execute(enrolled, acts.addKey({ organisation, key: key.address, scopes, ...window }));
    const added = { scopes: 0b1010n, validFrom: 100n, validUntil: 200n, revokedAt: 0n, compromisedSince: 0n };
    expect(await read("Participants", "keys", organisation, key.address)).to.deep.equal(added);
    await governance.execute(acts.revokeKey({ organisation, key: key.address, compromisedSince: 150 }));
    expect(await read("Participants", "keys", organisation, key.address)).to.include({ compromisedSince: 150n });
  });

  it("grants quotas, sets schemes and accredits", async () => {
    const quota = quotaId("CN-2026-01");
    const terms = {
      ...window,
      suspended: { from: 120, until: 130 },
      attestations: ["assay", "footprint"],
      forms: ["magnet", "scrap"],
      maximumAgeDays: 30,
      maximumValidityDays: 365,
      custodyModels: [...custodyModels],
      allocations: [...allocations],
      minimumPrimaryDataPercent: 0,
    } as const;
    await governance.execute(
      enrolled,
      acts.grantQuota({ quota, organisation, kind: "collection", country: "DE", grantedGrams: 5n, ...window }),
      acts.setScheme({ scheme: 7, name: "Seven", terms }),
      acts.accredit({ scheme: 7, organisation, ...window }),
    );
    const granted = { organisation, kind: 2n, country: "0x4445", grantedGrams: 5n, drawnGrams: 0n };
    expect(await read("Quotas", "quotas", quota)).to.deep.include({ ...granted, validFrom: 100n });
    expect(await read("Schemes", "schemes", 7)).to.deep.equal({
      validFrom: 100n,
      validUntil: 200n,
      suspendedFrom: 120n,
      suspendedUntil: 130n,
      attestations: 0b10010n,
      forms: 0b110000000n,
      maximumAgeDays: 30n,
      maximumValidityDays: 365n,
      custodyModels: 0b111110n,
      allocations: 0b110n,
      minimumPrimaryDataPercent: 0n,
    });
    expect(await read("Schemes", "accreditations", 7, organisation)).to.include({ validUntil: 200n });
  });

  it("closes a module and sets tolerances", async () => {
    const module = ledger.address("Custody");
    const tolerances = {
      assayBasisPoints: 1,
      assayPartsPerHundredMillion: 2,
      weightBasisPoints: 3,
    };
    await governance.execute(
      acts.enrolModule({ module, status: "closing", latenessSeconds: 60 }),
      acts.setTolerances(tolerances),
    );
    expect(await read("Participants", "modules", module)).to.deep.equal({ status: 2n, latenessSeconds: 60n });
    expect(await read("Attestations", "tolerances")).to.include({ weightBasisPoints: 3n });
  });

  it("makes all of several acts or none, and says which error it was", async () => {
    const failure = await governance.execute(enrolled, acts.suspend(key.address)).catch((error) => error);
    expect(failure).to.be.instanceOf(LedgerRefusal);
    expect(failure.refusal).to.deep.include({ name: "OrganisationUnknown", args: { organisation: key.address } });
    expect(await read("Participants", "organisations", organisation)).to.include({ status: 0n });
  });

  it("leaves the digest of an act the same, in company or alone", async () => {
    const { blockNumber } = await governance.execute(enrolled, acts.suspend(organisation));
    const block = (await rpc.call("eth_getBlockByNumber", [`0x${blockNumber.toString(16)}`, false])) as {
      timestamp: string;
    };
    let head = `0x${"00".repeat(32)}`;
    for (const { contract, functionName, args } of [enrolled, acts.suspend(organisation)]) {
      const digest = keccak256(ledger.encodeCall(contract, functionName, args));
      const time = parseQuantity(block.timestamp).toString(16).padStart(64, "0");
      head = `${keccak256(`${head}${digest.slice(2)}${time}`).slice(0, 58)}00000000`;
    }
    expect(await read("Participants", "heads", organisation)).to.deep.equal({ hash: head.slice(0, 58), count: 2n });
  });

  it("tells of every act by an event", async () => {
    const { transactionHash } = await governance.execute(enrolled, acts.suspend(organisation));
    const receipt = (await rpc.call("eth_getTransactionReceipt", [transactionHash])) as { logs: RawLog[] };
    expect(receipt.logs.map((log) => ledger.decodeLog(log)?.name)).to.deep.equal([
      "OrganisationEnrolled",
      "OrganisationSuspended",
    ]);
    expect(ledger.decodeLog(receipt.logs[0] as RawLog)?.args).to.include({ organisation, name, country: "0x434e" });
  });
});
