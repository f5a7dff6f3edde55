import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";
import type { Scene } from "../scene.ts";
import { goAs } from "../signed-in.ts";
import { filled, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";

const { miner, refiner, regulator } = parties;
const [drum, pallet] = ["106141412345678908", "395200000000000012"];
const wrong = "106141412345678909";

/** Somebody packs a drum and sends it, who receives it looks it up, and a regulator audits what was stated. */
export function packingAndAuditing({ browser, scene: now }: Stage): void {
  let scene: Scene;
  let lot = "";
  /** First gram that no journey has sent yet. */
  let next = 100;
  before(async () => {
    scene = now();
    const { sign, include } = scene.service.world;
    const declared = await sign.declare("P-PACKED", { massGrams: 900n });
    await include(declared, ...(await sign.certification(declared)));
    const id = lotOf(declared);
    lot = lotIdToWire(id);
    await include(await sign.registerUnitCodes(miner, id, 900n, `0x${"66".repeat(32)}`));
    await include(await sign.dispatch(miner, refiner, [{ lot: id, grams: 40n }]));
    await scene.service.services.indexer.catchUp();
  });

  for (const look of looksOf(11)) {
    const { texts, name } = wordsOf(look);

    it(`packs grams into a drum and the drum onto a pallet, and names it for a consignment (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look, /404.*packages/);
      await goAs(page, scene, miner, "/work/packing");
      const open = page.getByLabel(texts.packing.open);
      await open.fill(wrong);
      await page.getByRole("alert").getByText(texts.package.noSscc).waitFor();
      await expectAccessible();
      // What a scanner reads of a label of GS1.
      await open.fill(`(00)${drum}`);
      expect(await open.inputValue()).to.equal(drum);
      await page.getByRole("button", { name: texts.packing.go }).click();
      await page.getByRole("heading", { name: texts.package.unknown }).waitFor();
      await page.getByLabel(texts.labels.lot).fill("P-PACKED");
      await page.getByLabel(texts.package.last).fill("39");
      await page.getByRole("button", { name: texts.package.fill }).click();
      await page.getByRole("heading", { name: texts.package.now }).waitFor();
      await page.getByText("40 g").first().waitFor();
      await expectQuiet();
      await expectAccessible();
      await page.getByRole("button", { name: texts.package.doClaim }).click();
      await page.getByRole("status").getByText(texts.package.claimed).waitFor();
      await page.goto(`${scene.url}/v1/packages/${pallet}`);
      await page.getByLabel(texts.package.inner).fill(drum);
      await page.getByRole("button", { name: texts.package.putIn }).click();
      await page.getByRole("link", { name: drum }).waitFor();
      await close();
    });

    it(`commits a dispatch to the grams that it carries, and names them once the ledger has it (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      const given = new URLSearchParams({
        fromCountry: "CN",
        toCountry: "CN",
        "lines.0.lot": lot,
        "lines.0.grams": "5",
      });
      await goAs(page, scene, miner, `/work/new/dispatch?${given}`);
      const named = page.locator("#field-units-named");
      const commit = page.getByRole("button", { name: texts.form.nameGrams });
      await named.fill(`P-PACKED=${next}-${next + 3}`);
      await commit.click();
      await page.getByRole("alert").getByText(texts.refusal.grams).waitFor();
      await named.fill(`P-PACKED=${next}-${next + 4}`);
      await commit.click();
      const hash = page.locator("#field-units");
      await page.waitForFunction(() =>
        document.querySelector<HTMLInputElement>("#field-units")?.value.startsWith("0x"),
      );
      await expectQuiet();
      await expectAccessible();
      const committed = await hash.inputValue();
      // A list of other grams than are sent could never be named, so it goes.
      await page.locator("#field-lines-0-grams").fill("6");
      await page.getByRole("alert").getByText(texts.form.gramsStale).waitFor();
      expect(await hash.inputValue()).to.equal("");
      next += 5;

      const { sign, include } = scene.service.world;
      const sent = await sign.dispatch(miner, refiner, [{ lot: BigInt(lot), grams: 5n }], {
        units: committed as `0x${string}`,
      });
      await include(sent);
      await scene.service.services.indexer.catchUp();
      await goAs(page, scene, miner, `/v1/statements/${sign.digest(sent)}`);
      await page.getByRole("button", { name: texts.statement.nameGrams }).click();
      await page.getByRole("status").getByText(texts.statement.gramsNamed).waitFor();
      await expectQuiet();
      await expectAccessible();
      await close();
    });

    it(`has whoever receives less than was sent name the grams that arrived (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look, /422/);
      const { sign, include } = scene.service.world;
      const part = await sign.dispatch(miner, refiner, [{ lot: BigInt(lot), grams: 10n }]);
      const receipt = await sign.receive(part, refiner, [4n]);
      const other = await sign.dispatch(miner, refiner, [{ lot: BigInt(lot), grams: 1n }]);
      const refusal = await sign.refuse(other, refiner);
      await include(part, receipt, other, refusal);
      await scene.service.services.indexer.catchUp();
      const button = page.getByRole("button", { name: texts.statement.nameGrams });
      await goAs(page, scene, refiner, `/v1/statements/${sign.digest(receipt)}`);
      const named = page.getByLabel(texts.form.grams);
      await named.fill(`P-PACKED=${next}-${next + 9}`);
      await button.click();
      await page.getByRole("alert").waitFor();
      await named.fill(`P-PACKED=${next}-${next + 2}\nP-PACKED=${next + 9}`);
      await button.click();
      await page.getByRole("status").getByText(texts.statement.gramsNamed).waitFor();
      await expectQuiet();
      await expectAccessible();
      next += 10;
      // Of what moves nothing there is nothing to name.
      await goAs(page, scene, refiner, `/v1/statements/${sign.digest(refusal)}`);
      await page.getByRole("heading", { name: texts.statement.facts }).waitFor();
      await page.getByRole("link", { name: texts.statement.back }).waitFor();
      expect(await button.count()).to.equal(0);
      await close();
    });

    it(`shows whoever receives a drum how it was sent, and takes down where it was seen (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look, /403/);
      await goAs(page, scene, refiner, `/?q=${encodeURIComponent(`${scene.url}/v1/packages/${drum}`)}`);
      await page.getByRole("heading", { name: texts.package.asSent }).waitFor();
      await page.getByRole("button", { name: filled(texts.package.seenHere, { country: "" }).slice(0, 6) }).click();
      await page.getByText(refiner.name).first().waitFor();
      // It is on the road as yet.
      await page.getByRole("button", { name: filled(texts.package.takeOver, { statement: "0x" }).slice(0, 4) }).click();
      await page.getByRole("alert").waitFor();
      await expectQuiet();
      await expectAccessible();
      await close();
    });

    it(`shows a regulator what an organisation stated, and saves it (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, regulator, "/work/audit");
      const days = { from: "2020-01-01", to: "2090-01-01" };
      await page.getByLabel(texts.audit.from).fill(days.from);
      await page.getByLabel(texts.audit.to).fill(days.to);
      await page.getByLabel(texts.audit.organisation).selectOption({ label: miner.name });
      await page.getByRole("button", { name: texts.audit.show, exact: true }).click();
      await page.getByRole("heading", { name: texts.audit.rows, exact: true }).waitFor();
      await page.getByRole("button", { name: texts.audit.csv }).waitFor();
      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: texts.audit.ndjson }).click();
      // Between the line that says what it is of and the one that says how much it is.
      const rows = (await readFile(String(await (await saving).path()), "utf8")).trimEnd().split("\n").slice(1, -1);
      const stated = rows.map((row) => JSON.parse(row) as { organisation: string });
      expect(new Set(stated.map(({ organisation }) => organisation))).to.deep.equal(new Set([miner.organisation]));
      const savingActs = page.waitForEvent("download");
      const acts = filled(texts.audit.saveBook, { book: texts.audit.sorts.acts, form: "JSON" });
      await page.getByRole("button", { name: acts, exact: true }).click();
      const told = await readFile(String(await (await savingActs).path()), "utf8");
      expect(
        told
          .trimEnd()
          .split("\n")
          .slice(1, -1)
          .map((row) => (JSON.parse(row) as { act: string }).act),
      ).to.include("enrol");
      await expectQuiet();
      await expectAccessible();
      await close();
    });
  }
}
