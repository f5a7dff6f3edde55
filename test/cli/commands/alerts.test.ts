import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { storeSession } from "../../../src/cli/session-store.ts";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { CommandLine } from "../command-line.ts";

const hash = `0x${"a".repeat(64)}`;
const organisation = `0x${"b".repeat(40)}`;
const alert = {
  id: hash,
  rule: "seal-broken",
  severity: "warning",
  title: { en: "Seal broken on the way", zh: "封志在途中破损" },
  description: { en: "The recipient found seal S-1 broken.", zh: "收货方发现封志 S-1 已破损。" },
  subject: { type: "consignment", id: hash },
  statements: [hash],
  organisations: [organisation],
  countries: ["CN", "TH"],
  evidence: { seal: Object.values(hostile).join(""), consignment: hash },
  raisedAt: 1_790_000_000,
  blockNumber: 12,
  state: "raised",
  acts: [{ act: "forward", at: 1_790_000_000_000, organisation, reason: "goes on", country: "NO" }],
};

describe("alerts by command line", () => {
  let line: CommandLine;
  let server: Server;
  let url: string;
  const asked: { method: string; path: string; body: string; authorization: string | undefined }[] = [];

  before(async () => {
    line = await CommandLine.create();
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const path = request.url ?? "";
        const { authorization } = request.headers;
        asked.push({ method: request.method ?? "", path, body: Buffer.concat(parts).toString(), authorization });
        const body = path.startsWith("/v1/alerts?")
          ? { items: path.includes("rule=none") ? [] : [alert], next: "7" }
          : alert;
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  const run = (...args: string[]) => line.run(["--url", url, ...args]);

  it("are listed in a sentence each, in either language, and page by page", async () => {
    const { out, status } = await run("alerts", "--rule", "seal-broken", "--all");
    expect(status).to.equal(0);
    expect(asked.at(-1)?.path).to.equal("/v1/alerts?rule=seal-broken&open=0");
    expect(out).to.contain("WARNING  Seal broken on the way, raised, 2026-09-21T14:13:20.000Z");
    expect(out).to.contain("  The recipient found seal S-1 broken.");
    expect(out).to.contain("more: --cursor 7");
    expect((await run("--lang", "zh", "alerts")).out).to.contain("收货方发现封志 S-1 已破损。");
    expect((await run("alerts", "--rule", "none")).out).to.contain("no alerts");
    expect(JSON.parse((await run("--json", "alerts")).out).items[0].id).to.equal(hash);
  });

  it("are shown with evidence and acts, and nothing that others wrote can hide", async () => {
    const { out } = await run("alert", hash);
    expect(out).to.contain("Evidence    seal: ").and.to.contain(`forward NO  ${organisation}: goes on`);
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("are asked for by who has signed in", async () => {
    await storeSession(line.folder, { url, token: "t0ken", organisation, expiresAt: 4_000_000_000 });
    for (const args of [["alerts"], ["alert", hash]]) {
      expect((await run(...args)).status).to.equal(0);
      expect(asked.at(-1)?.authorization).to.equal("Bearer t0ken");
    }
  });

  it("are acknowledged, investigated, forwarded and closed", async () => {
    for (const [args, body] of [
      [["--acknowledge"], { act: "acknowledge" }],
      [["--investigate", "--reason", "odd"], { act: "investigate", reason: "odd" }],
      [["--forward", "NO"], { act: "forward", country: "NO" }],
      [["--close", "--reason", "a scale"], { act: "close", reason: "a scale" }],
    ] as const) {
      expect((await run("alert", hash, ...args)).status).to.equal(0);
      expect(asked.at(-1)).to.include({ method: "POST", path: `/v1/alerts/${hash}/acts` });
      expect(JSON.parse(asked.at(-1)?.body ?? "")).to.deep.equal(body);
    }
  });

  it("ask for one thing at a time, and for a closure's reason, before anything is sent", async () => {
    const before = asked.length;
    for (const args of [
      ["--acknowledge", "--investigate"],
      ["--close"],
      ["--close", "--reason", " "],
      ["--reason", "x"],
    ]) {
      expect((await run("alert", hash, ...args)).status).to.equal(64);
    }
    expect(asked).to.have.length(before);
  });
});
