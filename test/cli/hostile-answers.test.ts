import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { exitStatus } from "../../src/cli/exit-status.ts";
import { hostile, visible } from "../fixtures/hostile-texts.ts";
import { compositionOf } from "../statements/examples.ts";
import { CommandLine } from "./command-line.ts";

const text = Object.values(hostile).join("");
const hash = `0x${"a".repeat(64)}`;
const words = { en: text, zh: text };
const head = { hash: text, count: 3 };

const verdict = {
  lot: text,
  goods: {
    producer: text,
    producerName: text,
    lotNumber: text,
    form: "magnet",
    massGrams: 3_500_000,
    composition: compositionOf({ Nd: 220_000 }),
    footprint: {
      grossGramsPerKilogram: 27_600,
      removalsGramsPerKilogram: 100,
      attestedRemovalsGramsPerKilogram: 80,
      offsetsGramsPerKilogram: 0,
      parts: [
        { source: text, milligrams: text, gramsPerKilogram: 5 },
        { source: "cradle", milligrams: text, gramsPerKilogram: 5 },
      ],
    },
  },
  restsOn: {
    foundNanograms: "1050000000000000",
    drawnNanograms: "30028100200",
    partsPerHundredMillion: 2_860,
    certificateNanograms: "29190000000",
    making: null,
    ancestorsDrew: false,
  },
  conclusion: "not-certified",
  summary: words,
  block: { number: 12, hash: text, timestamp: 1_790_000_000 },
  heads: [{ type: text, computed: head, onLedger: head }],
  certificate: {
    statement: text,
    scheme: text,
    certifier: text,
    certifierName: text,
    certifiedAt: 1_790_000_000,
    validUntil: 1_800_000_000,
  },
  class: "verified",
  classNote: words,
  origin: [{ country: text, deposit: text, partsPerMillion: { [text]: 1_000_000, Nd: 5 } }],
  notFound: [{ element: text, detectionLimit: 500, assay: text }],
  radioactive: [{ element: text, share: { detectionLimit: 500 }, assay: text }],
  whereabouts: [{ state: "in-hand", grams: 2_500_000, country: text, toCountry: text, roles: [text] }],
  disputedGrams: 0,
  shortGrams: 180,
  retiredGrams: 1,
  unitCodes: null,
  checks: [{ id: text, status: "fail", reason: words, data: { [text]: text } }],
};
const problem = {
  type: text,
  title: text,
  status: 422,
  code: text,
  detail: text,
  instance: text,
  error: { name: text, args: { [text]: text } },
};
const silent = `0x${"f".repeat(64)}`;
const doubted = `0x${"9".repeat(64)}`;
const answers: Record<string, { status?: number; body: unknown }> = {
  [`/v1/verify/lots/${hash}`]: { body: verdict },
  [`/v1/verify/lots/${doubted}`]: { body: { ...verdict, conclusion: "unsettled" } },
  [`/v1/verify/lots/${silent}`]: {
    status: 503,
    body: { ...problem, status: 503, code: "ledger-unavailable", error: undefined },
  },
  [`/v1/statements/${hash}`]: {
    body: { status: "failed", id: text, digests: [text], error: { name: text, args: { [text]: text } } },
  },
  "/v1/network": { body: { chainId: text, contracts: { [text]: text }, kinds: [] } },
  "/v1/status": {
    body: {
      ready: false,
      problems: [text],
      alarms: [{ code: text, message: words, detail: text, since: 1_790_000_000_000 }],
      index: { block: text, lagBlocks: text },
      relay: {
        state: text,
        sender: text,
        queued: text,
        inFlight: 1,
        nextNonce: text,
        ledgerNonce: text,
        oldestAgeMs: 0,
      },
    },
  },
  "/v1/organisations": {
    body: { items: [{ address: text, name: "Miner\u202e", globalLocationNumber: "9520000000011" }], next: null },
  },
};

describe("what the command shows of what others wrote", () => {
  let line: CommandLine;
  let server: Server;
  let url: string;

  before(async () => {
    line = await CommandLine.create();
    server = createServer((request, response) => {
      const path = request.url?.split("?")[0] ?? "";
      const { status = 200, body } = answers[path] ?? { status: 422, body: problem };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  const signer = ["--organisation", `0x${"b".repeat(40)}`, "--key", `0x${"c".repeat(40)}`];
  const commands = {
    "a verdict": ["verify", hash],
    "a submission that failed": ["follow", hash],
    "a service's state": ["status"],
    "a refusal": ["verify", `0x${"e".repeat(64)}`],
    "an organisation that is enrolled": [
      ...["govern", "enrol", `0x${"d".repeat(40)}`, "--name", "MINER", "--country", "CN", "--site", "9520000000011"],
    ],
    "a draft with unknown fields": ["draft", "cancel", ...signer, "--file", "message.json"],
    "an argument": ["verify", text.replaceAll("\0", ""), text],
  } as const;

  for (const [what, command] of Object.entries(commands)) {
    for (const options of [[], ["--json"], ["--lang", "zh"]]) {
      it(`hides nothing in ${what} ${options.join(" ")}`, async () => {
        await writeFile(join(line.folder, "message.json"), JSON.stringify({ message: { [text]: text, nonce: text } }));
        const args = command.map((argument) => argument.replace("message.json", join(line.folder, "message.json")));
        const { out, err, status } = await line.run(["--url", url, ...options, ...args]);
        expect(status).to.not.equal(0);
        expect(out + err).to.not.equal("");
        for (const printed of (out + err).split("\n")) expect(printed).to.match(visible);
        // What was written begins no line: the conclusion stands between two empty lines, and no other line begins as it does.
        if (what === "a verdict" && options.length === 0) {
          expect(out).to.match(/\n\nNOT CERTIFIED: [^\n]*\n\n/);
          expect(out.match(/^[A-Z ]+: /gm)).to.have.length(1);
        }
      });
    }
  }

  it("says that a lot cannot be judged now where the service cannot answer, and takes it for nobody's error", async () => {
    const said = await line.run(["--url", url, "verify", silent]);
    expect(said.status).to.equal(exitStatus.unreachable);
    expect(said.err).to.contain("UNSETTLED: the lot cannot be judged now.");
    expect((await line.run(["--url", url, "verify", doubted])).status).to.equal(exitStatus.unreachable);
    const inChinese = await line.run(["--url", url, "--lang", "zh", "verify", silent]);
    expect(inChinese.status).to.equal(exitStatus.unreachable);
    expect(inChinese.err).to.contain(
      "未定：目前无法判断该批次。服务暂时无法答复：账本无应答或应答不完整。请稍后再试；未丢失任何内容。",
    );
  });

  it("leaves the terminal through one class alone", async () => {
    const folder = join(import.meta.dirname, "../../src/cli");
    const files = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith(".ts"));
    const speaking = [];
    for (const path of files) {
      const source = await readFile(join(folder, path), "utf8");
      if (/console\.|process\.(stdout|stderr)/.test(source)) speaking.push(path);
    }
    // The password's prompt is made of what the user typed; the log's lines are escaped by their destination.
    expect(speaking.sort()).to.deep.equal(["commands/serve.ts", "password.ts", "terminal.ts"]);
  });
});
