import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { CommandLine } from "../command-line.ts";

const sender = `0x${"b".repeat(40)}`;
const status = {
  ready: true,
  problems: [],
  alarms: [],
  index: { block: 12, lagBlocks: 0 },
  relay: { state: "running", queued: 2, inFlight: 1, oldestAgeMs: 3_000, nextNonce: 8, ledgerNonce: 5, sender },
};
const network = { chainId: "31337", contracts: {}, kinds: [] };

describe("the state of a service by command line", () => {
  let line: CommandLine;
  let server: Server;
  let url: string;
  /** How often the service is asked before it is ready. */
  let startsAfter = 0;
  let asked = 0;

  before(async () => {
    line = await CommandLine.create();
    server = createServer((request, response) => {
      const isStatus = request.url === "/v1/status";
      if (isStatus) asked += 1;
      const body = isStatus ? { ...status, ready: asked > startsAfter } : network;
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    asked = 0;
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  it("has the nonces of one account, and names it", async () => {
    startsAfter = 0;
    const { out } = await line.run(["--url", url, "status"]);
    expect(out).to.contain(`nonce 8 is next, and 5 on the ledger, of ${sender}`);
  });

  it("is waited for while the service starts, and told as it is where the time is over", async () => {
    startsAfter = 3;
    const waited = await line.run(["--url", url, "status", "--wait", "1m"]);
    expect(waited).to.include({ status: 0 });
    expect(waited.out).to.match(/^ready\n/);
    expect(asked).to.equal(5);
    startsAfter = Number.POSITIVE_INFINITY;
    const late = await line.run(["--url", url, "status", "--wait", "1s"]);
    expect(late).to.include({ status: 4 });
    expect(late.out).to.match(/^not ready\n/);
  });
});
