import { globSync, readFileSync } from "node:fs";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Language } from "../../../src/cli/language.ts";
import { createProgram } from "../../../src/cli/program.ts";
import { deployedManifest } from "../deployed-manifest.ts";

const organisation = `0x${"a1".repeat(20)}`;
const stranger = `0x${"c3".repeat(20)}`;
const hash = `0x${"b2".repeat(32)}`;
const site = "9520000000011";
const until = ["--until", "2030-12-31"];

const scheme = {
  validFrom: 0,
  validUntil: 1_900_000_000,
  attestations: ["assay"],
  forms: ["concentrate"],
  maximumAgeDays: 30,
  maximumValidityDays: 365,
};
const dispatch = {
  recipient: `0x${"c3".repeat(20)}`,
  carrier: null,
  fromCountry: "CN",
  toCountry: "DE",
  route: [],
  seal: "CN-1",
  lines: [{ lot: hash, grams: 9_000 }],
  emissionsGrams: "0",
  occurredAt: 1_790_000_000,
  organisation,
  key: organisation,
  nonce: "1",
  validAfter: 1_790_000_000,
  validBefore: 1_790_000_600,
};

/** A command for each act of governance, as somebody would type it, and something that it has to say before it signs. */
const acts: readonly (readonly [command: string[], said: RegExp])[] = [
  [
    ["enrol", organisation, "--name", "Grube", "--country", "DE", "--site", site, "--known-double"],
    /name +Grube.*country +DE.*globalLocationNumber +9520000000011/s,
  ],
  [["suspend", organisation], /Stop an organisation's statements .*organisation +0xA1/is],
  [["reinstate", organisation], /organisation +0xA1/i],
  [["role", organisation, "miner", ...until], /role +miner.*validUntil +2030-12-31T23:59:59Z/s],
  [
    ["key", "add", organisation, organisation, "--scopes", "custody", ...until],
    /key +0xA1.*scopes +custody\n.*validUntil +2030/is,
  ],
  [["key", "revoke", organisation, organisation, "--compromised-since", "2026-01-02"], /2026-01-02T00:00:00Z/],
  [
    [
      "quota",
      "mine-2026",
      "--organisation",
      organisation,
      "--kind",
      "extraction",
      "--country",
      "CN",
      "--grams",
      "5000",
    ].concat(until),
    /"mine-2026".*kind +extraction.*country +CN.*grantedGrams +5 kg/s,
  ],
  [
    ["scheme", "7", "--name", "Bare", "--terms", "scheme.json"],
    /scheme +7.*name +Bare.*forms +concentrate\n.*maximumAgeDays +30/s,
  ],
  [["accredit", "7", organisation, ...until], /scheme +7.*organisation/s],
  [["threshold", "7", "metal", "--low", "3000", "--zero", "100"], /form +metal.*3000 g CO2e\/kg/s],
  [["terms", "7", "--terms", "prices.json"], /toleranceBasisPoints +0\.5 %.*prices +Nd 5600/s],
  [
    ["allowance", organisation, "0000000000000", "--tolerance", "1500000000", "--reliance", "0"],
    /site +0{13}.*1\.5 g/s,
  ],
  [["inheritance", "4", "flag"], /reason +4.*policy +flag/s],
  [
    ["limits", "--waiting", "20d", "--shortage", "0.5"],
    /waitingSeconds +1728000 s \(20 d\).*shortageBasisPoints +0\.5 %/s,
  ],
  [
    ["arbitrate", hash, "--share", "5000/2000", "--loss-reason", "8", "--dispatch", "dispatch.json"],
    /toCountry +DE.*recipientGrams +5 kg.*senderGrams +2 kg.*lossReason +8/s,
  ],
  [["time-out", hash, "--dispatch", "dispatch.json"], /fromCountry +CN.*grams +9 kg/s],
  [
    ["tolerances", "--assay", "5", "--assay-ppm", "500", "--weight", "0.5"],
    /assayBasisPoints +5 %.*500 ppm.*weightBasisPoints +0\.5 %/s,
  ],
  [["set-aside", hash, hash], /lot +0xb2b2.*statement +0xb2b2/s],
  [["set-aside-correction", hash, hash], /before a correction.*lot +0xb2b2.*correction +0xb2b2/s],
  [["lift-hold", hash, hash, "--reason", "unfounded"], /held +0xb2.*reason +unfounded/is],
  [["restore-seized", hash, hash, "--reason", "unfounded"], /seizure +0xb2.*reason +unfounded/is],
  [["export-rules", "export-rules.json"], /CN 18\/2025.*CN 57\/2025.*CN 61\/2025/s],
  [["unlink-finding", hash, hash, "--reason", "unfounded"], /finding +0xb2.*reason +unfounded/is],
  [["calendar", "CN", "2026-10-01", "2026-10-02"], /country +CN.*daysChanged +20727.*20728.*exceptional +true/is],
  [["calendar", "CN", "2026-10-01", "--usual"], /exceptional +false/is],
  [["overrule", hash, organisation, hash], /attester +0xA1.*finding +0xb2/is],
  [["module", "add", organisation, "--lateness", "10d"], /status +active.*latenessSeconds +864000.*enrolled +true/s],
  [["module", "close", organisation], /status +closing/],
  [["module", "remove", organisation], /status +none.*enrolled +false/s],
  [["metadata", "https://example.org/{id}"], /https:\/\/example\.org\/\{id\}/],
  [["movement-rules", organisation], /rules +0xA1/i],
  [["movement-rules", organisation, stranger], /rules +0xA1.*0xC3/is],
  [["movement-rules"], /rules/],
];

interface Call {
  contract: string;
  function: string;
  to: string;
  data: string;
}

describe("ytterby govern", () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-govern-"));
    await writeFile(join(folder, "scheme.json"), JSON.stringify(scheme));
    await writeFile(join(folder, "prices.json"), JSON.stringify({ toleranceBasisPoints: 50, prices: { Nd: 5_600 } }));
    await writeFile(join(folder, "dispatch.json"), JSON.stringify({ message: dispatch }));
    await copyFile("data/export-rules.json", join(folder, "export-rules.json"));
    await deployedManifest(folder);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  /** What a command would have signed, and what it said of it. */
  async function tryOut(
    command: readonly string[],
    language: Language = "en",
  ): Promise<{ calls: Call[]; said: string }> {
    const args = command.map((argument) => (/\.json$/.test(argument) ? join(folder, argument) : argument));
    const written = { out: "", err: "" };
    const [out, err] = [process.stdout.write, process.stderr.write];
    const into = (stream: keyof typeof written) => (text: string | Uint8Array) => {
      written[stream] += String(text);
      return true;
    };
    process.stdout.write = into("out");
    process.stderr.write = into("err");
    try {
      const given = ["--data", folder, "--lang", language, "govern", ...args, "--dry-run"];
      await (await createProgram(language, given)).parseAsync(given, { from: "user" });
    } finally {
      process.stdout.write = out;
      process.stderr.write = err;
    }
    return { calls: JSON.parse(written.out), said: written.err };
  }

  for (const [command, said] of acts) {
    it(`says what "${command.slice(0, 2).join(" ").slice(0, 40)}" would sign, value by value`, async () => {
      const tried = await tryOut(command);
      expect(tried.said).to.match(said);
      for (const { data, to } of tried.calls) {
        expect(data).to.match(/^0x[0-9a-f]{8}/);
        expect(to).to.match(/^0x[0-9a-fA-F]{40}$/);
      }
    });
  }

  it("has a command for every function of the contracts that governance alone may call", async () => {
    const restricted = globSync("contracts/*.sol").flatMap((path) => {
      const contract = /(\w+)\.sol$/.exec(path)?.[1] ?? "";
      const source = readFileSync(path, "utf8");
      return [...source.matchAll(/function (\w+)\([^)]*\)[^{;]*\brestricted\b/g)].map(
        ([, name]) => `${contract}.${name}`,
      );
    });
    expect(restricted.length).to.be.greaterThan(20);
    const reached = new Set<string>();
    for (const [command] of acts) {
      for (const call of (await tryOut(command)).calls) reached.add(`${call.contract}.${call.function}`);
    }
    expect([...reached].sort()).to.deep.equal([...new Set(restricted)].sort());
  });

  it("releases withheld grams, which anybody may", async () => {
    const { said, calls } = await tryOut(["release", hash]);
    expect(said).to.match(/withheld grams.*lot +0xb2b2/s);
    expect(calls).to.have.lengthOf(1);
  });

  it("says it in Chinese too", async () => {
    const { said } = await tryOut(["limits", "--waiting", "20d", "--shortage", "0.5"], "zh");
    expect(said).to.contain("设定收货方答复期限");
  });

  it("tells what it expects of an amount, a digest or a time span", async () => {
    for (const [command, expected] of [
      [["limits", "--waiting", "20", "--shortage", "0.5"], "30m, 12h or 7d"],
      [["limits", "--waiting", "99999d", "--shortage", "0.5"], "below 2^32 seconds"],
      [["limits", "--waiting", "20d", "--shortage", "0.555"], "at most two decimals"],
      [["limits", "--waiting", "20d", "--shortage", "101"], "up to 100"],
      [["set-aside", hash, "0x12"], "64 hexadecimal digits"],
      [["arbitrate", hash, "--share", "5000"], "5000/2000"],
      [["arbitrate", hash, "--share", `${2n ** 48n}/0`], "less than 2^48 g"],
      [["arbitrate", hash, "--share", "1/1", "--loss-reason", "70000"], "reason code"],
      [["module", "add", "0x12"], "40 hexadecimal digits"],
    ] as const) {
      const error = await tryOut(command).then(
        () => undefined,
        (thrown: unknown) => thrown as Error,
      );
      expect(error?.message, command.join(" ")).to.contain(expected);
    }
  });
});
