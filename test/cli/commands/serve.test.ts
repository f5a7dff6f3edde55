import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { exitStatus } from "../../../src/cli/exit-status.ts";
import { Client } from "../../../src/client/client.ts";
import { isRunning } from "../../../src/data-folder/process-status.ts";
import { RunningService } from "../running-service.ts";

describe("ytterby serve", function () {
  this.timeout(60_000);

  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-serve-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Numbers of the processes that were noted anywhere in the folder. */
  async function noted(): Promise<number[]> {
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".pid"));
    return Promise.all(files.map(async (name) => Number.parseInt(await readFile(join(folder, name), "utf8"), 10)));
  }

  it("ends in order where one request to stop comes several times, and leaves no engine behind even where it is killed", async () => {
    const service = await RunningService.start(folder);
    const engines = await noted();
    const ended = service.endBy("SIGTERM");
    for (const signal of ["SIGTERM", "SIGINT", "SIGTERM"] as const) void service.endBy(signal);
    expect(await ended).to.equal(0);
    expect(service.said).to.match(/SIG(TERM|INT): shutting down/);
    expect(engines.filter((pid) => isRunning(pid))).to.deep.equal([]);

    const second = await RunningService.start(folder);
    const [engine] = (await noted()).filter((pid) => isRunning(pid));
    expect(await second.endBy("SIGKILL")).to.equal(null);
    const deadline = Date.now() + 30_000;
    while (isRunning(engine ?? 0) && Date.now() < deadline) await delay(20);
    expect(isRunning(engine ?? 0)).to.equal(false);
  });

  it("ends, and leaves no engine behind, where its embedded database has ended by itself; started again, it goes on", async () => {
    const preload = join(import.meta.dirname, "../../fixtures/end-threads.mjs");
    const service = await RunningService.start(folder, preload);
    const engines = await noted();
    expect(engines.filter((pid) => isRunning(pid))).to.have.length(1);
    expect(await service.endBy("SIGUSR1")).to.equal(exitStatus.failed);
    expect(service.said).to.contain("cannot go on: The embedded database has ended.");
    expect(engines.filter((pid) => isRunning(pid))).to.deep.equal([]);
    expect((await readdir(folder)).filter((name) => name.endsWith(".lock"))).to.deep.equal([]);

    const again = await RunningService.start(folder);
    expect(await new Client(again.url).ready()).to.deep.equal({ status: "ready" });
    expect(await again.stop()).to.equal(0);
  });
});
