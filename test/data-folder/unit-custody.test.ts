import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { contentsOf } from "../../src/data-folder/inventory.ts";
import { UnitCustody } from "../../src/data-folder/unit-custody.ts";
import { LotSecret } from "../../src/units/lot-secret.ts";
import type { UnitsRefused } from "../../src/units/refused.ts";
import { context, place } from "../units/fixtures.ts";

const key = "7a".repeat(32);
const { lot } = place;

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing refused",
    (error: UnitsRefused) => error.code,
  );
}

describe("UnitCustody", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-custody-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("gives back what was kept, to the same key alone", async () => {
    const secret = LotSecret.draw();
    await new UnitCustody(folder, key).keep(lot, context, secret);
    const read = await new UnitCustody(folder, key).secretOf(lot, context);
    expect(read?.reveal()).to.deep.equal(secret.reveal());
    expect(await codeOf(new UnitCustody(folder, "8b".repeat(32)).secretOf(lot, context))).to.equal("sealed");
    expect(await codeOf(new UnitCustody(folder, undefined).secretOf(lot, context))).to.equal("no-key");
    expect(await codeOf(new UnitCustody(folder, key).secretOf(lot, `0x${"11".repeat(32)}`))).to.equal("sealed");
  });

  it("has no byte of the secret on the disk, in files of the owner's alone", async () => {
    const secret = LotSecret.draw();
    const custody = new UnitCustody(folder, key);
    await custody.keep(lot, context, secret);
    const hex = Buffer.from(secret.reveal()).toString("hex");
    const [name = ""] = await readdir(join(folder, "units", lot));
    const path = join(folder, "units", lot, name);
    expect(await readFile(path, "utf8")).to.not.contain(hex.slice(0, 16));
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect((await stat(join(folder, "units", lot))).mode & 0o777).to.equal(0o700);
  });

  it("knows of no secret that was never kept, and refuses to keep one without a key", async () => {
    expect(await new UnitCustody(folder, key).secretOf(lot, context)).to.equal(undefined);
    expect(await codeOf(new UnitCustody(folder, undefined).keep(lot, context, LotSecret.draw()))).to.equal("no-key");
    expect(await codeOf(new UnitCustody(folder, key).keep("0x../..", context, LotSecret.draw()))).to.equal("lot");
  });

  it("says what is damaged", async () => {
    const custody = new UnitCustody(folder, key);
    await custody.keep(lot, context, LotSecret.draw());
    await writeFile(join(folder, "units", lot, "secret.json"), "{");
    expect(await codeOf(custody.secretOf(lot, context))).to.equal("sealed");
  });

  it("forgets a lot, and leaves tiles out of backups", async () => {
    const custody = new UnitCustody(folder, key);
    await custody.keep(lot, context, LotSecret.draw());
    await writeFile(await custody.tilesPath(lot), "tiles");
    expect((await contentsOf(folder)).files).to.deep.equal([`units/${lot}/secret.json`]);
    await custody.forget(lot);
    expect(await custody.secretOf(lot, context)).to.equal(undefined);
  });
});
