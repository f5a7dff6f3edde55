import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { CommandLine } from "../command-line.ts";

const hash = `0x${"a".repeat(64)}`;
const organisation = `0x${"b".repeat(40)}`;
const text = Object.values(hostile).join("");
const route = { hs: "2846", from: "CN", to: "TH", month: "2026-03" };
const grams = { certifiedOutGrams: "5000000", certifiedInGrams: "0", exportedGrams: "90000000", importedGrams: null };
const mirror = {
  goods: [],
  rows: [{ ...route, ...grams }],
  gaps: [{ ...route, kind: "reports-differ", moreGrams: "270000000", lessGrams: "120000000" }],
};

describe("trade statistics by command line", () => {
  let line: CommandLine;
  let server: Server;
  let url: string;
  const asked: { method: string; path: string; body: string; type: string | undefined }[] = [];

  before(async () => {
    line = await CommandLine.create();
    server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      const path = request.url ?? "";
      asked.push({ method: request.method ?? "", path, body, type: request.headers["content-type"] });
      const lines = [{ line: 2, message: text }];
      const [status, answer] = path.startsWith("/v1/statistics/mirror")
        ? [200, mirror]
        : body === "wrong"
          ? [422, { code: "statistics-invalid", status: 422, detail: "Nothing was taken in.", lines }]
          : [201, { document: hash, name: "x", organisation, at: 0, figures: 6, skipped: 1 }];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  const run = (...args: string[]) => line.run(["--url", url, "statistics", ...args]);

  it("are brought in from a file, under its name or another", async () => {
    const path = join(line.folder, "trade.csv");
    await writeFile(path, "flow,hs\n");
    const { out, status } = await run("import", path);
    expect(status).to.equal(0);
    expect(out).to.contain("6 figures taken in, 1 lines left out").and.to.contain(hash);
    expect(asked.at(-1)).to.include({ path: "/v1/statistics?name=trade.csv", body: "flow,hs\n", type: "text/csv" });
    await run("import", path, "--name", "UN Comtrade");
    expect(asked.at(-1)?.path).to.equal("/v1/statistics?name=UN+Comtrade");
    expect((await run("import", join(line.folder, "nothing.csv"))).status).to.equal(64);
  });

  it("that are refused have each line named, and nothing in it can hide", async () => {
    const path = join(line.folder, "wrong.csv");
    await writeFile(path, "wrong");
    const { out, err, status } = await run("import", path);
    expect(status).to.equal(3);
    expect(out + err).to.contain("line 2: ");
    for (const printed of (out + err).split("\n")) expect(printed).to.match(visible);
  });

  it("are put beside the ledger, with the gaps", async () => {
    const { out } = await run("mirror", "--from", "CN", "--since", "2026-01");
    expect(asked.at(-1)?.path).to.equal("/v1/statistics/mirror?from=CN&since=2026-01");
    expect(out).to.contain("2846  CN-TH  2026-03  certified 5 t out, 0 g in; reported 90 t out, – in");
    expect(out).to.contain("GAP  2846  CN-TH  2026-03  reports-differ: 270 t against 120 t in three months");
  });
});
