import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";
import { CommandLine } from "../command-line.ts";

const hash = `0x${"a".repeat(64)}`;
const authority = `0x${"1".repeat(40)}`;
const holder = `0x${"2".repeat(40)}`;
const seized = {
  ...{ statement: hash, lot: hash, hold: hash, holder, country: "MX", grams: 2_500, transportMilligrams: "7" },
  ...{ ground: 3, evidence: hash, authority, name: `Aduana${hostile["right to left"]}` },
  ...{ seizedAt: 1_790_000_000, endedAt: null, endedBy: null },
};

describe("ytterby seizures", () => {
  let line: CommandLine;
  let server: Server;
  let url: string;
  const asked: string[] = [];

  before(async () => {
    line = await CommandLine.create();
    server = createServer((request, response) => {
      asked.push(request.url ?? "");
      const over = { ...seized, endedAt: 1_792_000_000, endedBy: hash };
      const items = request.url?.includes("country=CN") ? [] : [seized, over];
      const body = { items, next: items.length === 0 ? null : "Y3Vyc29y" };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  const run = (...args: string[]) => line.run(["--url", url, "seizures", ...args]);

  it("says who seized how much of whose goods, where and on what ground, and what was given back", async () => {
    const { out, status } = await run("--lot", hash, "--all");
    expect(status).to.equal(0);
    expect(asked.at(-1)).to.equal(`/v1/seizures?lot=${hash}&standing=0`);
    expect(out).to.match(new RegExp(`^2026-09-21 {2}Aduana.* in MX, ground 3: 2\\.5 kg of ${holder}$`, "m"));
    expect(out).to.contain(`of ${holder}, given back 2026-10-14`);
    expect(out).to.contain(`  seizure ${hash}`).and.to.contain("more: --cursor Y3Vyc29y");
    for (const printed of out.split("\n")) expect(printed).to.match(visible);
  });

  it("asks for those that stand, in a country, by an authority or of a holder, in either language", async () => {
    const { out } = await line.run(["--url", url, "--lang", "zh", "seizures", "--authority", authority]);
    expect(asked.at(-1)).to.match(new RegExp(`^/v1/seizures\\?authority=${authority}&standing=1$`, "i"));
    expect(out).to.contain("依据 3");
    await run("--holder", holder);
    expect(asked.at(-1)).to.match(new RegExp(`^/v1/seizures\\?holder=${holder}&standing=1$`, "i"));
    expect((await run("--country", "CN")).out).to.contain("no seizures");
  });
});
