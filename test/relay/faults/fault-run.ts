import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { id } from "ethers";
import { connectLedger } from "../../../src/ledger/ledger.ts";
import { writeManifest } from "../../../src/ledger/manifest.ts";
import { openStore } from "../../../src/store/open-store.ts";
import { createWorld } from "../../fixtures/world.ts";
import { findPostgresql, type PostgresqlCluster, startPostgresql } from "../../store/postgresql-cluster.ts";
import { Random } from "../../support/random.ts";
import { type RpcProxy, startRpcProxy } from "../../support/rpc-proxy.ts";
import { bentAnswers } from "./bent-node.ts";
import { Hands } from "./hands.ts";
import { journeys } from "./journeys.ts";
import { NetworkSeat } from "./network-seat.ts";
import { type Judged, judge } from "./oracle.ts";
import { EmbeddedSeat, type LedgerSeat, RelaySeat } from "./seats.ts";

/** What is to be done to the relays. */
export interface FaultRunOptions {
  engine: "pglite" | "postgresql";
  /** What includes the statements: the embedded ledger, or four validators. */
  ledger: "embedded" | "network";
  kills: number;
  seed: number;
  /** How many relays share a PostgreSQL; an embedded database has one. */
  relays: number;
  /** Told what happens, a line at a time. */
  onProgress?: (line: string) => void;
}

/** What was done to them, and how they fared. */
export interface FaultRunResult extends Judged {
  /** How often each process was killed or stopped, and each fault met an answer. */
  done: Map<string, number>;
  promised: number;
  refusals: number;
  seconds: number;
}

const relayKey = id("relay");
const forkDepth = 64;
const journeysAtOnce = 6;
const settlePatienceMs = 120_000;
const foulMs = [500, 2_500] as const;
const fairMs = [1_000, 4_000] as const;
const pauseMs = [500, 4_000] as const;
const betweenKillsMs = [50, 1_000] as const;
/** Between two kills something is to be promised, lest all of them hit what has just been started. */
const promisePatienceMs = 5_000;

type Target = "relay" | "ledger" | "engine" | "database server" | "database session";

/**
 * One run: a ledger of its own, relays on one database, a node that lies, a mixed load, and processes that are killed at
 * random moments until there were enough; then everything is left in peace, and judged.
 * @throws Error if PostgreSQL is asked for and not installed.
 */
export async function faultRun(options: FaultRunOptions): Promise<FaultRunResult> {
  const started = Date.now();
  const random = new Random(options.seed);
  const folder = await mkdtemp(join(tmpdir(), "ytterby-faults-"));
  const closers: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const bin = options.engine === "postgresql" ? findPostgresql() : undefined;
    if (options.engine === "postgresql" && bin === undefined) throw new Error("PostgreSQL is not installed.");
    const cluster = bin === undefined ? undefined : startPostgresql(bin);
    closers.push(() => cluster?.stop());
    const databaseUrl = await cluster?.createDatabase();

    const ledgerSeat =
      options.ledger === "network" ? new NetworkSeat(folder, random.fork()) : new EmbeddedSeat(join(folder, "ledger"));
    closers.push(() => ledgerSeat.close());
    await ledgerSeat.start();
    const world = await createWorld(ledgerSeat.rpc);
    await writeManifest(join(folder, "manifest.json"), world.ledger.manifest);
    const proxy = await startRpcProxy(() => ledgerSeat.rpc);
    closers.push(() => proxy.close());

    const relays = Array.from(
      { length: databaseUrl === undefined ? 1 : options.relays },
      () => new RelaySeat({ folder, relayKey, forkDepth, rpcUrl: proxy.url, ...(databaseUrl && { databaseUrl }) }),
    );
    const closeRelays = () => Promise.all(relays.map((relay) => relay.close()));
    closers.push(closeRelays);
    await Promise.all(relays.map((relay) => relay.ready()));

    const hands = new Hands(world, relays, random.fork());
    const done = new Map<string, number>();
    const isOver = { value: false };
    const drive = async (driver: number): Promise<void> => {
      const choices = random.fork();
      for (let journey = 0; !isOver.value; journey++) {
        const road = { world, hands, random: choices.fork(), name: `LOT-${driver}-${journey}` };
        await choices
          .pick(journeys)(road)
          .catch((error: Error) => {
            if (!isOver.value) options.onProgress?.(`a journey ended early: ${error.message}`);
          });
      }
    };
    const drivers = Array.from({ length: journeysAtOnce }, (_, driver) => drive(driver));
    const weather = changeWeather(
      proxy,
      bentAnswers(random.fork(), () => ledgerSeat.rpc, done),
      random.fork(),
      isOver,
    );
    try {
      await killAll({ ...options, random: random.fork(), relays, ledgerSeat, cluster, done, hands });
    } finally {
      isOver.value = true;
    }
    await weather;
    proxy.bend();
    await within(settlePatienceMs, Promise.all(drivers));
    hands.closeEntrance();
    await settled(hands);
    hands.close();
    await Promise.all(drivers);
    await closeRelays();

    await ledgerSeat.answers();
    const ledger = await connectLedger(ledgerSeat.rpc, world.ledger.manifest);
    const store = await openStore({ folder, ...(databaseUrl && { databaseUrl }) });
    try {
      const judged = await judge(ledger, store, hands, { relayKey, forkDepth });
      const crashes = relays.flatMap((relay) => relay.crashes.map((crash) => `a relay ended by itself: ${crash}`));
      return {
        ...judged,
        violations: [...judged.violations, ...crashes],
        done,
        promised: hands.promised.size,
        refusals: hands.refusals,
        seconds: (Date.now() - started) / 1000,
      };
    } finally {
      await store.close();
    }
  } finally {
    for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
  }
}

/** Fair and foul by turns: without fair weather nothing would ever get far enough to be hit. */
async function changeWeather(
  proxy: RpcProxy,
  foul: Parameters<RpcProxy["bend"]>[0],
  random: Random,
  isOver: { value: boolean },
): Promise<void> {
  for (let isFoul = true; !isOver.value; isFoul = !isFoul) {
    proxy.bend(isFoul ? foul : undefined);
    const [least, most] = isFoul ? foulMs : fairMs;
    const until = Date.now() + random.between(least, most);
    while (Date.now() < until && !isOver.value) await delay(50);
  }
}

interface Killing extends Pick<FaultRunOptions, "kills" | "onProgress"> {
  random: Random;
  relays: readonly RelaySeat[];
  ledgerSeat: LedgerSeat;
  cluster: PostgresqlCluster | undefined;
  done: Map<string, number>;
  hands: Hands;
}

async function killAll(killing: Killing): Promise<void> {
  const { random, relays, ledgerSeat, cluster, done, hands, kills, onProgress } = killing;
  const targets: Target[] = ["relay", "relay", "relay", "ledger", "engine"];
  if (cluster !== undefined) targets.push("database server", "database session");
  const count = (what: string) => done.set(what, (done.get(what) ?? 0) + 1);
  const pauses: Promise<void>[] = [];
  for (let kill = 0; kill < kills; ) {
    await delay(random.between(...betweenKillsMs));
    if (relays.length > 1 && random.chance(0.3)) {
      const relay = random.pick(relays);
      if (!relay.isPaused) {
        count("relay stopped for a while");
        pauses.push(relay.pause(random.between(...pauseMs)));
      }
      continue;
    }
    const target = random.pick(targets);
    if (target === "relay") {
      const relay = random.pick(relays);
      // Now and then while it is starting; mostly once it works.
      if (random.chance(0.8)) await Promise.race([relay.ready(), delay(10_000)]);
      await delay(random.between(0, 300));
      relay.kill();
    } else if (target === "ledger") {
      await ledgerSeat.kill();
      await ledgerSeat.start();
    } else if (target === "engine") {
      ledgerSeat.killEngine();
    } else if (target === "database server") {
      cluster?.kill();
      await cluster?.restart();
    } else {
      await cluster?.killSession().catch(() => {});
    }
    count(`${target} killed`);
    kill++;
    const before = hands.promised.size;
    const until = Date.now() + promisePatienceMs;
    while (hands.promised.size < before + 2 && Date.now() < until) await delay(20);
    if (kill % 10 === 0) onProgress?.(`${kill} kills, ${hands.promised.size} accepted`);
  }
  await Promise.all(pauses);
}

/** Waits for work, but not for ever: what it leaves open is judged. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const late = new AbortController();
  await Promise.race([work, delay(milliseconds, undefined, { signal: late.signal })]);
  late.abort();
}

/** Waits until every promise is kept or has failed, and the relays know it. */
async function settled(hands: Hands): Promise<void> {
  const deadline = Date.now() + settlePatienceMs;
  const isOpen = (state: string | undefined) => state !== "included" && state !== "failed";
  for (;;) {
    const open = [...hands.promised.values()].filter(({ last }) => isOpen(last?.state));
    if ((open.length === 0 && (await hands.isIdle())) || Date.now() > deadline) return;
    for (const { id } of open) await hands.look(id);
    await delay(50);
  }
}
