import { expect } from "chai";
import { addresses } from "../../../src/portal/addresses.ts";
import { en } from "../../../src/portal/messages/en.ts";
import { zh } from "../../../src/portal/messages/zh.ts";
import type { Scene } from "../scene.ts";
import { filled, type Look, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";
import { settled } from "../watched-page.ts";

/** Standings that stand for all of a colour: the others differ in their words alone. */
const colours = new Set<string>(["expired", "revoked"]);

/** Somebody finds out what a certificate is worth. */
export function verifying({ browser, scene: now }: Stage): void {
  const open = (look: Look, allowed?: RegExp) => openLook(browser(), look, allowed);
  let scene: Scene;
  before(() => {
    scene = now();
  });

  for (const look of looksOf(1)) {
    const { texts, name } = wordsOf(look);

    it(`goes from a lot number to the answer in two steps (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await open(look);
      await page.goto(scene.url);
      await page.getByRole("heading", { level: 1, name: texts.verify.title }).waitFor();
      await expectAccessible();
      await expectQuiet();
      // By keyboard alone: skip link, name, language, field.
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal(texts.frame.skip);
      await page.getByLabel(texts.verify.label).focus();
      await page.keyboard.type(scene.validNumber);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: texts.conclusion.valid.sentence }).waitFor();
      expect(page.url()).to.equal(`${scene.url}/v1/lots/${scene.lots.valid}`);
      expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal("H1");
      expect(await page.title()).to.contain(scene.validNumber);
      expect(await page.evaluate(() => document.documentElement.lang)).to.equal(look.locale.slice(0, 2));
      await settled(page);
      await expectAccessible();
      await expectQuiet();
      await close();
    });
  }

  for (const look of looksOf(2)) {
    const { texts, name } = wordsOf(look);

    it(`says of every standing what it means and what to do (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await open(look);
      await page.goto(scene.url);
      for (const [conclusion, id] of Object.entries(scene.lots)) {
        const words = texts.conclusion[conclusion as keyof Scene["lots"]];
        // As a link within the portal does: nothing is loaded twice.
        await page.evaluate((path) => history.pushState(null, "", path), `/v1/verify/lots/${id}`);
        await page.getByRole("heading", { name: words.sentence }).waitFor();
        await page.getByText(words.meaning).waitFor();
        await page.getByText(words.todo).waitFor();
        await settled(page);
        if (colours.has(conclusion)) await expectAccessible();
        await expectQuiet();
      }
      await close();
    });
  }

  for (const look of looksOf(3)) {
    const { texts, name } = wordsOf(look);

    it(`says what to do of lots that are unknown, and of what is no lot (${name})`, async () => {
      const id = `0x${"ab".repeat(32)}`;
      const { page, expectQuiet, expectAccessible, close } = await open(look, new RegExp(`404.*/(${id}|nothing)`));
      for (const [path, heading] of [
        ["/?q=NOBODY-1", texts.unknown.title.replace("{{query}}", "NOBODY-1")],
        [`/v1/lots/${id}`, texts.unknown.title.replace("{{query}}", id)],
        ["/nothing", texts.state.nothingHere],
      ] as const) {
        await page.goto(scene.url + path);
        await page.getByRole("heading", { name: heading }).waitFor();
        await expectAccessible();
        await expectQuiet();
      }
      await page.goto(`${scene.url}/?q=two+words`);
      await page.getByRole("alert").getByText(texts.verify.unreadable).waitFor();
      await expectAccessible();
      await close();
    });

    it(`lets the reader choose between producers of the same number (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await open(look);
      await page.goto(`${scene.url}/?q=${scene.twinNumber}`);
      await page.getByRole("link", { name: "Baotou Separation" }).waitFor();
      await expectAccessible();
      await page.getByRole("link", { name: "Baotou Separation" }).click();
      await page.getByRole("heading", { name: texts.conclusion["not-certified"].sentence }).waitFor();
      await expectQuiet();
      await close();
    });
  }

  for (const look of looksOf(4)) {
    const { texts, name } = wordsOf(look);

    it(`says first what the lot is, and where its grams are, disputed ones too (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await open(look);
      await page.goto(`${scene.url}/v1/lots/${scene.lots.valid}`);
      await page.getByRole("heading", { name: texts.conclusion.valid.sentence }).waitFor();
      await page.getByRole("table", { name: texts.custody.places }).waitFor();
      const said = await page.locator("main").innerText();
      const { lot, goods, rests } = texts;
      const inOrder = [lot.facts, lot.mass, goods.found, goods.notFound, texts.carbon.gross, rests.title].map((text) =>
        said.indexOf(text),
      );
      inOrder.push(said.indexOf(texts.conclusion.valid.sentence));
      expect(inOrder).to.deep.equal(inOrder.toSorted((a, b) => a - b));
      expect(inOrder).to.not.include(-1);
      const amounts = { amount: "30 g", share: "0.000239 %" };
      expect(said).to.contain(filled(rests.drawn, amounts));
      expect(said).to.contain(rests["ancestors-false"]);
      const disputed = await page.getByRole("row").filter({ hasText: texts.custody.disputed }).innerText();
      expect(disputed).to.contain("900 kg");
      // Who holds it is for parties alone.
      expect(said).to.not.contain("Baotou Separation");
      // Graph and map are loaded where they are looked at.
      await page.getByRole("heading", { name: texts.custody.timeline }).scrollIntoViewIfNeeded();
      await page.getByRole("img", { name: new RegExp(texts.custody.map.replace(/[()]/g, ".")) }).waitFor();
      await page.getByRole("heading", { name: texts.lineage.title, exact: true }).scrollIntoViewIfNeeded();
      const graph = page.getByRole("region", { name: texts.lineage.graph });
      await graph.getByRole("link", { name: "P-WEST" }).waitFor();
      await graph.locator("button[aria-expanded=true]").click();
      await graph.getByRole("link", { name: "P-WEST" }).waitFor({ state: "detached" });
      await graph.locator("button[aria-expanded=false]").press("Enter");
      await graph.getByRole("link", { name: "P-EAST" }).waitFor();
      await settled(page);
      await expectAccessible();
      await expectQuiet();
      await close();
    });
  }

  for (const look of looksOf(5)) {
    const { texts, name } = wordsOf(look);

    it(`says that a lot cannot be judged now where the ledger does not answer, and judges it when it does (${name})`, async () => {
      const { page, expectAccessible, expectQuiet, close } = await open(look, /503/);
      const problem = { type: "about:blank", title: "The ledger does not answer", status: 503, instance: "1" };
      const body = JSON.stringify({
        ...problem,
        code: "ledger-unavailable",
        detail: "The ledger does not answer now.",
      });
      const path = `**/v1/verify/lots/${scene.lots.valid}*`;
      await page.route(path, (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body }));
      await page.goto(`${scene.url}/v1/lots/${scene.lots.valid}`);
      await page.getByRole("heading", { name: texts.conclusion.unsettled.sentence }).waitFor();
      await page.getByText("The ledger does not answer now.").waitFor();
      await page.getByText(texts.conclusion.unsettled.todo).waitFor();
      await expectAccessible();
      await page.unroute(path);
      await page.getByRole("button", { name: texts.state.again }).first().click();
      await page.getByRole("heading", { name: texts.conclusion.valid.sentence }).waitFor();
      await expectQuiet();
      await close();
    });
  }

  it("recomputes the answer in the browser itself", async () => {
    const { page, expectQuiet, expectAccessible, close } = await open({
      locale: "en-GB",
      width: 390,
      colorScheme: "light",
    });
    await page.goto(`${scene.url}/v1/lots/${scene.lots.valid}`);
    const words = en["check-yourself"];
    await page.getByRole("button", { name: words.start }).click();
    await page.getByRole("heading", { name: words.agree }).waitFor();
    await page.getByRole("heading", { name: words.head }).waitFor();
    await expectAccessible();
    await expectQuiet();
    // What the service answers is not believed: one gram more, and the lot's id does not fit.
    await page.route(`**/v1/lots/${scene.lots.valid}`, async (route) => {
      const response = await route.fetch();
      const lot = (await response.json()) as { content: { massGrams: number } };
      lot.content.massGrams += 1;
      await route.fulfill({ response, json: lot });
    });
    await page.getByRole("button", { name: words.start }).click();
    await page.getByText(en.recomputed["identity-different"]).waitFor();
    await page.getByRole("heading", { name: words.differ.replace("{{count}}", "1") }).waitFor();
    await expectQuiet();
    await close();
  });

  it("fits paper: the answer and every part of the certificate, without what is only for screens", async () => {
    const { page, close } = await open({ locale: "en-GB", width: 718, colorScheme: "dark" });
    await page.goto(`${scene.url}/v1/lots/${scene.lots.valid}`);
    await page.getByRole("img", { name: en.address.code }).waitFor();
    await settled(page);
    await page.emulateMedia({ media: "print" });
    const seen = await page.evaluate(() => ({
      overflow: document.documentElement.scrollWidth - window.innerWidth,
      buttons: [...document.querySelectorAll("button")].filter((button) => button.checkVisibility()).length,
      paper: getComputedStyle(document.documentElement).getPropertyValue("color-scheme"),
    }));
    expect(seen.overflow).to.be.at.most(0);
    expect(seen).to.include({ buttons: 0, paper: "light" });
    expect(await page.getByRole("heading", { name: en.attestations.title, exact: true }).isVisible()).to.equal(true);
    await close();
  });

  it("changes the language at a click, and remembers it", async () => {
    const { page, expectQuiet, close } = await open({ locale: "en-GB", width: 390, colorScheme: "light" });
    await page.goto(scene.url);
    await page.getByText("中文").click();
    await page.getByRole("heading", { level: 1, name: zh.verify.title }).waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1, name: zh.verify.title }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).to.equal("zh");
    await expectQuiet();
    await close();
  });

  it("says so where the service does not answer, and goes on when it does again", async () => {
    const { page, close } = await open({ locale: "en-GB", width: 390, colorScheme: "light" }, /ERR_FAILED/);
    await page.goto(scene.url);
    await page.route("**/v1/lots**", (route) => route.abort());
    await page.getByLabel(en.verify.label).fill(scene.validNumber);
    await page.getByRole("button", { name: en.verify.go }).click();
    await page.getByRole("alert").getByText(en.state.unreachable).waitFor();
    expect(await page.getByLabel(en.verify.label).inputValue()).to.equal(scene.validNumber);
    await page.unroute("**/v1/lots**");
    await page.getByRole("button", { name: en.state.again }).click();
    await page.getByRole("heading", { name: en.conclusion.valid.sentence }).waitFor();
    await close();
  });

  it("says so where a page cannot be loaded, and shows it when it can", async () => {
    const { page, close } = await open({ locale: "en-GB", width: 390, colorScheme: "light" }, /ERR_FAILED/);
    await page.goto(scene.url);
    await page.route("**/assets/operations-*.js", (route) => route.abort());
    await page.goto(`${scene.url}${addresses.operations}`);
    await page.getByRole("alert").getByText(en.state.problem).waitFor();
    await page.unroute("**/assets/operations-*.js");
    await page.getByRole("button", { name: en.state.again }).click();
    await page.getByRole("heading", { level: 1, name: en.desk.operations.title }).waitFor();
    await close();
  });
}
