import { once } from "node:events";
import { get } from "node:http";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import express from "express";
import { pino } from "pino";
import { requestLog } from "../../../src/http/plumbing/request-log.ts";
import { createServer } from "../../../src/http/server.ts";
import { cleanup } from "../../support/cleanup.ts";

describe("the log of requests", () => {
  const onClose = cleanup();

  it("says what it answered whom, and of one who hung up before that it answered nothing", async () => {
    const lines = new PassThrough();
    const app = express();
    app.use(requestLog(pino({ level: "debug", base: null, timestamp: false }, lines)));
    app.get("/answered", (_request, response) => void response.status(404).end());
    app.get("/waiting", () => waiting.destroy());
    const server = createServer(app);
    const url = await server.listen("127.0.0.1", 0);
    onClose(() => server.close(1_000));
    const nextLine = async () => JSON.parse(String((await once(lines, "data"))[0]));

    const [answered] = await Promise.all([nextLine(), fetch(`${url}/answered?secret=hunter2`)]);
    expect(answered).to.deep.include({ res: { status: 404 } });
    expect(answered.req).to.have.all.keys("id", "method", "path").and.to.include({ method: "GET", path: "/answered" });

    const hungUp = nextLine();
    const waiting = get(`${url}/waiting`).on("error", () => undefined);
    expect(await hungUp).to.deep.include({ res: { status: null } });
  });
});
