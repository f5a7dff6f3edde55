import { expect } from "chai";
import express from "express";
import { answerErrors } from "../../src/http/errors.ts";
import { requestRateLimit } from "../../src/http/rate-limit.ts";
import { createServer } from "../../src/http/server.ts";

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
});
