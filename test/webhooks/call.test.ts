import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { call } from "../../src/webhooks/call.ts";

describe("call of a webhook", () => {
  let server: Server;
  let port: number;
  let seen: { url: string | undefined; headers: Record<string, unknown>; body: string }[];

  beforeEach(async () => {
    seen = [];
    server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      seen.push({ url: request.url, headers: request.headers, body });
      if (request.url === "/elsewhere") response.writeHead(302, { location: "/secret" });
      else response.writeHead(204);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it("posts what it is given", async () => {
    expect(
      await call(`http://127.0.0.1:${port}/hook?a=1`, { "webhook-id": "x" }, '{"a":"é"}', "loopback"),
    ).to.deep.equal({
      status: 204,
    });
    expect(seen[0]).to.deep.include({ url: "/hook?a=1", body: '{"a":"é"}' });
    expect(seen[0]?.headers).to.include({ "webhook-id": "x", "content-type": "application/json" });
  });

  it("does not follow redirects", async () => {
    expect(await call(`http://127.0.0.1:${port}/elsewhere`, {}, "{}", "loopback")).to.deep.equal({ status: 302 });
    expect(seen).to.have.length(1);
  });

  it("does not reach what it may not, by address or by a name that leads there", async () => {
    const refused = { error: "the target is not one that this service may call" };
    for (const host of ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433"]) {
      expect(await call(`http://${host}:${port}/`, {}, "{}", "public"), host).to.deep.equal(refused);
    }
    expect(await call("http://10.0.0.1/", {}, "{}", "loopback")).to.deep.equal(refused);
    expect(seen).to.deep.equal([]);
    expect(await call(`http://localhost:${port}/`, {}, "{}", "loopback")).to.deep.equal({ status: 204 });
  });

  it("says why there is no answer", async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await call(`http://127.0.0.1:${port}/`, {}, "{}", "loopback")).to.deep.equal({ error: "ECONNREFUSED" });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
});
