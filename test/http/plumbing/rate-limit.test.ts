import { expect } from "chai";
import express from "express";
import type { Logger } from "pino";
import { answerErrors } from "../../../src/http/plumbing/errors.ts";
import { requestRateLimit, warnOfProxy } from "../../../src/http/plumbing/rate-limit.ts";
import { createServer } from "../../../src/http/server.ts";

describe("rate limit", () => {
  it("answers an address that asks too often with a problem, and says when to come back", async () => {
    const app = express();
    app.use(requestRateLimit(3));
    app.get("/", (_request, response) => void response.send("ok"));
    app.use(answerErrors);
    const server = createServer(app);
    const url = await server.listen("127.0.0.1", 0);
    for (let n = 0; n < 3; n++) expect((await fetch(url)).status).to.equal(200);
    // An address that the caller only claims to be changes nothing.
    const refused = await fetch(url, { headers: { "x-forwarded-for": "10.0.0.1" } });
    await server.close(1_000);
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get("retry-after"))).to.be.within(1, 60);
    expect(await refused.json()).to.include({ code: "too-many-requests" });
  });

  it("counts readers behind a trusted proxy each for himself, and tells of a proxy that nobody has named", async () => {
    const told: object[] = [];
    const logger = { warn: (fields: object) => void told.push(fields) } as unknown as Logger;
    for (const trusted of [true, false]) {
      const app = express();
      app.set("trust proxy", trusted ? ["loopback"] : false);
      if (!trusted) app.use(warnOfProxy(logger));
      app.use(requestRateLimit(1));
      app.get("/", (_request, response) => void response.send("ok"));
      app.use(answerErrors);
      const server = createServer(app);
      const url = await server.listen("127.0.0.1", 0);
      const statuses = [];
      for (const reader of ["10.0.0.1", "10.0.0.2", "10.0.0.1"]) {
        statuses.push((await fetch(url, { headers: { "x-forwarded-for": reader } })).status);
      }
      await server.close(1_000);
      expect(statuses).to.deep.equal(trusted ? [200, 200, 429] : [200, 429, 429]);
    }
    expect(told).to.deep.equal([{ proxy: "127.0.0.1" }]);
  });

  it("leaves sign-in to a bucket of its own", async () => {
    const app = express();
    app.use("/v1/sign-in", requestRateLimit(1));
    app.use("/v1", requestRateLimit(1, { except: "/sign-in" }));
    app.use((_request, response) => void response.send("ok"));
    app.use(answerErrors);
    const server = createServer(app);
    const url = await server.listen("127.0.0.1", 0);
    const status = async (path: string) => (await fetch(`${url}/v1/${path}`)).status;
    expect([await status("lots"), await status("sign-in-not"), await status("lots")]).to.deep.equal([200, 429, 429]);
    expect([await status("sign-in/nonce"), await status("sign-in")]).to.deep.equal([200, 429]);
    await server.close(1_000);
  });
});
