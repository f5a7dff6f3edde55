import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { hexlify, randomBytes, Wallet } from "ethers";
import { elementSymbols } from "../../../src/domain/elements.ts";
import { CommandLine, type Ended } from "../command-line.ts";
import { RunningService } from "../running-service.ts";

const environment = { YTTERBY_KEY_PASSWORD: "secret", YTTERBY_UNITS_KEY: "3c".repeat(32) };
const miner = `0x${"a".repeat(40)}`;
const verifier = `0x${"b".repeat(40)}`;
const site = "9520000000011";
const gtin = "9520000000011";
const others = Object.fromEntries(
  elementSymbols.map((symbol) => [
    symbol,
    symbol === "Nd" ? { partsPerHundredMillion: 10_000_000 } : { detectionLimit: 10_000 },
  ]),
);

describe("ytterby units", function () {
  this.timeout(120_000);
  let line: CommandLine;
  let service: RunningService;

  const file = (name: string) => join(line.folder, name);
  const ok = async (...args: string[]): Promise<Ended> => {
    const ended = await line.run(args, environment);
    expect(ended.status, `${args.join(" ")}\n${ended.err}`).to.equal(0);
    return ended;
  };
  const json = async (...args: string[]) => JSON.parse((await ok("--json", ...args)).out);

  before(async () => {
    line = await CommandLine.create();
    service = await RunningService.start(line.folder, undefined, { YTTERBY_UNITS_KEY: environment.YTTERBY_UNITS_KEY });
    for (const [name, organisation, role, scopes, place] of [
      ["miner", miner, "miner", "declaration,custody", site],
      ["verifier", verifier, "verifier", "certification", "9520000000028"],
    ] as const) {
      const wallet = new Wallet(hexlify(randomBytes(32)));
      await line.addKey(name, wallet, environment.YTTERBY_KEY_PASSWORD);
      await ok("govern", "enrol", organisation, "--name", `The ${name}`, "--country", "CN", "--site", place);
      await ok("govern", "role", organisation, role, "--until", "2099-12-31");
      await ok("govern", "key", "add", organisation, wallet.address, "--scopes", scopes, "--until", "2099-12-31");
    }
    const quota = ["--organisation", miner, "--kind", "extraction", "--country", "CN", "--grams", "5000000"];
    await ok("govern", "quota", "mine-2026", ...quota, "--until", "2099-12-31");
    const terms = { validFrom: "2020-01-01", validUntil: "2096-12-31", attestations: [], forms: ["concentrate"] };
    await writeFile(file("terms.json"), JSON.stringify({ ...terms, maximumAgeDays: 30, maximumValidityDays: 365 }));
    await ok("govern", "scheme", "1", "--name", "Bare", "--terms", file("terms.json"));
    await ok("govern", "accredit", "1", verifier, "--until", "2099-12-31");
    const content = {
      ...{ form: "concentrate", custodyModel: "segregated", massGrams: "3 kg", composition: others },
      ...{ originCountry: "CN", deposit: "Bayan Obo", country: "CN", site, footprintGramsPerKilogram: 5_000 },
      ...{ removalsGramsPerKilogram: 0, offsetsGramsPerKilogram: 0, footprintMethod: 1, allocation: "mass" },
      ...{ primaryDataBasisPoints: 0, producedAt: "2025-06-15T23:06:40+08:00", quota: "mine-2026" },
    };
    await writeFile(file("declare.json"), JSON.stringify({ message: { lotNumber: "DRUM-1", content } }));
    await ok("state", "declare", "--organisation", miner, "--key", "miner", "--file", file("declare.json"));
    const terms1 = ["--set", "lot=DRUM-1", "--set", "scheme=1", "--set", "validUntil=+90d"];
    await ok("state", "certify", "--organisation", verifier, "--key", "verifier", ...terms1);
  });

  after(async () => {
    await service?.stop();
    await line?.remove();
  });

  it("says what is missing before anything is made", async () => {
    const { YTTERBY_UNITS_KEY: _, ...without } = environment;
    const keyless = await line.run(["units", "generate", "DRUM-1"], without);
    expect(keyless).to.include({ status: 64 });
    expect(keyless.err).to.contain("YTTERBY_UNITS_KEY");
    const early = await line.run(["units", "export", "DRUM-1"], environment);
    expect(early).to.include({ status: 64, out: "" });
    expect(early.err).to.contain("ytterby units generate");
  });

  it("makes codes of every gram, the same ones again, and seals what they come from", async () => {
    const first = await json("units", "generate", "DRUM-1");
    expect(first).to.deep.include({ grams: 3_000 });
    expect(first.root).to.match(/^0x[0-9a-f]{64}$/);
    expect(await json("units", "generate", "DRUM-1")).to.deep.equal(first);
    const folder = file(join("units", first.lot));
    expect((await readdir(folder)).sort()).to.deep.equal(["secret.json", "tiles"]);
    expect((await stat(join(folder, "secret.json"))).mode & 0o777).to.equal(0o600);
    const other = await line.run(["units", "generate", "DRUM-1"], {
      ...environment,
      YTTERBY_UNITS_KEY: "4d".repeat(32),
    });
    expect(other).to.include({ status: 64 });
    expect(other.err).to.contain("sealed with another key");
  });

  it("registers the root, delegates the secret, and checks codes against the ledger", async () => {
    const made = await json("units", "generate", "DRUM-1");
    const registered = await json("units", "register", "DRUM-1", "--organisation", miner, "--key", "miner");
    expect(registered).to.include({ status: "included", root: made.root });
    expect((await ok("verify", "DRUM-1")).out).to.contain("3 kg, one for each gram, registered on");
    const again = await line.run(
      ["units", "register", "DRUM-1", "--organisation", miner, "--key", "miner"],
      environment,
    );
    expect(again).to.include({ status: 3 });
    expect(again.err).to.contain("UnitRootStands");

    const exported = (await ok("units", "export", "DRUM-1", "--range", "7-9,2998-2999")).out.trim().split("\r\n");
    const [head, ...rows] = exported.map((row) => row.split(","));
    expect(head).to.deep.equal(["gram", "code", "address"]);
    expect(rows.map(([gram]) => gram)).to.deep.equal(["7", "8", "9", "2998", "2999"]);
    const [, code = "", address = ""] = rows[0] ?? [];
    expect(address).to.equal(`"${service.url}/v1/verify/units/${code}?lot=${made.lot}"`);

    // The service runs on the same data folder, so it has the secret already.
    expect(await json("units", "custody", "DRUM-1")).to.include({ state: "open" });
    const genuine = await json("units", "check", code, "--lot", "DRUM-1");
    expect(genuine).to.include({ outcome: "genuine", gram: 7, rootFrom: "ledger" });
    await writeFile(file("proof.json"), JSON.stringify(genuine.proof));
    const proven = await json("units", "check", code, "--lot", "DRUM-1", "--proof", file("proof.json"));
    expect(proven).to.include({ outcome: "genuine", rootFrom: "ledger" });
    const [, next = ""] = rows[1] ?? [];
    const wrong = await line.run(
      ["units", "check", next, "--lot", "DRUM-1", "--proof", file("proof.json")],
      environment,
    );
    expect(wrong).to.include({ status: 2 });
    expect(wrong.out).to.contain("This is no code of this lot.");
    const slip = await line.run(["units", "check", `${code.slice(0, 19)}*`, "--lot", "DRUM-1"], environment);
    expect(slip).to.include({ status: 64 });
  });

  it("prints labels whose QR codes are GS1 Digital Links where the goods have a GTIN", async () => {
    const { files } = await json(
      ...["units", "labels", "DRUM-1", "--range", "0-39", "--gtin", gtin, "--out", file("drum")],
    );
    expect(files).to.deep.equal([file("drum-1.svg"), file("drum-2.svg")]);
    const sheets = await Promise.all([file("drum-1.svg"), file("drum-2.svg")].map((path) => readFile(path, "utf8")));
    expect(sheets.map((sheet) => sheet.split("<path ").length - 1)).to.deep.equal([32, 8]);
    const [csv = ""] = [(await ok("units", "export", "DRUM-1", "--range", "0", "--gtin", gtin)).out.split("\r\n")[1]];
    const [, code = "", address = ""] = csv.split(",");
    expect(address).to.equal(`"${service.url}/01/0${gtin}/10/DRUM-1/21/${code}"`);
    expect(sheets[0]).to.contain(code.replace(/(.{5})(?=.)/g, "$1 "));
    const pdf = await json(
      ...["units", "labels", "DRUM-1", "--range", "0-39", "--gtin", gtin, "--out", file("drum"), "--pdf"],
    );
    expect(pdf.files).to.deep.equal([file("drum.pdf")]);
    const again = await line.run(
      ["units", "labels", "DRUM-1", "--range", "0", "--out", file("drum"), "--pdf"],
      environment,
    );
    expect(again).to.include({ status: 64 });
    expect(again.err).to.contain("it exists already");
    const badGtin = await line.run(["units", "export", "DRUM-1", "--gtin", "9520000000012"], environment);
    expect(badGtin).to.include({ status: 64, out: "" });
  });

  it("packs grams into drums and drums onto pallets, in the service's book, and each gram once", async () => {
    await ok("login", "--organisation", miner, "--key", "miner");
    const [drum, other, pallet] = ["395200000000000012", "395200000000000029", "395200000000000036"];
    const packed = async (...args: string[]) => (await json("units", ...args)).packed[0];
    expect(await packed("pack", drum, "--lot", "DRUM-1", "--range", "0-999")).to.deep.include({ grams: 1_000 });
    await ok("units", "pack", other, "--lot", "DRUM-1", "--range", "1000-1999");
    for (const inner of [drum, other]) await ok("units", "pack", pallet, "--package", inner);
    expect((await packed("contents", pallet)).lots[0]).to.deep.include({ ranges: [{ first: 0, last: 1_999 }] });
    for (const [args, told] of [
      [["pack", other, "--lot", "DRUM-1", "--range", "999-1000"], "already"],
      [["pack", drum, "--package", pallet], "contain itself"],
      [["pack", "395200000000000013", "--lot", "DRUM-1", "--range", "2000"], "SSCC"],
      [["contents", "395200000000000043"], "No package"],
      [["receive", drum, `0x${"5".repeat(64)}`], "no statement"],
      [["pack", drum], "either --lot and --range, or --package"],
    ] as const) {
      const ended = await line.run(["units", ...args], environment);
      expect(ended.status, args.join(" ")).to.not.equal(0);
      expect(ended.out, args.join(" ")).to.equal("");
      expect(ended.err).to.contain(told);
    }
    await ok("units", "seen", other, "DE");
    expect((await ok("units", "contents", other)).out)
      .to.contain(`in ${pallet}`)
      .and.to.contain("seen DE");
    await ok("units", "unpack", other);
    expect((await packed("contents", pallet)).lots[0]).to.deep.include({ ranges: [{ first: 0, last: 999 }] });
    expect((await packed("empty", drum)).grams).to.equal(0);
  });

  it("commits a dispatch to the grams that it sends, names them once it is on the ledger, and tells where they are", async () => {
    const buyer = `0x${"c".repeat(40)}`;
    await ok("govern", "enrol", buyer, "--name", "The buyer", "--country", "SE", "--site", "9520000000035");
    await ok("govern", "role", buyer, "buyer", "--until", "2099-12-31");
    const by = ["--organisation", miner, "--key", "miner"];
    const fields = [`recipient=${buyer}`, "fromCountry=CN", "toCountry=SE", "route=", "emissionsGrams=0"];
    const goods = ["occurredAt=now", "lines.0.lot=DRUM-1", "lines.0.grams=1100"];
    const set = [...fields, ...goods].flatMap((pair) => ["--set", pair]);
    const units = (...texts: string[]) => texts.flatMap((text) => ["--units", text]);
    for (const [texts, told] of [
      [["DRUM-1=2000-2099"], "100 grams"],
      [["DRUM-1"], "names no grams"],
      [["DRUM-1=2000-2099", "395200000000000043"], "No package"],
    ] as const) {
      const ended = await line.run(["draft", "dispatch", ...by, ...set, ...units(...texts)], environment);
      expect(ended.status, texts.join()).to.not.equal(0);
      expect(ended.err).to.contain(told);
    }
    const cancel = ["draft", "cancel", ...by, "--set", "cancelled=1", ...units("DRUM-1=0")];
    expect((await line.run(cancel, environment)).err).to.contain("commits to no grams");
    const sent = await ok(
      "state",
      "dispatch",
      "--quiet",
      ...by,
      ...set,
      ...units("DRUM-1=2000-2099", "395200000000000029"),
    );
    expect(sent.err).to.contain("ytterby units claim");
    const consignment = sent.out.trim();
    const early = await line.run(["units", "claim", consignment, ...units("DRUM-1=0-1099")], environment);
    expect(early.err).to.contain("the signature commits to");
    const claimed = await ok("units", "claim", consignment);
    expect(claimed.out).to.contain("The grams are named.").and.to.contain("signature commits to them");
    const [, row = ""] = (await ok("units", "export", "DRUM-1", "--range", "1500")).out.split("\r\n");
    const checked = await ok("units", "check", String(row.split(",")[1]), "--lot", "DRUM-1");
    expect(checked.out).to.contain("it is on the road; whoever moved it there signed for this gram.");
    const open = await line.run(["units", "claim", `0x${"5".repeat(64)}`], environment);
    expect(open.status).to.not.equal(0);
  });

  it("refuses ranges that no lot has", async () => {
    for (const range of ["9-3", "0-3000", "1-5,5-9", "x", "5-4"]) {
      const ended = await line.run(["units", "export", "DRUM-1", "--range", range], environment);
      expect(ended, range).to.include({ status: 64, out: "" });
    }
  });
});
