import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setImmediate as immediate } from "node:timers/promises";
import { expect } from "chai";
import { isRunning } from "../../src/data-folder/process-status.ts";
import type { Engine } from "../../src/embedded-ledger/engine.ts";
import { type EngineProcess, startEngineProcess } from "../../src/embedded-ledger/engine-process.ts";
import { newHeader } from "../../src/embedded-ledger/journal-header.ts";

describe("process of an engine", () => {
  const header = newHeader({
    engine: "anvil",
    engineVersion: "1",
    hardfork: "cancun",
    chainId: 5,
    blockGasLimit: "1",
    flags: [],
  });
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ytterby-engine-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Starts a program of ours in the engine's place. */
  function start(program: string, executable = process.execPath): Promise<EngineProcess> {
    const command: Engine["command"] = (_, paths) => [executable, "-e", program, paths.socket, paths.folder];
    return startEngineProcess(
      { name: "anvil", version: "1", flags: [], beforeBlock: [], keepsState: false, command },
      header,
      folder,
    );
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => expect.fail("There is no failure"),
      (error: Error) => error.message,
    );
  }

  const listen = "require('node:net').createServer().listen(process.argv[1])";

  it("is found at its socket, which its owner alone may reach, and its end is heard", async () => {
    const engine = await start(listen);
    expect(engine.socket).to.equal(join(folder, "engine", "rpc"));
    expect(statSync(dirname(engine.socket)).mode & 0o777).to.equal(0o700);
    await engine.kill();
    await engine.kill();
    expect(await engine.ended).to.equal("SIGKILL");
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it("has its socket elsewhere where the path would be too long, and leaves nothing behind", async () => {
    const outer = folder;
    folder = join(folder, "x".repeat(90));
    mkdirSync(folder);
    try {
      const first = await start(listen);
      expect(Buffer.byteLength(first.socket)).to.be.below(100);
      expect(statSync(dirname(first.socket)).mode & 0o777).to.equal(0o700);
      // As a killed service leaves it behind.
      const second = await start(listen);
      expect(await first.ended).to.equal("SIGKILL");
      expect(existsSync(first.socket)).to.equal(false);
      await second.kill();
      expect([existsSync(dirname(second.socket)), readdirSync(folder)]).to.deep.equal([false, []]);
    } finally {
      folder = outer;
    }
  });

  it("that does not come up is reported with its last words", async () => {
    const message = await failureOf(start("console.log('one'); console.error('no luck'); process.exitCode = 3"));
    expect(message).to.contain("The ledger's engine did not start (exit status 3).").and.contain("no luck");
  });

  it("that does not exist is reported", async () => {
    expect(await failureOf(start("", join(folder, "nothing")))).to.contain("ENOENT");
  });

  it("knows nothing of our environment", async () => {
    const message = await failureOf(start("console.log(Object.keys(process.env).length + ' variables')"));
    expect(message).to.match(/ 0 variables$/);
  });

  it("ends with us, however we end", async () => {
    const ours = join(import.meta.dirname, "../../src/embedded-ledger/end-with-us.ts");
    // The engine's output is held by the engine alone: it closes when the engine has ended.
    const program = `
      import { spawn } from "node:child_process";
      import { endWithUs } from ${JSON.stringify(ours)};
      const engine = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6); console.log(process.pid)"], { stdio: ["ignore", "inherit", "ignore"], detached: true });
      endWithUs(engine.pid);
      setInterval(() => {}, 1e6);`;
    const service = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(service.stdout, "data")) as [Buffer];
    const closed = once(service.stdout, "close");
    service.kill("SIGKILL");
    await closed;
    // A process that ends closes its files first: for a moment it is still counted as running.
    while (isRunning(Number(line.toString()))) await immediate();
  });

  it("goes on however much it says afterwards", async () => {
    const program = `
      require('node:net').createServer().listen(process.argv[1]);
      for (let i = 0; i < 100; i++) process.stdout.write('x'.repeat(100_000));
      process.stdout.write('', () => process.exit(7));`;
    expect(await (await start(program)).ended).to.equal("exit status 7");
  });
});
