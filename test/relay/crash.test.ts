import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { computeAddress } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import { startEmbeddedLedger } from "../../src/ledger/embedded/embedded-ledger.ts";
import { connectLedger } from "../../src/ledger/ledger.ts";
import { writeManifest } from "../../src/ledger/manifest.ts";
import { parseQuantity, Rpc } from "../../src/ledger/rpc.ts";
import type { RelayStep } from "../../src/relay/steps.ts";
import { recordedStatement } from "../../src/statements/recorded.ts";
import { type Statement, statementToWire } from "../../src/statements/statement.ts";
import { createWorld, type World } from "../fixtures/world.ts";
import { relayKey } from "./relay-fixture.ts";
import type { Answer, Request } from "./relay-process.ts";

const STEPS: RelayStep[] = ["accepted", "allocated", "stored", "broadcast", "mined", "reconciled"];

type Question = Request extends infer R ? (R extends { number: number } ? Omit<R, "number"> : never) : never;

/** The process, and what it is asked. */
class RelayProcess {
  readonly child: ChildProcess;
  readonly rpcUrl: string;
  readonly #answers = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  #asked = 0;

  private constructor(child: ChildProcess, rpcUrl: string) {
    this.child = child;
    this.rpcUrl = rpcUrl;
    child.on("message", (message: Answer) => {
      if ("number" in message) this.#answers.get(message.number)?.resolve(message.answer);
    });
    child.on("exit", (code, signal) => {
      for (const { reject } of this.#answers.values()) reject(new Error(`the process ended: ${signal ?? code}`));
    });
  }

  static async start(folder: string): Promise<RelayProcess> {
    const child = fork(new URL("./relay-process.ts", import.meta.url), [folder, relayKey], { stdio: "inherit" });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the relay's process ended with ${code} before it was ready`);
    });
    ended.catch(() => {});
    const [message] = (await Promise.race([once(child, "message"), ended])) as [Answer];
    if (!("ready" in message)) throw new Error("an answer came before a question");
    return new RelayProcess(child, message.ready.rpcUrl);
  }

  /** @throws Error if the process ends before it has answered. */
  ask(question: Question): Promise<unknown> {
    const number = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#answers.set(number, { resolve, reject });
      this.child.send({ ...question, number } as Request, () => {});
    });
  }
}

describe("relay, killed", function () {
  this.timeout(60_000);
  let folder: string;
  let world: World;
  let accepted: Hex[];
  let running: RelayProcess;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-crash-"));
    const node = await startEmbeddedLedger({ folder: join(folder, "ledger"), chainId: 31_337, blockPeriodMs: 1 });
    const rpc = new Rpc(node.rpcUrl);
    world = await createWorld(rpc);
    await writeManifest(join(folder, "manifest.json"), world.ledger.manifest);
    rpc.close();
    await node.close();
    accepted = [];
    running = await RelayProcess.start(folder);
  });

  after(async () => {
    const stopped = once(running.child, "exit");
    await running.ask({ ask: "stop" });
    await stopped;
    await rm(folder, { recursive: true, force: true });
  });

  /** Submits statements at once; those whose acceptance was answered are noted. */
  const submit = (process: RelayProcess, statements: Statement[]): Promise<void>[] =>
    statements.map(async (statement) => {
      const answer = await process.ask({ ask: "accept", submission: statementToWire(statement) });
      expect(answer).to.deep.equal({ outcome: "accepted" });
      accepted.push(world.sign.digest(statement));
    });

  const declarations = (prefix: string, count: number): Promise<Statement[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => world.sign.declare(`${prefix}-${index}`)));

  const allIncluded = async (process: RelayProcess): Promise<void> => {
    const deadline = Date.now() + 20_000;
    for (const id of accepted) {
      for (;;) {
        const status = (await process.ask({ ask: "status", id })) as { state: string } | null;
        if (status?.state === "included") break;
        if (Date.now() > deadline) throw new Error(`${id} is ${JSON.stringify(status)}`);
        await delay(5);
      }
    }
  };

  /** How often each statement stands in the ledger's events. */
  const recorded = async (rpc: Rpc): Promise<Map<Hex, number>> => {
    const ledger = await connectLedger(rpc, world.ledger.manifest);
    const logs = (await rpc.call("eth_getLogs", [{ fromBlock: "0x0", toBlock: "latest" }])) as [];
    const counts = new Map<Hex, number>();
    for (const log of logs) {
      const event = ledger.decodeLog(log);
      const record = event && recordedStatement(event.contract, event.name, event.args);
      if (record) counts.set(record.digest, (counts.get(record.digest) ?? 0) + 1);
    }
    return counts;
  };

  for (const step of STEPS) {
    it(`after "${step}" and started again, has put every accepted statement on the ledger exactly once`, async () => {
      await Promise.all(submit(running, await declarations(`BEFORE-${step}`, 5)));
      const ended = once(running.child, "exit");
      await running.ask({ ask: "crash", after: step });
      const during = Promise.allSettled(submit(running, await declarations(`DURING-${step}`, 20)));
      expect((await ended)[1]).to.equal("SIGKILL");
      await during;

      running = await RelayProcess.start(folder);
      await Promise.all(submit(running, await declarations(`AFTER-${step}`, 5)));
      await allIncluded(running);

      const rpc = new Rpc(running.rpcUrl);
      const counts = await recorded(rpc);
      expect(accepted.filter((digest) => counts.get(digest) !== 1)).to.deep.equal([]);
      expect([...counts.values()].filter((count) => count !== 1)).to.deep.equal([]);
      const nonce = await rpc.call("eth_getTransactionCount", [computeAddress(relayKey), "latest"]);
      const pending = await rpc.call("eth_getTransactionCount", [computeAddress(relayKey), "pending"]);
      expect(parseQuantity(pending)).to.equal(parseQuantity(nonce));
      rpc.close();
    });
  }
});
