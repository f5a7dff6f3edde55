import { EventEmitter, once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { computeAddress } from "ethers";
import { deployContracts } from "../../src/ledger/deploy.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { writeManifest } from "../../src/ledger/manifest.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { type OpenLedger, type OpenLedgerOptions, openLedger } from "../../src/service/open-ledger.ts";
import { enrolment, party } from "../fixtures/party.ts";
import { startAnvil } from "../support/anvil.ts";

describe("openLedger", () => {
  let folder: string;
  let options: OpenLedgerOptions;
  const open: OpenLedger[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "open-ledger-"));
    options = {
      dataFolder: join(folder, "data"),
      manifestPath: join(folder, "data", "deployment.json"),
      blockPeriodMs: 5,
      metadataUri: "http://127.0.0.1:8080/v1/metadata/{id}.json",
    };
  });

  afterEach(async () => {
    for (const ledger of open.splice(0)) await ledger.close();
    await rm(folder, { recursive: true });
  });

  async function opened(changes: Partial<OpenLedgerOptions> = {}): Promise<OpenLedger> {
    const ledger = await openLedger({ ...options, ...changes });
    open.push(ledger);
    return ledger;
  }

  async function refusal(changes: Partial<OpenLedgerOptions>): Promise<string> {
    return opened(changes).then(
      () => "was opened",
      (error: Error) => error.message,
    );
  }

  it("starts an embedded ledger with contracts that its own key governs, and finds both again", async () => {
    const first = await opened();
    const key = await readFile(join(options.dataFolder, "governor.key"), "utf8");
    expect((await stat(join(options.dataFolder, "governor.key"))).mode & 0o777).to.equal(0o600);
    expect(first.governorKey).to.equal(key.trim());
    expect(first.ledger.manifest.governor).to.equal(computeAddress(key.trim()));
    await new Governance(first.ledger, key.trim()).execute(...enrolment(party("somebody", "buyer", "DE")));
    const head = await first.ledger.rpc.call("eth_blockNumber", []);
    await first.close();
    open.pop();

    const second = await opened();
    expect(second.ledger.manifest).to.deep.equal(first.ledger.manifest);
    expect(await second.ledger.rpc.call("eth_blockNumber", [])).to.equal(head);
  });

  it("deploys nothing anew on an embedded ledger whose manifest was lost", async () => {
    await opened();
    await open.pop()?.close();
    await rm(options.manifestPath);
    expect(await refusal({})).to.contain(`their manifest ${options.manifestPath} is missing`);
  });

  it("tells of new blocks", async () => {
    const { ledger, governorKey, onBlock } = await opened();
    const blocks: number[] = [];
    const told = new EventEmitter();
    const stop = onBlock?.((number) => {
      blocks.push(number);
      told.emit("block");
    });
    const governance = new Governance(ledger, governorKey ?? "");
    const { blockNumber } = await governance.execute(...enrolment(party("somebody", "buyer", "DE")));
    // Whoever sent the transaction may read its receipt before the listeners are told.
    while (!blocks.includes(blockNumber)) await once(told, "block");
    stop?.();
    const heard = blocks.length;
    await governance.execute(...enrolment(party("somebody else", "buyer", "DE")));
    expect(blocks).to.have.length(heard);
  });

  it("opens a network by its manifest, and closes nothing but its own connection", async () => {
    const anvil = await startAnvil();
    const rpc = new Rpc(anvil.url);
    try {
      const key = `0x${"11".repeat(32)}`;
      const manifest = await deployContracts(rpc, key, { governor: computeAddress(key), uri: "{id}" });
      const manifestPath = join(folder, "network.json");
      await writeManifest(manifestPath, manifest);
      const network = { rpcUrls: [anvil.url], manifestPath };
      const ledger = await opened(network);
      expect(ledger.ledger.manifest).to.deep.equal(manifest);
      expect(ledger).to.not.have.any.keys("governorKey", "onBlock");
      await ledger.close();
      open.pop();
      expect(await rpc.call("eth_chainId", [])).to.equal("0x7a69");

      expect(await refusal({ ...network, chainId: 5 })).to.equal(
        "The node serves chain 31337, but YTTERBY_CHAIN_ID asks for 5.",
      );
      await rpc.call("anvil_setCode", [manifest.contracts.Lots.address, "0x"]);
      expect(await refusal(network)).to.contain("No contract Lots");
    } finally {
      rpc.close();
      await anvil.close();
    }
  });

  it("says what to do where a network has no manifest", async () => {
    expect(await refusal({ rpcUrls: ["http://127.0.0.1:1"] })).to.equal(
      `There is no deployment manifest at ${options.manifestPath}; deploy the contracts with "npm run deploy".`,
    );
  });

  it("refuses an embedded ledger whose manifest tells of another", async () => {
    const { ledger } = await opened();
    await open.pop()?.close();
    await writeManifest(options.manifestPath, { ...ledger.manifest, genesisHash: `0x${"00".repeat(32)}` });
    expect(await refusal({})).to.match(/^The node's chain 31337 begins with block/);
    // The node was closed again: its folder is free.
    await writeManifest(options.manifestPath, ledger.manifest);
    await opened();
  });
});
