import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { computeAddress } from "ethers";
import { pino } from "pino";
import { Client } from "../../src/client/client.ts";
import { readConfig } from "../../src/config/config.ts";
import { readServiceRecord } from "../../src/data-folder/service-record.ts";
import { Rpc } from "../../src/rpc/rpc.ts";
import { SocketPost } from "../../src/rpc/socket-post.ts";
import { startService } from "../../src/service/service.ts";

const logger = pino({ level: "silent" });

describe("the service", function () {
  this.timeout(60_000);

  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-service-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const settings = (port: number) =>
    readConfig({
      YTTERBY_DATA: folder,
      YTTERBY_HTTP_PORT: String(port),
      YTTERBY_BLOCK_PERIOD_MS: "10",
    });

  it("is ready once it has started, and can be started again on the same folder once it was closed", async () => {
    const contracts: string[] = [];
    for (let round = 0; round < 2; round++) {
      const service = await startService(settings(0), { logger });
      try {
        const client = new Client(service.url);
        expect(await client.ready()).to.deep.equal({ status: "ready" });
        expect((await readServiceRecord(folder))?.url).to.equal(service.url);
        contracts.push((await client.network()).contracts.Lots);
      } finally {
        await service.close();
      }
      expect(await readServiceRecord(folder)).to.equal(undefined);
    }
    expect(contracts[1]).to.equal(contracts[0]);
  });

  it("takes the relay's key anew when it is told to, and keeps the old one where there is none", async () => {
    const service = await startService(settings(0), { logger });
    try {
      const client = new Client(service.url);
      const before = (await client.status()).relay.sender;
      const key = `0x${"12".repeat(32)}`;
      await writeFile(join(folder, "relay.key"), "no key");
      const refusal = await service.rotateRelayKey().catch((error: Error) => error.message);
      expect(refusal).to.contain("holds no private key");
      expect((await client.status()).relay).to.include({ sender: before, state: "running" });
      await writeFile(join(folder, "relay.key"), key);
      expect(await service.rotateRelayKey()).to.equal(computeAddress(key));
      expect((await client.status()).relay).to.include({ sender: computeAddress(key), state: "running" });
    } finally {
      await service.close();
    }
  });

  it("raises an alarm that names the way back where somebody has altered the ledger's state, and says that it is not ready", async () => {
    const service = await startService(settings(0), { logger });
    try {
      const client = new Client(service.url);
      const post = new SocketPost(join(folder, "ledger", "engine", "rpc"));
      await new Rpc(post).call("anvil_setBalance", [`0x${"12".repeat(20)}`, "0x1"]);
      post.close();
      for (const deadline = Date.now() + 40_000; Date.now() < deadline; await delay(100)) {
        if ((await client.status()).alarms.length > 0) break;
      }
      const [alarm] = (await client.status()).alarms;
      expect(alarm?.code).to.equal("ledger-stopped");
      expect(alarm?.detail).to.contain("somebody has altered it").and.contain("ytterby ledger back --to last-good");
      const notReady = await client.ready().catch((error: Error) => error.message);
      expect(notReady).to.contain("the ledger has stopped: The engine's state after block");
    } finally {
      await service.close();
    }
    const again = await startService(settings(0), { logger });
    expect(await new Client(again.url).ready()).to.deep.equal({ status: "ready" });
    await again.close();
  });

  it("ends what has started when something cannot start", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const failure = await startService(settings(port), { logger }).then(
      () => undefined,
      (error: Error) => error,
    );
    other.close();
    expect(failure?.message).to.contain("EADDRINUSE");
    expect((await readdir(folder)).filter((name) => name.endsWith(".lock"))).to.deep.equal([]);
    const service = await startService(settings(0), { logger });
    await service.close();
  });
});
