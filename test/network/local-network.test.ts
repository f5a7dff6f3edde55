import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { Wallet } from "ethers";
import { z } from "zod";
import { ask, blockOf, until, validatorsOf } from "../../scripts/network/ask.ts";
import { buildValidator, GoMissing } from "../../scripts/network/build-validator.ts";
import { freePorts } from "../../scripts/network/free-ports.ts";
import type { Home } from "../../scripts/network/homes.ts";
import { LocalNetwork } from "../../scripts/network/local-network.ts";
import { addValidator, removeValidator } from "../../scripts/network/membership.ts";
import { openAnchors } from "../../src/certificate/anchors.ts";
import { checkAnchor } from "../../src/certificate/check-anchor.ts";
import { CertificateRefusal } from "../../src/certificate/refusal.ts";
import type { Manifest } from "../../src/ledger/manifest.ts";
import { transact } from "../../src/ledger/transact.ts";
import type { NetworkId } from "../../src/network/seal-digest.ts";
import { checkSealedHeader, SealError } from "../../src/network/sealed-header.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { contractNames } from "../../src/statements/contract-names.ts";
import { cleanup } from "../support/cleanup.ts";
import { skipWithoutGo } from "../support/skip-without-go.ts";

const chainId = 20_260;
const block = z.object({
  hash: z.string(),
  number: z.string(),
  stateRoot: z.string(),
  timestamp: z.string(),
  baseFeePerGas: z.string(),
});
const sealedBlock = z.object({
  hash: z.string(),
  header: z.string(),
  validators: z.array(z.string()),
  seals: z.array(z.string()),
});

describe("the local network", function () {
  this.timeout(120_000);
  skipWithoutGo();
  const closing = cleanup();
  const crashes: string[] = [];
  let network: LocalNetwork;
  let program: string;
  let folder: string;
  let homes: Home[];
  let id: NetworkId;

  before(async function () {
    // The first build takes minutes.
    this.timeout(1_200_000);
    program = await buildValidator(console.log);
    folder = await mkdtemp(join(tmpdir(), "ytterby-network-"));
    closing(() => rm(folder, { recursive: true }));
    network = await LocalNetwork.start({
      program,
      folder,
      creation: { validators: 4, basePort: await freePorts(5), chainId },
      onCrash: (_home, report) => crashes.push(report),
    });
    closing(() => network.stop());
    homes = network.running.map(({ home }) => home);
    id = { chainId: BigInt(chainId), genesisHash: (await blockAt(homes[0] as Home, "0x0")).hash };
  });

  const at = (index: number) => homes[index] as Home;

  async function blockAt(home: Home, number: string): Promise<z.infer<typeof block>> {
    return block.parse(await ask(home, "eth_getBlockByNumber", [number, false]));
  }

  async function sealsAt(home: Home, number: string): Promise<z.infer<typeof sealedBlock>> {
    return sealedBlock.parse(await ask(home, "bft_getSeals", [number]));
  }

  async function reaches(home: Home, height: bigint): Promise<void> {
    await until(
      `validator ${home.index} to have block ${height}`,
      90_000,
      async () => ((await blockOf(home)) ?? 0n) >= height,
    );
  }

  async function moreBlocks(home: Home, count: bigint): Promise<bigint> {
    const reached = ((await blockOf(home)) ?? 0n) + count;
    await reaches(home, reached);
    return reached;
  }

  it("makes blocks that all four have alike, free of charge, and final", async () => {
    const height = `0x${(await moreBlocks(at(0), 3n)).toString(16)}`;
    for (const home of homes) await reaches(home, BigInt(height));
    const blocks = await Promise.all(homes.map((home) => blockAt(home, height)));
    expect(new Set(blocks.map(({ hash }) => hash)).size).to.equal(1);
    expect(blocks[0]?.baseFeePerGas).to.equal("0x0");
    expect(await ask(at(0), "eth_gasPrice", [])).to.equal("0x0");
    expect(Number((await blockAt(at(0), "finalized")).number)).to.be.at.least(Number(height));
  });

  it("gives no block a time that is yet to come", async () => {
    await moreBlocks(at(0), 2n);
    const { timestamp } = await blockAt(at(0), "latest");
    expect(Number(timestamp))
      .to.be.at.most(Math.ceil(Date.now() / 1000))
      .and.at.least(Date.now() / 1000 - 30);
  });

  it("seals every block by its validators, which our own code confirms", async () => {
    await moreBlocks(at(0), 2n);
    const expected = homes.map(({ address }) => address).sort();
    for (const number of ["latest", "0x1", "0x2"]) {
      const sealed = await sealsAt(at(1), number);
      const checked = checkSealedHeader(sealed, id);
      expect(checked.hash).to.equal(sealed.hash);
      expect(sealed.validators).to.deep.equal(expected);
      expect(checked.signers.length).to.be.at.least(3);
      expect(expected).to.include.members(checked.signers.map((signer) => signer.toLowerCase()));
      const { stateRoot, timestamp } = await blockAt(at(1), `0x${checked.number.toString(16)}`);
      expect(checked.stateRoot).to.equal(stateRoot);
      expect(checked.timestamp).to.equal(BigInt(timestamp));
    }
  });

  it("seals for one chain, one genesis and one block only", async () => {
    const sealed = await sealsAt(at(0), "0x2");
    expect(() => checkSealedHeader(sealed, { ...id, chainId: 1n })).to.throw(SealError);
    expect(() => checkSealedHeader(sealed, { ...id, genesisHash: sealed.hash })).to.throw(SealError);
    const { header } = await sealsAt(at(0), "0x1");
    expect(() => checkSealedHeader({ ...sealed, header }, id)).to.throw(SealError);
  });

  it("includes a transaction that one validator was sent, whoever proposes", async () => {
    const account = Wallet.createRandom();
    const rpc = new Rpc(network.rpcUrls[3] as string);
    try {
      for (let nonce = 0; nonce < 4; nonce++) {
        const { transactionHash } = await transact(rpc, new Wallet(account.privateKey), {
          to: account.address,
          data: "0x",
        });
        const found = async () => (await ask(at(0), "eth_getTransactionReceipt", [transactionHash])) !== null;
        await until("the others to have it", 60_000, found);
      }
    } finally {
      rpc.close();
    }
  });

  it("serves a reader of several nodes while the one that it asked is killed", async () => {
    const wallet = new Wallet(Wallet.createRandom().privateKey);
    const rpc = new Rpc(network.rpcUrls);
    try {
      const first = await transact(rpc, wallet, { to: wallet.address, data: "0x" });
      await network.validator(0).kill();
      // A call on a connection that has just broken fails, as it might have arrived; the next one finds another node.
      const answers = () =>
        rpc.call("eth_blockNumber", []).then(
          () => true,
          () => false,
        );
      await until("another node to be asked", 60_000, answers);
      const second = await transact(rpc, wallet, { to: wallet.address, data: "0x" });
      expect(second.blockNumber).to.be.greaterThan(first.blockNumber);
      expect(BigInt((await rpc.call("eth_blockNumber", [])) as string) >= BigInt(second.blockNumber)).to.equal(true);
    } finally {
      rpc.close();
      await network.reconcile();
    }
    await reaches(at(0), await moreBlocks(at(1), 1n));
  });

  it("goes on with one validator down, and takes it back", async () => {
    await network.validator(1).kill();
    await moreBlocks(at(0), 5n);
    await network.reconcile();
    const height = await moreBlocks(at(0), 1n);
    await reaches(at(1), height);
    expect(await sealsAt(at(1), "0x2")).to.deep.equal(await sealsAt(at(0), "0x2"));
  });

  it("halts with two down, loses nothing, and goes on by itself when they are back", async () => {
    await Promise.all([network.validator(2).kill(), network.validator(3).kill()]);
    // A block under way may still come, however late.
    let halted = await blockAt(at(0), "latest");
    for (let before = ""; before !== halted.hash; halted = await blockAt(at(0), "latest")) {
      before = halted.hash;
      await pause(3_000);
    }
    await pause(8_000);
    expect((await blockAt(at(0), "latest")).hash).to.equal(halted.hash);
    await network.reconcile();
    const height = await moreBlocks(at(0), 3n);
    for (const home of homes) {
      await reaches(home, height);
      expect((await blockAt(home, halted.number)).hash).to.equal(halted.hash);
    }
  });

  it("starts again after all were killed at once, with nothing lost", async () => {
    const before = await blockAt(at(0), "latest");
    await Promise.all(network.running.map((validator) => validator.kill()));
    await network.reconcile();
    await moreBlocks(at(0), 2n);
    expect((await blockAt(at(0), before.number)).hash).to.equal(before.hash);
  });

  it("lets a validator in and another out by the others' votes, and proves its blocks to who trusted the first four", async () => {
    const { rpc, anchors } = await openedAnchors();
    const trusted = await anchors.descriptor();
    expect(trusted.anchor).to.deep.include({ kind: "cometbft", block: 0 });
    const newcomer = await addValidator(program, folder, () => network.reconcile());
    expect(await validatorsOf(at(0)))
      .to.include(newcomer.address)
      .and.have.length(5);
    const height = await moreBlocks(newcomer, 6n);
    const grown = await sealsAt(at(0), `0x${height.toString(16)}`);
    expect(checkSealedHeader(grown, id).signers.length).to.be.at.least(4);
    expect(grown.validators).to.include(newcomer.address);

    const leaver = await removeValidator(folder, 4, () => network.reconcile());
    expect(leaver.address).to.equal(newcomer.address);
    expect(await validatorsOf(at(0)))
      .to.have.length(4)
      .and.not.include(leaver.address);
    expect(await readdir(join(folder, "left"))).to.deep.equal([`validator4-${leaver.address}`]);
    const number = await moreBlocks(at(0), 3n);
    expect(checkSealedHeader(await sealsAt(at(0), "latest"), id).signers).to.have.length.at.least(3);
    try {
      const { hash } = await blockAt(at(0), `0x${number.toString(16)}`);
      const proved = checkAnchor(await anchors.anchor({ number, hash }, trusted), id, trusted.anchor);
      expect(proved).to.deep.include({ validators: 4 });
      expect(proved.header.number).to.equal(number);
      const early = await anchors.anchor({ number: 2n, hash: (await blockAt(at(0), "0x2")).hash });
      const later = { ...trusted.anchor, block: 3 } as typeof trusted.anchor;
      expect(() => checkAnchor(early, id, later))
        .to.throw(CertificateRefusal)
        .with.property("code", "before-the-set");
    } finally {
      rpc.close();
    }
  });

  /** What proves the network's blocks, for contracts that are nowhere. */
  async function openedAnchors() {
    const rpc = new Rpc(network.rpcUrls[0] as string);
    const nowhere = { address: `0x${"00".repeat(20)}`, codeHash: id.genesisHash };
    const contracts = Object.fromEntries(contractNames.map((name) => [name, nowhere])) as Manifest["contracts"];
    const common = { version: 1 as const, chainId, genesisHash: id.genesisHash, blockNumber: 0 };
    const anchors = await openAnchors(rpc, { ...common, governor: nowhere.address, contracts });
    return { rpc, anchors };
  }

  it("names a validator that has ended by itself", async () => {
    expect(crashes).to.deep.equal([]);
    process.kill(network.validator(2).pid as number, "SIGKILL");
    await until("the crash to be reported", 60_000, async () => crashes.length > 0);
    expect(crashes[0]).to.contain(`Validator 2 (${at(2).address}) has ended by itself: signal SIGKILL`);
    expect(crashes[0]).to.contain("answers at http://127.0.0.1:");
    await network.reconcile();
    await reaches(at(2), await moreBlocks(at(0), 1n));
  });
});

describe("npm run network", function () {
  this.timeout(120_000);
  skipWithoutGo();
  const closing = cleanup();
  const script = fileURLToPath(new URL("../../scripts/network.ts", import.meta.url));
  let folder: string;

  before(async function () {
    this.timeout(1_200_000);
    await buildValidator(console.log);
    folder = await mkdtemp(join(tmpdir(), "ytterby-network-"));
    closing(() => rm(folder, { recursive: true }));
  });

  async function run(args: string[]): Promise<{ status: unknown; output: string }> {
    const child = spawn(process.execPath, [script, "--folder", folder, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
    const [status] = await once(child, "close");
    return { status, output };
  }

  async function bringUp() {
    const port = String(await freePorts(4));
    const child = spawn(process.execPath, [script, "--folder", folder, "--port", port], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    closing(() => child.kill("SIGKILL"));
    const ended = once(child, "exit");
    let output = "";
    child.stdout.on("data", (chunk) => (output += String(chunk)));
    await until("the network to be up", 60_000, async () => output.includes("makes blocks") || child.exitCode !== null);
    return { child, ended, output: () => output };
  }

  async function pids(): Promise<number[]> {
    const { output } = await run(["--status"]);
    return [...output.matchAll(/, process (\d+)$/gm)].map(([, pid]) => Number(pid));
  }

  it("brings four validators up, tells where they are, and ends them from another terminal", async () => {
    const { ended, output } = await bringUp();
    expect([...output().matchAll(/^validator \d {2}0x[0-9a-f]{40} {2}http:\/\/127\.0\.0\.1:\d+$/gm)]).to.have.length(4);
    const { output: status } = await run(["--status"]);
    expect(status).to.match(/is run by process \d+/);
    expect([...status.matchAll(/validator, block \d+, \d peers/g)]).to.have.length(4);
    const running = await pids();
    expect(running).to.have.length(4);
    expect((await run(["--stop"])).output).to.contain("has ended");
    expect((await ended)[0]).to.equal(0);
    expect(await pids()).to.deep.equal([]);
    for (const pid of running) expect(() => process.kill(pid, 0)).to.throw("ESRCH");
  });

  it("leaves no validator behind where it is killed itself, and goes on with its data", async () => {
    const { child, ended } = await bringUp();
    const running = await pids();
    expect(running).to.have.length(4);
    child.kill("SIGKILL");
    await ended;
    await until("the validators to end", 30_000, async () => (await pids()).length === 0);
    const again = await bringUp();
    expect(again.output()).to.contain("Starting the network");
    again.child.kill("SIGTERM");
    expect((await again.ended)[0]).to.equal(0);
  });

  it("says in one sentence what is missing", async () => {
    expect(await run(["--stop"])).to.deep.equal({
      status: 1,
      output: `No network runs in ${folder}; start it with npm run network.\n`,
    });
    const { status, output } = await run(["--port", "x"]);
    expect(status).to.equal(1);
    expect(output).to.equal('--port must be a whole number, and is "x".\n');
  });
});

describe("without Go", () => {
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });

  it("the network is not built, and the reason is one sentence that says what to do", async () => {
    const cache = await mkdtemp(join(tmpdir(), "ytterby-no-go-"));
    process.env.PATH = cache;
    const failure = await buildValidator(() => {}, cache).catch((error: unknown) => error);
    await rm(cache, { recursive: true });
    expect(failure).to.be.instanceOf(GoMissing);
    expect((failure as GoMissing).message).to.match(/^Go is not on the PATH\. .*https:\/\/go\.dev\/dl/);
  });
});
