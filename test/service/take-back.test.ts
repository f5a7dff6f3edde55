import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import { id, toBeHex } from "ethers";
import { pino } from "pino";
import { Client } from "../../src/client/client.ts";
import { ProblemError } from "../../src/client/problem-error.ts";
import { readConfig } from "../../src/config/config.ts";
import type { Hex } from "../../src/domain/hex.ts";
import { findEngine, pinsOf, startEmbeddedLedger } from "../../src/embedded-ledger/embedded-ledger.ts";
import { EngineNode } from "../../src/embedded-ledger/engine-node.ts";
import { goBack } from "../../src/embedded-ledger/go-back.ts";
import { Journal } from "../../src/embedded-ledger/journal.ts";
import { reinstate, suspend } from "../../src/governance/calls.ts";
import { Governance } from "../../src/ledger/governance.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { writeManifest } from "../../src/ledger/manifest.ts";
import { parseQuantity, Rpc } from "../../src/rpc/rpc.ts";
import { SocketPost } from "../../src/rpc/socket-post.ts";
import { type Service, startService } from "../../src/service/service.ts";
import { takeBack } from "../../src/service/take-back.ts";
import { recordedStatement } from "../../src/statements/recorded.ts";
import type { Statement } from "../../src/statements/statement.ts";
import { openStore } from "../../src/store/open-store.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { createWorld, type World } from "../fixtures/world.ts";

interface AccessList {
  accessList: { address: string; storageKeys: string[] }[];
}

/** What the command answers machines. */
interface Done {
  queued: string[];
  actsLost: { transactionHash: string; contract: string; function: string; values: object }[];
}

const entry = join(import.meta.dirname, "../../src/cli/ytterby.ts");
const logger = pino({ level: "silent" });
const chainId = 31_337;

describe("the way back of a service with an embedded ledger", function () {
  this.timeout(180_000);

  let folder: string;
  let world: World;
  let service: Service | undefined;
  let accepted: Hex[];
  let numbers: number;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-back-"));
    const node = await startEmbeddedLedger({ folder: join(folder, "ledger"), chainId, blockPeriodMs: 1 });
    const rpc = new Rpc(node.rpcUrl);
    world = await createWorld(rpc);
    await writeManifest(join(folder, "deployment.json"), world.ledger.manifest);
    await writeFile(join(folder, "governor.key"), `${id("governor")}\n`);
    rpc.close();
    await node.close();
    accepted = [];
    numbers = 0;
  });

  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  const config = () => readConfig({ YTTERBY_DATA: folder, YTTERBY_HTTP_PORT: "0", YTTERBY_BLOCK_PERIOD_MS: "5" });

  async function start(): Promise<Client> {
    service = await startService(config(), { logger });
    return new Client(service.url);
  }

  async function stop(): Promise<void> {
    await service?.close();
    service = undefined;
  }

  const back = (to: number | "last-good" = "last-good") => takeBack(config(), to, () => undefined);

  async function failureOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => expect.fail("There is no failure"),
      (error: Error) => error.message,
    );
  }

  /** Hands statements in and waits until they are on the ledger. @returns the number of the newest block then. */
  async function include(client: Client, ...statements: Statement[]): Promise<number> {
    for (const statement of statements) {
      await client.submit(statement);
      accepted.push(world.sign.digest(statement));
    }
    await allIncluded(client);
    return Number(parseQuantity(await service?.ledger.rpc.call("eth_blockNumber", [])));
  }

  async function allIncluded(client: Client, digests: readonly Hex[] = accepted): Promise<void> {
    for (const deadline = Date.now() + 60_000; ; await delay(20)) {
      // While the index is read again, nothing is said.
      const asked = digests.map((digest) =>
        client.submissionStatus(digest).catch((error: Error) => ({ status: error.message })),
      );
      const states = await Promise.all(asked);
      if (states.every(({ status }) => status === "included")) return;
      if (Date.now() > deadline) throw new Error(JSON.stringify(states));
    }
  }

  const lot = () => world.sign.declare(`BACK-${++numbers}`);

  /** How often each accepted statement stands in the ledger's events. */
  async function counted(): Promise<number[]> {
    const { rpc, manifest } = service?.ledger ?? expect.fail("No service runs");
    const ledger = await connectLedger(rpc, manifest);
    const logs = (await rpc.call("eth_getLogs", [{ fromBlock: "0x0", toBlock: "latest" }])) as [];
    const digests = logs.flatMap((log) => {
      const event = ledger.decodeLog(log);
      const record = event && recordedStatement(event.contract, event.name, event.args);
      return record === undefined ? [] : [record.digest];
    });
    return accepted.map((digest) => digests.filter((other) => other === digest).length);
  }

  /** Starts the service, which has to have everything once, and to take more. */
  async function requireAllOnce(): Promise<void> {
    const client = await start();
    await allIncluded(client);
    await include(client, await lot());
    expect(await counted()).to.deep.equal(accepted.map(() => 1));
    expect(await client.ready()).to.deep.equal({ status: "ready" });
  }

  /** What the outbox tells of a digest, in its order. */
  async function told(digest: Hex): Promise<string[]> {
    const store = await openStore({ folder });
    try {
      const rows = await store.db
        .selectFrom("outbox")
        .select("type")
        .where("digest", "=", digest)
        .orderBy("sequence")
        .execute();
      return rows.map(({ type }) => type);
    } finally {
      await store.close();
    }
  }

  const journal = () => join(folder, "ledger", "journal");

  /** Has the ledger run as one did that noticed nothing. */
  async function whileNothingIsNoticed(work: () => Promise<void>): Promise<void> {
    const { requireSoundBase, requireUnaltered } = EngineNode.prototype;
    const nothing = async () => undefined;
    Object.assign(EngineNode.prototype, { requireSoundBase: nothing, requireUnaltered: nothing });
    try {
      await work();
    } finally {
      Object.assign(EngineNode.prototype, { requireSoundBase, requireUnaltered });
    }
  }

  /** Alters the engine's state by one of its methods. */
  async function alter(method: string, params: readonly unknown[]): Promise<void> {
    const post = new SocketPost(join(folder, "ledger", "engine", "rpc"));
    await new Rpc(post).call(method, params);
    post.close();
  }

  /** Damages the record of a block in its middle. */
  async function damage(block: number): Promise<void> {
    const opened = await Journal.openAsItIs(journal(), pinsOf(findEngine(), chainId));
    let wanted: Buffer | undefined;
    for await (const { number, transactions } of opened.readable()) if (number === block) wanted = transactions[0];
    await opened.close();
    const at = (await readFile(journal())).indexOf(wanted ?? expect.fail("There is no such block"));
    const file = await open(journal(), "r+");
    await file.write(Buffer.alloc(40, 7), 0, 40, at + 20);
    await file.close();
  }

  it("finds nothing to do where every block is as it was, and refuses while the service runs", async () => {
    const client = await start();
    const height = await include(client, await lot());
    expect(await failureOf(back())).to.contain("is in use by process");
    await stop();
    const before = await readFile(journal());
    const run = (to: string) =>
      promisify(execFile)(process.execPath, [entry, "--data", folder, "ledger", "back", "--to", to], { env: {} });
    expect((await run("last-good")).stdout).to.contain(`Every block up to ${height} is as it was`);
    expect(await failureOf(run("yesterday"))).to.contain("--to takes last-good or the number of a block");
    expect(await back()).to.include({ good: height, height, changed: false, anew: 0, left: 0 });
    expect(await readFile(journal())).to.deep.equal(before);
    expect(await failureOf(back(height + 1))).to.contain(`the last good block is ${height}`);
    expect((await readdir(join(folder, "ledger"))).sort()).to.deep.equal(["head", "history.sqlite", "journal"]);
    await requireAllOnce();
  });

  it("has no verdict and takes nothing while it has stopped, and loses nothing that it had taken", async () => {
    const client = await start();
    const declared = await lot();
    await include(client, declared);
    await alter("hardhat_setBalance", [world.ledger.address("Lots"), "0x7"]);
    const taken = await lot();
    await client.submit(taken);
    accepted.push(world.sign.digest(taken));
    while ((await client.ready().catch(() => undefined)) !== undefined) await delay(20);
    const late = await lot();
    for (const ask of [() => client.verifyLot(toBeHex(lotOf(declared), 32)), () => client.submit(late)]) {
      const error = await ask().then(
        () => expect.fail("It is answered"),
        (reason: unknown) => reason,
      );
      expect(error)
        .to.be.instanceOf(ProblemError)
        .with.nested.include({ "problem.status": 503, "problem.code": "ledger-unavailable" });
    }
    await stop();
    await requireAllOnce();
  });

  it("makes anew, on the right state, what was made on one that somebody had altered", async () => {
    let good = 0;
    await whileNothingIsNoticed(async () => {
      const client = await start();
      good = await include(client, await lot());
      await alter("hardhat_setBalance", [world.ledger.address("Lots"), "0x7"]);
      for (let n = 0; n < 3; n++) await include(client, await lot());
      await stop();
    });
    expect(await failureOf(start())).to.match(/Block \d+ of the ledger had hash 0x\w+, and made again it has 0x/);
    const done = await back();
    expect(done).to.include({ good, height: good + 3, changed: true, anew: 3, left: 0 });
    expect([done.kept, done.queued, done.lost]).to.deep.equal([accepted.slice(1), [], []]);
    await requireAllOnce();
    await stop();
    expect(await told(accepted[0] ?? "")).to.deep.equal(["included", "final"]);
    expect(await told(accepted[3] ?? "")).to.deep.equal(["included", "final", "unwound", "included", "final"]);
    // The journal as it was is there for whoever looks into it.
    expect(
      (await readdir(join(folder, "ledger"))).filter((name) => name.startsWith("journal.before-")).length,
    ).to.equal(1);
  });

  it("has what only an altered state allowed wait for what the right one says of it", async () => {
    let good = 0;
    const forbidden = await lot();
    const allowed = await world.sign.cancel(parties.refiner, 2n ** 200n);
    await whileNothingIsNoticed(async () => {
      const client = await start();
      const { rpc } = service?.ledger ?? expect.fail("No service runs");
      const { to, data } = world.ledger.encodeStatementCall(forbidden);
      const { accessList } = (await rpc.call("eth_createAccessList", [{ to, data }, "latest"])) as AccessList;
      const slots = accessList.flatMap(({ address, storageKeys }) => storageKeys.map((slot) => ({ address, slot })));
      const read = () =>
        Promise.all(slots.map(({ address, slot }) => rpc.call("eth_getStorageAt", [address, slot, "latest"])));
      const before = await read();
      const governance = new Governance(service?.ledger ?? expect.fail("No service runs"), id("governor"));
      good = Number((await governance.execute(suspend(forbidden.message.organisation))).blockNumber);
      const after = await read();
      for (const [i, { address, slot }] of slots.entries()) {
        if (before[i] !== after[i]) await alter("hardhat_setStorageAt", [address, slot, before[i]]);
      }
      await include(client, forbidden);
      await include(client, allowed);
      await stop();
    });
    const done = await back();
    expect(done).to.include({ good, changed: true, anew: 2, left: 0 });
    expect([done.kept, done.queued, done.lost]).to.deep.equal([accepted.slice(1), accepted.slice(0, 1), []]);
    expect(done.actsLost).to.deep.equal([]);
    const client = await start();
    await allIncluded(client, accepted.slice(1));
    const refused = async () => {
      const status = await client.submissionStatus(accepted[0] ?? "").catch(() => undefined);
      return status?.status === "refused" ? JSON.stringify(status) : undefined;
    };
    let said = await refused();
    for (const deadline = Date.now() + 60_000; said === undefined && Date.now() < deadline; said = await refused())
      await delay(20);
    expect(said).to.contain("OrganisationIsSuspended");
    expect(await counted()).to.deep.equal([0, 1]);
  });

  it("goes on from the last block before a damaged one, and sends what the ledger has forgotten", async () => {
    const client = await start();
    const good = await include(client, await lot());
    const declared = await lot();
    await include(client, declared);
    // What carries it names the lot's content, which the record of it does not.
    await include(client, await world.sign.assay(declared as Statement<"declare">));
    await include(client, await lot());
    await stop();
    await damage(good + 1);
    expect(await failureOf(start())).to.contain("is damaged");
    const done = await back();
    expect(done).to.include({ good, height: good, changed: true, anew: 0, left: 2 });
    expect([done.kept, done.queued, done.lost]).to.deep.equal([[], accepted.slice(1), []]);
    await requireAllOnce();
  });

  it("names what has to be handed in again, where nothing has what it was sent with any more", async () => {
    const client = await start();
    const declared = await lot();
    const good = await include(client, declared);
    const assay = await world.sign.assay(declared as Statement<"declare">);
    await include(client, assay, await lot());
    await stop();
    await damage(good + 1);
    const done = await back();
    expect(done.lost).to.deep.equal([world.sign.digest(assay)]);
    const again = await start();
    // While the index is read again, nothing is taken.
    while ((await again.ready().catch(() => undefined)) === undefined) await delay(20);
    await again.submit(assay);
    await stop();
    await requireAllOnce();
  });

  it("goes back to an earlier block than it has to, and is finished where it was broken off", async () => {
    const client = await start();
    const good = await include(client, await lot());
    await include(client, await lot());
    const { organisation } = parties.buyer;
    const governance = new Governance(service?.ledger ?? expect.fail("No service runs"), id("governor"));
    await governance.execute(suspend(organisation), reinstate(organisation));
    await governance.execute(suspend(organisation));
    await include(client, await lot());
    await stop();
    const engine = findEngine();
    const options = {
      folder: join(folder, "ledger"),
      engine,
      pins: pinsOf(engine, chainId),
      onProgress: () => undefined,
    };
    // Nothing is changed where the ledger could not be used.
    const inspect = () => Promise.reject(new Error("no contracts"));
    await copyFile(journal(), join(folder, "copy"));
    expect(await failureOf(goBack({ ...options, to: 0, inspect }))).to.equal("no contracts");
    expect(await readFile(journal())).to.deep.equal(await readFile(join(folder, "copy")));
    expect(await goBack({ ...options, to: good, inspect: async () => undefined })).to.include({
      good,
      height: good,
      left: 4,
    });
    expect(await failureOf(start())).to.contain('Run "ytterby ledger back --to last-good" once more');
    const args = ["--data", folder, "--json", "ledger", "back", "--to", "last-good"];
    const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args], { env: {} });
    const done = JSON.parse(stdout) as Done;
    expect(done).to.include({ good, height: good, changed: false });
    expect(done.queued).to.deep.equal(accepted.slice(1));
    // Acts of governance come by no other way: each is named with its values, in the order in which they were done.
    const acts = done.actsLost.map(({ transactionHash: _, ...act }) => act);
    const values = { organisation };
    expect(acts).to.deep.equal(
      ["suspend", "reinstate", "suspend"].map((name) => ({ contract: "Participants", function: name, values })),
    );
    const carriers = done.actsLost.map(({ transactionHash }) => transactionHash);
    expect([carriers[0] === carriers[1], carriers[1] === carriers[2]]).to.deep.equal([true, false]);
    await requireAllOnce();
  });

  it("is finished by doing it again, however often it is killed", async () => {
    const client = await start();
    const good = await include(client, await lot());
    for (let n = 0; n < 3; n++) await include(client, await lot(), await lot());
    await stop();
    await damage(good + 2);
    const killedAfter: number[] = [];
    // Later each time, until one is not killed.
    for (let patienceMs = 400; ; patienceMs = Math.round(patienceMs * 1.6)) {
      const child = spawn(process.execPath, [entry, "--data", folder, "ledger", "back", "--to", "last-good"], {
        env: {},
      });
      const ended = once(child, "close");
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      const [status] = (await ended) as [number | null];
      clearTimeout(timer);
      if (status === 0) break;
      expect(status).to.equal(null);
      killedAfter.push(patienceMs);
    }
    expect(killedAfter.length).to.be.greaterThan(2);
    await requireAllOnce();
  });
});
