import { access, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { hexlify, randomBytes, Wallet } from "ethers";
import { elementSymbols } from "../../src/domain/elements.ts";
import { lotId } from "../../src/statements/content.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { statementSchema } from "../../src/statements/statement.ts";
import { CommandLine, type Ended } from "./command-line.ts";
import { RunningService } from "./running-service.ts";

const password = { YTTERBY_KEY_PASSWORD: "secret" };
const miner = `0x${"a".repeat(40)}`;
const verifier = `0x${"b".repeat(40)}`;
const buyer = `0x${"c".repeat(40)}`;
const site = "9520000000011";

const composition = Object.fromEntries(
  elementSymbols.map((symbol) => [
    symbol,
    symbol === "Nd" ? { partsPerHundredMillion: 10_000_000 } : { detectionLimit: 10_000 },
  ]),
);

describe("the road by command line", function () {
  this.timeout(180_000);

  let line: CommandLine;
  let service: RunningService;
  let lot: string;
  const keys: Record<string, string> = {};

  const file = (name: string) => join(line.folder, name);
  const ok = async (...args: string[]): Promise<Ended> => {
    const ended = await line.run(args, password);
    expect(ended.status, `${args.join(" ")}\n${ended.err}`).to.equal(0);
    return ended;
  };

  before(async () => {
    line = await CommandLine.create();
    service = await RunningService.start(line.folder);
  });

  after(async () => {
    await service?.stop();
    await line?.remove();
  });

  it("governs the embedded ledger of the running service", async () => {
    for (const [name, organisation, role, place] of [
      ["miner", miner, "miner", site],
      ["verifier", verifier, "verifier", "9520000000028"],
      ["buyer", buyer, "buyer", "9520000000035"],
    ] as const) {
      const wallet = new Wallet(hexlify(randomBytes(32)));
      keys[name] = wallet.address;
      await line.addKey(name, wallet, password.YTTERBY_KEY_PASSWORD);
      await ok("govern", "enrol", organisation, "--name", `The ${name}`, "--country", "CN", "--site", place);
      await ok("govern", "role", organisation, role, "--until", "2099-12-31");
      const scopes = {
        miner: "declaration,custody,processing",
        verifier: "certification,attestation",
        buyer: "custody",
      }[name];
      await ok("govern", "key", "add", organisation, keys[name] ?? "", "--scopes", scopes, "--until", "2099-12-31");
    }
    const quota = ["--organisation", miner, "--kind", "extraction", "--country", "CN", "--grams", "5000000"];
    await ok("govern", "quota", "mine-2026", ...quota, "--until", "2099-12-31");
    await writeFile(
      file("terms.json"),
      JSON.stringify({
        validFrom: "2020-01-01",
        validUntil: "2096-12-31",
        attestations: [],
        forms: ["concentrate"],
        maximumAgeDays: 30,
        maximumValidityDays: 365,
      }),
    );
    await ok("govern", "scheme", "1", "--name", "Bare", "--terms", file("terms.json"));
    await ok("govern", "accredit", "1", verifier, "--until", "2099-12-31");
    await writeFile(file("processing.json"), JSON.stringify({ toleranceBasisPoints: 10, prices: { Nd: 5_600 } }));
    await ok("govern", "terms", "1", "--terms", file("processing.json"));
    await ok("govern", "allowance", miner, site, "--tolerance", "1000", "--reliance", "2000");
    await ok("govern", "inheritance", "4", "flag");
    // The scheme asks for no verified carbon, so it cannot class any.
    const threshold = await line.run(["govern", "threshold", "1", "concentrate", "--low", "3000", "--zero", "100"]);
    expect(threshold).to.include({ status: 3 });
    expect(threshold.err).to.contain("ThresholdInvalid");
    const carbon = { attestations: ["process", "footprint"], forms: ["metal"], custodyModels: ["segregated"] };
    const terms = JSON.parse(await readFile(file("terms.json"), "utf8"));
    await writeFile(file("carbon.json"), JSON.stringify({ ...terms, ...carbon }));
    await ok("govern", "scheme", "2", "--name", "Low carbon", "--terms", file("carbon.json"));
    await ok("govern", "threshold", "2", "metal", "--low", "3000", "--zero", "100");
  });

  it("lets no organisation be enrolled that can be taken for another", async () => {
    const enrol = (name: string, place: string, ...more: string[]) =>
      line.run(["govern", "enrol", `0x${"d".repeat(40)}`, "--name", name, "--country", "CN", "--site", place, ...more]);
    const free = "9520000000042";
    for (const [name, place, told] of [
      ["THE  MINER.", free, "Its name can be taken for that of The miner"],
      ["Another", site, "Its location number can be taken for that of The miner"],
      ["Another", "9520000000012", "is followed by 1"],
      ["The m\u0456ner", free, "mixes Latin and Cyrillic"],
      ["\x1b[FVALID", free, "hidden character U+001B"],
    ] as const) {
      const ended = await enrol(name, place);
      expect(ended, name).to.include({ status: 64, out: "" });
      expect(ended.err).to.contain(told).and.to.not.contain("\x1b");
    }
    expect(await enrol("The Miner", free, "--known-double")).to.include({ status: 0 });
  });

  it("says what it expects where an amount or a reason is none", async () => {
    const amounts = ["--tolerance", "18446744073709551616", "--reliance", "0"];
    const allowance = await line.run(["govern", "allowance", miner, site, ...amounts]);
    expect(allowance).to.include({ status: 64 });
    expect(allowance.err).to.contain("whole nanograms, below 2^64");
    expect((await line.run(["govern", "inheritance", "0", "flag"])).err).to.contain("a reason code from 1 to 65535");
  });

  it("tells what the ledger refuses of it", async () => {
    const again = await line.run(
      ["--json", "govern", "enrol", miner, "--name", "Twice", "--country", "CN", "--site", site],
      password,
    );
    expect(again.status).to.equal(3);
    // What would be signed is told first; the failure is the last line.
    expect(again.err).to.contain("Enrol an organisation, for ever (Participants.enrol)").and.to.contain("Twice");
    expect(JSON.parse(again.err.trim().split("\n").at(-1) ?? "").error).to.include({
      name: "OrganisationAlreadyEnrolled",
    });
  });

  it("drafts, signs, submits and follows a declaration", async () => {
    const message = {
      lotNumber: "L-1",
      content: {
        form: "concentrate",
        custodyModel: "segregated",
        massGrams: "2 t",
        composition,
        originCountry: "CN",
        deposit: "Bayan Obo",
        country: "CN",
        site,
        footprintGramsPerKilogram: 5_000,
        removalsGramsPerKilogram: 0,
        offsetsGramsPerKilogram: 0,
        footprintMethod: 1,
        allocation: "mass",
        primaryDataBasisPoints: 0,
        producedAt: "2025-06-15T23:06:40+08:00",
        quota: "mine-2026",
      },
    };
    await writeFile(file("declare.json"), JSON.stringify({ message }));
    const common = ["--organisation", miner, "--key", "miner", "--out", file("draft.json")];
    const drafted = await ok("draft", "declare", "--file", file("declare.json"), ...common);
    expect(drafted.err).to.contain("declares lot L-1: 2 t of concentrate (Nd 10 %)");
    const { producedAt } = JSON.parse(await readFile(file("draft.json"), "utf8")).message.content;
    expect(producedAt).to.equal(1_750_000_000);
    await ok("sign", file("draft.json"), "--key", "miner", "--out", file("signed.json"));
    const followed = await ok("--json", "submit", file("signed.json"), "--follow");
    const status = JSON.parse(followed.out);
    expect(status).to.include({ status: "included" });
    expect(JSON.parse((await ok("--json", "follow", status.id)).out)).to.deep.equal(status);
    const again = JSON.parse((await ok("--json", "submit", file("signed.json"))).out);
    expect(again).to.include({ id: status.id, known: true });
  });

  it("refuses a slip in a file as it refuses one by --set, with the field", async () => {
    const { message } = JSON.parse(await readFile(file("declare.json"), "utf8"));
    await writeFile(file("slip.json"), JSON.stringify({ message: { ...message, content: { site: "9520000000012" } } }));
    const common = ["--organisation", miner, "--key", "miner"];
    const inFile = await line.run(["--lang", "zh", "draft", "declare", "--file", file("slip.json"), ...common]);
    expect(inFile).to.include({ status: 64, out: "" });
    expect(inFile.err).to.contain("message.content.site：该全球位置码的校验位有误：952000000001 之后应为 1");
  });

  it("names the lot in its verdict, which is not valid before it is certified", async () => {
    const { domain: _, ...wire } = JSON.parse(await readFile(file("signed.json"), "utf8"));
    const statement = statementSchema.parse(wire);
    if (statement.kind !== "declare") throw new Error("not the declaration");
    const { organisation, lotNumber, content } = statement.message;
    lot = lotIdToWire(lotId(organisation, lotNumber, content));
    const ended = await line.run(["verify", lot]);
    expect(ended.status).to.equal(2);
    expect(ended.out).to.contain("NOT CERTIFIED");
  });

  it("verifies a certified lot, in words and as JSON", async () => {
    const fields = [`lot=${lot}`, "scheme=1", `validUntil=${Math.floor(Date.now() / 1000) + 86_400}`];
    const set = fields.flatMap((field) => ["--set", field]);
    const common = ["--organisation", verifier, "--key", "verifier", "--out", file("certify.json")];
    await ok("draft", "certify", ...set, ...common);
    await ok("sign", file("certify.json"), "--key", "verifier", "--out", file("certified.json"));
    await ok("submit", file("certified.json"), "--follow");
    const words = await ok("verify", lot, "--lang", "zh");
    expect(words.out).to.contain("有效").and.to.contain("方案 1");
    const verdict = JSON.parse((await ok("--json", "verify", `L-1@${miner}`, "--fresh")).out);
    expect(verdict).to.include({ lot, conclusion: "valid" });
    expect(await line.run(["verify", "L-9"])).to.include({ status: 2, out: "" });
  });

  it("makes lots of lots: what the inputs are the service tells", async () => {
    const occurredAt = Math.floor(Date.now() / 1000) - 10;
    const { message } = JSON.parse(await readFile(file("declare.json"), "utf8"));
    const { quota: _, ...like } = message.content;
    const output = (lotNumber: string, massGrams: number) => ({
      lotNumber,
      certifiable: true,
      content: { ...like, massGrams, producedAt: occurredAt, footprintGramsPerKilogram: 5_020 },
    });
    const step = {
      process: "splitting",
      scheme: 0,
      inputs: [{ lot, grams: 300_000 }],
      outputs: [output("L-1-A", 200_000), output("L-1-B", 99_000)],
      emissionsGrams: "0",
      removalsGrams: "0",
      lossGrams: 1_000,
      occurredAt,
    };
    const carry = async (kind: string, fields: object) => {
      await writeFile(file(`${kind}.json`), JSON.stringify({ message: fields }));
      const by = ["--organisation", miner, "--key", "miner", "--out", file(`${kind}-draft.json`)];
      const { err } = await ok("draft", kind, "--file", file(`${kind}.json`), ...by);
      await ok("sign", file(`${kind}-draft.json`), "--key", "miner", "--out", file(`${kind}-signed.json`));
      const { out } = await ok("--json", "submit", file(`${kind}-signed.json`), "--follow");
      expect(JSON.parse(out)).to.include({ status: "included" });
      return err;
    };
    expect(await carry("transform", step)).to.contain("from 300 kg of one lot by splitting");
    const deposit = { process: "beneficiation", inputs: [{ lot, grams: 100_000 }], country: "CN", site, occurredAt };
    expect(await carry("deposit", deposit)).to.contain("puts 100 kg of one lot into site");
    const drawn = output("L-1-C", 50_000);
    const content = { ...drawn.content, custodyModel: "mass-balance", deposit: "mixed" };
    const withdrawal = {
      process: "beneficiation",
      period: Math.floor(Date.now() / 1000 / 7_776_000),
      outputs: [{ ...drawn, content }],
      emissionsGrams: "100",
      removalsGrams: "0",
      occurredAt,
    };
    expect(await carry("withdraw", withdrawal)).to.contain("on its site's account");
    const corrects = JSON.parse((await ok("--json", "submit", file("signed.json"))).out).id;
    const correction = { lot, footprintGramsPerKilogram: 5_100, corrects, report: null };
    await carry("correct-footprint", correction);
    const shown = JSON.parse((await ok("--json", "verify", lot, "--fresh", "--market", "eu-consumer")).out);
    expect(shown).to.include({ conclusion: "valid", class: "verified" });
    expect((await line.run(["verify", lot, "--market", "moon"])).err).to.contain("Expected one of eu-consumer");
  });

  it("shows the dispatch to a recipient that has signed in, which can then draft its receipt", async () => {
    const occurredAt = Math.floor(Date.now() / 1000) - 10;
    const lines = [{ lot, grams: 1_000 }];
    const countries = { fromCountry: "CN", toCountry: "DE", route: [] };
    const dispatch = { recipient: buyer, ...countries, seal: "S-1", lines, emissionsGrams: "12", occurredAt };
    await writeFile(file("dispatch.json"), JSON.stringify({ message: dispatch }));
    const sender = ["--organisation", miner, "--key", "miner", "--out", file("dispatch-draft.json")];
    await ok("draft", "dispatch", "--file", file("dispatch.json"), ...sender);
    await ok("sign", file("dispatch-draft.json"), "--key", "miner", "--out", file("dispatched.json"));
    const { id } = JSON.parse((await ok("--json", "submit", file("dispatched.json"), "--follow")).out);

    const received = { consignment: id, receivedGrams: [1_000], shortageReason: 0, sealIntact: true, occurredAt };
    await writeFile(file("receive.json"), JSON.stringify({ message: received }));
    const draft = ["draft", "receive", "--file", file("receive.json"), "--organisation", buyer, "--key", "buyer"];
    const stranger = await line.run(draft);
    expect(stranger).to.include({ status: 64 });
    expect(stranger.err).to.contain("ytterby login");
    const refused = await line.run(["login", "--organisation", miner, "--key", "buyer"], password);
    expect(refused.status, refused.err).to.equal(3);
    await ok("login", "--organisation", buyer, "--key", "buyer");
    expect((await stat(file("session.json"))).mode & 0o777).to.equal(0o600);
    expect((await stat(file("session.key"))).mode & 0o777).to.equal(0o600);
    await ok(...draft, "--out", file("receive-draft.json"));
    await ok("sign", file("receive-draft.json"), "--key", "buyer", "--out", file("received.json"));
    const followed = JSON.parse((await ok("--json", "submit", file("received.json"), "--follow")).out);
    expect(followed).to.include({ status: "included" });
  });

  it("makes the lot's file for who may see all of it, and needs no service to verify either", async () => {
    const make = ["certificate", "make", `L-1@${miner}`, "--out", file("lot.ytc")];
    const withheld = await line.run(make);
    expect(withheld.status, withheld.err).to.equal(3);
    expect(withheld.err).to.contain("are for others to see");
    await ok("login", "--organisation", miner, "--key", "miner");
    await ok(...make);
    const [, words] = (await ok("network", "--out", file("network.json"))).out.match(/^([a-z ]+)\n/) ?? [];
    const verified = await ok("certificate", "verify", file("lot.ytc"));
    expect(verified.out).to.contain(`Network: ${words}`).and.to.contain("VALID: ");
    const { ledgerUrl } = JSON.parse(await readFile(file("service.json"), "utf8"));
    await ok("certificate", "staple", file("lot.ytc"), "--rpc", ledgerUrl, "--out", file("stapled.ytc"));
    const stapled = await ok("certificate", "verify", file("stapled.ytc"));
    expect(stapled.out).to.contain("nothing more was stated of this lot itself");
    const byNode = JSON.parse((await ok("--json", "verify", lot, "--rpc", ledgerUrl)).out);
    expect(byNode).to.include({ lot, conclusion: "valid" });
    const vouched = await line.run(["certificate", "make", lot, "--rpc", ledgerUrl, "--out", file("by-node.ytc")]);
    expect(vouched.status, vouched.err).to.equal(1);
    expect(vouched.err).to.contain("no operator's key to vouch for its blocks");
  });

  it("ends with status 3 and the ledger's own error where it refuses", async () => {
    const second = ["--organisation", verifier, "--key", "verifier", "--out", file("second.json")];
    const set = [
      "--set",
      `lot=${lot}`,
      "--set",
      "scheme=1",
      "--set",
      `validUntil=${Math.floor(Date.now() / 1000) + 86_400}`,
    ];
    await ok("draft", "certify", ...set, ...second);
    await ok("sign", file("second.json"), "--key", "verifier", "--out", file("second-signed.json"));
    const refused = await line.run(["--json", "submit", file("second-signed.json")]);
    expect(refused.status).to.equal(3);
    expect(JSON.parse(refused.err).error.problem).to.include({ code: "ledger-would-refuse" });
    expect(JSON.parse(refused.err).error.problem.error).to.include({ name: "LotNotDeclared" });
  });

  it("answers an unknown lot with 2, an unsigned file with 64, and knows its status", async () => {
    expect((await line.run(["verify", `0x${"1".repeat(64)}`])).status).to.equal(2);
    const unsigned = await line.run(["submit", file("draft.json")]);
    expect(unsigned).to.include({ status: 64 });
    expect(unsigned.err).to.contain("lacks its signature");
    expect(JSON.parse((await ok("--json", "status")).out)).to.include({ ready: true, chainId: "31337" });
  });

  it("stops in order when asked to, and leaves no trace of running", async () => {
    expect(await service.stop()).to.equal(0);
    const absent = await access(file("service.json")).then(
      () => false,
      () => true,
    );
    expect(absent).to.equal(true);
    const ended = await line.run(["--url", service.url, "status"]);
    expect(ended.status).to.equal(4);
    expect(ended.err).to.match(/does not answer/);
  });

  it("starts again on the same data, with the same verdict", async () => {
    service = await RunningService.start(line.folder);
    const verdict = JSON.parse((await ok("--json", "verify", lot)).out);
    expect(verdict).to.include({ lot, conclusion: "valid" });
  });
});
