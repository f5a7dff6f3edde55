import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { openAssay } from "../../../src/client/documents.ts";
import { CommandLine } from "../command-line.ts";

describe("documents by command line", () => {
  let line: CommandLine;
  let server: Server;
  let url: string;
  const stored = new Map<string, Buffer>();
  const path = (name: string) => join(line.folder, name);

  before(async () => {
    line = await CommandLine.create();
    server = createServer((request, response) => {
      const hash = request.url?.split("/").at(-1) ?? "";
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        if (request.method === "GET") return response.writeHead(200).end(stored.get(hash));
        const content = Buffer.concat(parts);
        stored.set(hash, content);
        return response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ hash, size: content.length }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(path("report.txt"), "Nd 64.3 %");
    await writeFile(path("invoice.txt"), "5 t");
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  const evidence = (...args: string[]) => line.run(["--url", url, "--json", "evidence", ...args]);

  it("are salted, hashed and uploaded, with their list, and fetched again", async () => {
    const { out } = await evidence("store", path("report.txt"), path("invoice.txt"));
    const { documents, list } = JSON.parse(out) as { documents: { hash: string }[]; list: string };
    const hashes = documents.map(({ hash }) => hash);
    for (const hash of [...hashes, list]) expect(keccak256(stored.get(hash) ?? "0x")).to.equal(hash);
    expect(JSON.parse(String(stored.get(list))).documents).to.deep.equal(hashes);
    expect(hashes[0]).to.not.equal(keccak256(Buffer.from("Nd 64.3 %")));
    const fetched = await evidence("fetch", hashes[0] ?? "", "--out", path("again.txt"));
    expect(JSON.parse(fetched.out)).to.include({ name: "report.txt" });
    expect(await readFile(path("again.txt"), "utf8")).to.equal("Nd 64.3 %");
    const twice = await evidence("fetch", hashes[0] ?? "", "--out", path("again.txt"));
    expect(twice).to.include({ status: 64 });
    expect(JSON.parse(twice.err).error.message).to.contain("it exists already");
  });

  it("have what a laboratory found beside them, as a finding names it", async () => {
    const args = ["assay", "Nd 60 %, Tb <10 ppm", path("report.txt")];
    const { out } = await evidence(...args);
    const { evidence: hash, documents } = JSON.parse(out) as { evidence: string; documents: { hash: string }[] };
    const assay = { Nd: { partsPerHundredMillion: 60_000_000 }, Tb: { detectionLimit: 1_000 } };
    expect(openAssay(stored.get(hash) ?? Buffer.of())).to.deep.equal({
      assay,
      documents: documents.map((each) => each.hash),
    });
    expect(stored.has(documents[0]?.hash ?? "")).to.equal(true);
    const before = stored.size;
    const dry = await line.run(["--url", url, "evidence", ...args, "--dry-run"]);
    expect(dry.out)
      .to.match(/^0x[0-9a-f]{64} {2}Nd 60 %, Tb <0.001 %$/m)
      .and.to.contain("--set evidence=0x");
    expect(stored.size).to.equal(before);
    expect(await evidence("assay", "Nd 60")).to.include({ status: 64 });
  });

  it("are stored as they are, or only hashed, where that is asked for", async () => {
    const before = stored.size;
    const hash = keccak256(Buffer.from("5 t"));
    const dry = await evidence("store", path("invoice.txt"), "--as-it-is", "--dry-run");
    expect(JSON.parse(dry.out)).to.deep.include({ list: null });
    expect(JSON.parse(dry.out).documents[0]).to.include({ hash, size: 3 });
    expect(stored.size).to.equal(before);
  });

  it("are refused where the service sends something else under the hash, and where there is no file", async () => {
    const hash = `0x${"1".repeat(64)}`;
    stored.set(hash, Buffer.from("another"));
    const refused = await evidence("fetch", hash, "--out", path("never.txt"));
    expect(refused).to.include({ status: 3 });
    expect(JSON.parse(refused.err).error.message).to.contain("It is another document; nothing was written.");
    expect(await evidence("store", path("absent.txt"))).to.include({ status: 64 });
  });
});
