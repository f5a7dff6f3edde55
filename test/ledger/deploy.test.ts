import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { suspend } from "../../src/governance/calls.ts";
import { deployContracts } from "../../src/ledger/deploy.ts";
import { deployToManifest } from "../../src/ledger/deploy-to-manifest.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { LedgerRefusal } from "../../src/ledger/ledger-error.ts";
import { type Manifest, type PartialManifest, readPartialManifest } from "../../src/ledger/manifest.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { type Anvil, startAnvil } from "../support/anvil.ts";

const deployerKey = `0x${"11".repeat(32)}`;
const governorKey = `0x${"22".repeat(32)}`;
const uri = "https://example.org/v1/metadata/{id}.json";

describe("deployContracts", () => {
  let anvil: Anvil;
  let rpc: Rpc;
  let folder: string;
  const deployer = new Wallet(deployerKey).address;

  beforeEach(async () => {
    anvil = await startAnvil();
    rpc = new Rpc(anvil.url);
    folder = await mkdtemp(join(tmpdir(), "deploy-"));
  });

  afterEach(async () => {
    rpc.close();
    await anvil.close();
    await rm(folder, { recursive: true });
  });

  const transactions = async () => Number(await rpc.call("eth_getTransactionCount", [deployer, "latest"]));

  async function rejection(work: Promise<unknown>): Promise<Error> {
    return work.then(
      () => {
        throw new Error("was not refused");
      },
      (error: Error) => error,
    );
  }

  it("gives a manifest that a ledger connects with, modules enrolled and tolerances set", async () => {
    const manifest = await deployContracts(rpc, deployerKey, { governor: deployer, uri });
    const ledger = await connectLedger(rpc, manifest);
    for (const module of [
      "Certification",
      "Custody",
      "Attestations",
      "Processing",
      "SiteAccounts",
      "Retirements",
      "UnitCodes",
      "Customs",
      "Seizures",
      "ExportControl",
      "Findings",
      "Routes",
    ] as const) {
      const data = ledger.encodeCall("Participants", "modules", [ledger.address(module)]);
      const answer = await rpc.call("eth_call", [{ to: ledger.address("Participants"), data }, "latest"]);
      const { 0: enrolled } = ledger.decodeResult("Participants", "modules", String(answer));
      expect(enrolled).to.deep.equal({ status: 1n, latenessSeconds: 2_592_000n });
    }
    const data = ledger.encodeCall("Attestations", "tolerances", []);
    const answer = await rpc.call("eth_call", [{ to: ledger.address("Attestations"), data }, "latest"]);
    expect(ledger.decodeResult("Attestations", "tolerances", String(answer))[0]).to.include({ weightBasisPoints: 50n });
  });

  it("reads every log of the contracts from the manifest's first block", async () => {
    const { blockNumber, contracts } = await deployContracts(rpc, deployerKey, { governor: deployer, uri });
    const addresses = Object.values(contracts).map(({ address }) => address);
    const all = await rpc.call("eth_getLogs", [{ address: addresses, fromBlock: "0x0", toBlock: "latest" }]);
    const fromFirst = await rpc.call("eth_getLogs", [
      { address: addresses, fromBlock: `0x${blockNumber.toString(16)}`, toBlock: "latest" },
    ]);
    expect(all).to.be.an("array").that.is.not.empty;
    expect(fromFirst).to.deep.equal(all);
  });

  it("leaves governance to the governor alone", async () => {
    const governor = new Wallet(governorKey).address;
    const manifest = await deployContracts(rpc, deployerKey, { governor, uri });
    const ledger = await connectLedger(rpc, manifest);
    const act = suspend(deployer);
    const refusal = await rejection(new Governance(ledger, deployerKey).execute(act));
    expect(refusal).to.be.instanceOf(LedgerRefusal);
    expect((refusal as LedgerRefusal).refusal.name).to.equal("AccessManagedUnauthorized");
    const answer = await rejection(new Governance(ledger, governorKey).execute(act));
    expect((answer as LedgerRefusal).refusal).to.deep.include({
      name: "OrganisationUnknown",
      contract: "Participants",
      args: { organisation: deployer },
    });
  });

  it("does nothing where the manifest checks out", async () => {
    const path = join(folder, "deployment.json");
    const first = await deployToManifest(rpc, path, deployerKey, { governor: deployer, uri });
    const sent = await transactions();
    expect(await deployToManifest(rpc, path, deployerKey, { governor: deployer, uri })).to.deep.equal(first);
    expect(await transactions()).to.equal(sent);
  });

  it("takes a deployment up where it ended, after whichever step", async () => {
    const path = join(folder, "deployment.json");
    const governor = new Wallet(governorKey).address;
    let interruptions = 0;
    let manifest: Manifest | undefined;
    const known = new Map<string, string>();
    while (manifest === undefined) {
      // Each run gets one contract further and then meets an end.
      const done = await readPartialManifest(`${path}.partial`);
      for (const [name, deployed] of Object.entries(done?.contracts ?? {})) {
        expect(known.get(name) ?? deployed?.address).to.equal(deployed?.address);
        known.set(name, String(deployed?.address));
      }
      const target = Object.keys(done?.contracts ?? {}).length + 1;
      const stop = async (partial: PartialManifest) => {
        await writeFile(`${path}.partial`, JSON.stringify(partial));
        if (Object.keys(partial.contracts).length === target) throw new Error("interrupted");
      };
      manifest = await deployContracts(rpc, deployerKey, { governor, uri, resumeFrom: done, onStep: stop }).catch(
        (error: Error) => {
          expect(error.message).to.equal("interrupted");
          interruptions += 1;
          return undefined;
        },
      );
    }
    expect(interruptions).to.equal(Object.keys(manifest.contracts).length);
    expect(
      Object.fromEntries(Object.entries(manifest.contracts).map(([name, { address }]) => [name, address])),
    ).to.deep.equal(Object.fromEntries(known));
    await connectLedger(rpc, manifest);
    expect(await deployContracts(rpc, deployerKey, { governor, uri, resumeFrom: manifest })).to.deep.equal(manifest);
  });

  it("writes the manifest, and leaves no trace of the way to it", async () => {
    const path = join(folder, "deployment.json");
    const manifest = await deployToManifest(rpc, path, deployerKey, { governor: deployer, uri });
    expect(JSON.parse(await readFile(path, "utf8"))).to.deep.equal(manifest);
    expect(await readPartialManifest(`${path}.partial`)).to.equal(undefined);
  });

  it("is refused by a manifest that is none", async () => {
    const path = join(folder, "deployment.json");
    await writeFile(path, "{}");
    const { message } = await rejection(deployToManifest(rpc, path, deployerKey, { governor: deployer, uri }));
    expect(message).to.equal(`${path} is no deployment manifest.`);
  });

  describe("connectLedger refuses", () => {
    let manifest: Manifest;

    beforeEach(async () => {
      manifest = await deployContracts(rpc, deployerKey, { governor: deployer, uri });
    });

    it("another chain id", async () => {
      const { message } = await rejection(connectLedger(rpc, { ...manifest, chainId: 1 }));
      expect(message).to.equal("The node serves chain 31337, but the contracts were deployed on chain 1.");
    });

    it("another chain of the same id", async () => {
      const other = await startAnvil("--timestamp", "1700000000");
      const otherRpc = new Rpc(other.url);
      try {
        const { message } = await rejection(connectLedger(otherRpc, manifest));
        expect(message).to.match(
          /^The node's chain 31337 begins with block 0x\w{64}, but the contracts were deployed on/,
        );
      } finally {
        otherRpc.close();
        await other.close();
      }
    });

    it("changed code", async () => {
      const { address } = manifest.contracts.Custody;
      await rpc.call("anvil_setCode", [address, "0x6001"]);
      const { message } = await rejection(connectLedger(rpc, manifest));
      expect(message).to.equal(`The code of Custody at ${address} is not the code that was deployed there.`);
    });

    it("missing code", async () => {
      const { address } = manifest.contracts.Lots;
      await rpc.call("anvil_setCode", [address, "0x"]);
      const { message } = await rejection(connectLedger(rpc, manifest));
      expect(message).to.equal(`No contract Lots is at ${address} on chain 31337.`);
    });
  });
});
