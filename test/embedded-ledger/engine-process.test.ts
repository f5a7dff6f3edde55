import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
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
    const command: Engine["command"] = (_, spill) => [executable, "-e", program, spill];
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

  it("is found where it says it listens, and its end is heard", async () => {
    const program = "console.log('hello\\nListening on 127.0.0.1:1234'); setInterval(() => 0, 1e6)";
    const engine = await start(program);
    expect(engine.url).to.equal("http://127.0.0.1:1234");
    await engine.kill();
    await engine.kill();
    expect(await engine.ended).to.equal("SIGKILL");
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

  it("goes on however much it says afterwards", async () => {
    const program = `
      console.log('Listening on 127.0.0.1:1234');
      for (let i = 0; i < 100; i++) process.stdout.write('x'.repeat(100_000));
      process.stdout.write('', () => process.exit(7));`;
    expect(await (await start(program)).ended).to.equal("exit status 7");
  });
});
