import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { strToU8, zipSync } from "fflate";
import { CommandLine } from "../../cli/command-line.ts";
import { parties } from "../../fixtures/parties.ts";
import type { Scene } from "../scene.ts";
import { goAs, openKeyFile, password } from "../signed-in.ts";
import { filled, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";

const { miner, buyer } = parties;

/** An organisation states many things at once, and some of it at the command line. */
export function draftingMany({ browser, scene: now }: Stage): void {
  let scene: Scene;
  before(() => {
    scene = now();
  });

  const moment = () => new Date((scene.service.world.sign.now + 60) * 1_000).toISOString().replace(".000", "");

  for (const look of looksOf(9)) {
    const { texts, name } = wordsOf(look);

    it(`takes drafts from a table, marks what is wrong in its cell, and signs the others in one go (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, miner, "/work/import");
      await page.getByLabel(texts.import.kind).selectOption("retire");
      const choose = page.getByLabel(texts.import.file);
      await choose.setInputFiles({ name: "claims.csv", mimeType: "text/csv", buffer: Buffer.from("") });
      await page.getByRole("alert").getByText(texts.import.unreadable.empty).waitFor();
      const buffer = workbookOf([
        ["lot", "grams", "country", "beneficiary", "occurredAt"],
        [scene.validNumber, "1 kg", "CN", "Fleet A", moment()],
        [scene.validNumber, "2 pounds", "CN", "Fleet B", moment()],
        ["NOBODY-9", "3 kg", "CN", "Fleet C", moment()],
        [scene.validNumber, "4 kg", "CN", "Fleet D & sons", moment()],
      ]);
      await choose.setInputFiles({ name: "claims.xlsx", mimeType: "application/octet-stream", buffer });
      await page.getByText(filled(texts.import.counts, { good: "2", count: "4" })).waitFor();
      const bad = await page.locator("td.cell-bad").allInnerTexts();
      expect(bad).to.have.length(2);
      expect(bad[0])
        .to.contain("2 pounds")
        .and.to.match(/g, kg, t/);
      expect(bad[1]).to.contain("NOBODY-9");
      await expectAccessible();
      await expectQuiet();

      await page.getByLabel(texts.draft.window).selectOption({ label: texts.draft.windows.week });
      await page.getByRole("button", { name: filled(texts.import.keep, { count: "2" }) }).click();
      await page.getByRole("heading", { name: filled(texts.signMany.ready, { count: "2" }) }).waitFor();
      await openKeyFile(page, texts, miner);
      const sign = page.getByRole("button", { name: filled(texts.signMany.sign, { count: "2" }) });
      await sign.waitFor();
      await expectAccessible();
      await expectQuiet();
      await sign.click();
      await page.getByRole("heading", { name: filled(texts.signMany.submitted, { count: "2" }) }).waitFor();
      const [first] = await page.locator("a.hash").allInnerTexts();
      await page.getByRole("link", { name: first ?? "" }).click();
      await page.getByRole("heading", { name: texts.statement.included.sentence }).waitFor();
      await close();
    });
  }

  it("goes on with a draft of the command line, and the command line with one of the portal", async () => {
    const look = { locale: "en-GB", width: 1_440, colorScheme: "light" } as const;
    const { texts } = wordsOf(look);
    const line = await CommandLine.create();
    const file = (name: string) => join(line.folder, name);
    const { page, close } = await openLook(browser(), look);
    try {
      const values = {
        lot: scene.lots.valid,
        grams: "5 kg",
        country: "CN",
        recipient: buyer.organisation,
        recipientKey: buyer.key.address,
        occurredAt: moment(),
      };
      await writeFile(file("message.json"), JSON.stringify({ message: values }));
      await line.addKey("miner", miner.key, password);
      await line.addKey("buyer", buyer.key, password);
      const run = async (...args: string[]) => {
        const ended = await line.run([...args, "--url", scene.url], { YTTERBY_KEY_PASSWORD: password });
        expect(ended.status, ended.err).to.equal(0);
        return ended;
      };
      const by = [
        "--organisation",
        miner.organisation,
        "--key",
        "miner",
        "--valid-for",
        "7d",
        "--out",
        file("draft.json"),
      ];
      await run("draft", "hand-over", "--file", file("message.json"), ...by);
      await page.goto(`${scene.url}/work/open`);
      await page.getByLabel(texts.open.file).setInputFiles(file("draft.json"));
      await openKeyFile(page, texts, miner);
      await page.getByRole("button", { name: filled(texts.review.sign, { name: "key.json" }) }).click();
      const saving = page.waitForEvent("download");
      await page.getByRole("button", { name: texts.passOn.save }).click();
      await (await saving).saveAs(file("signed-here.json"));
      const [draft, signed] = await Promise.all(
        ["draft.json", "signed-here.json"].map(async (name) => JSON.parse(await readFile(file(name), "utf8"))),
      );
      const { signature, ...rest } = signed;
      expect(rest).to.deep.equal(draft);
      expect(signature).to.match(/^0x[0-9a-f]{130}$/);
      await run("sign", file("signed-here.json"), "--key", "buyer", "--counter", "--out", file("signed-twice.json"));
      await run("submit", file("signed-twice.json"), "--follow");
    } finally {
      await close();
      await line.remove();
    }
  });
}

/** A spreadsheet as programs write it: texts of the first line once for all, the others in their cells. */
function workbookOf(rows: readonly string[][]): Buffer {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const cell = (text: string, row: number, column: number) => {
    const at = `r="${String.fromCharCode(65 + column)}${row + 1}"`;
    return row === 0
      ? `<c ${at} t="s"><v>${column}</v></c>`
      : `<c ${at} t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
  };
  const lines = rows.map(
    (row, index) => `<row r="${index + 1}">${row.map((text, i) => cell(text, index, i)).join("")}</row>`,
  );
  const shared = (rows[0] ?? []).map((text) => `<si><t>${escaped(text)}</t></si>`).join("");
  return Buffer.from(
    zipSync({
      "xl/worksheets/sheet1.xml": strToU8(`<worksheet><sheetData>${lines.join("")}</sheetData></worksheet>`),
      "xl/sharedStrings.xml": strToU8(`<sst>${shared}</sst>`),
    }),
  );
}
