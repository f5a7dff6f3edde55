import { expect } from "chai";
import { consignmentStatusWords } from "../../../src/domain/words.ts";
import { en } from "../../../src/portal/messages/en.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";
import type { Scene } from "../scene.ts";
import { goAs, keyFileOf, openKeyFile, password } from "../signed-in.ts";
import { filled, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";
import { giveWallet } from "../test-wallet.ts";
import { settled } from "../watched-page.ts";

const { miner, refiner, magnetMaker, regulator, verifier, laboratory, customs } = parties;

/** Organisations state something, and look at what is theirs. */
export function working({ browser, scene: now }: Stage): void {
  let scene: Scene;
  let chainId: bigint;
  before(() => {
    scene = now();
    ({ chainId } = scene.service.world.ledger);
  });

  const moment = () => new Date((scene.service.world.sign.now + 60) * 1_000).toISOString().replace(".000", "");

  for (const look of looksOf(6)) {
    const { texts, name: lookName } = wordsOf(look);
    const label = (field: "grams" | "country" | "lot") => (look.locale === "zh-CN" ? labels.zh : labels.en)[field];

    it(`hands grams over, from the form to the ledger, whatever goes wrong between (${lookName})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look, /ERR_FAILED|401/);
      const wallet = await giveWallet(page, miner.key, chainId);
      await page.goto(`${scene.url}/work`);
      await page.getByRole("link", { name: texts.session.signIn }).click();
      await page.getByRole("button", { name: filled(texts.signing.useWallet, { name: "Test wallet" }) }).click();
      await expectAccessible();
      await page.getByRole("button", { name: filled(texts.signIn.as, { name: miner.name }) }).click();
      await page.getByRole("heading", { name: texts.work.state }).waitFor();
      await settled(page);
      await expectAccessible();
      await expectQuiet();

      // Typed as one types: what cannot be right is said at the field, and nothing is lost with the page.
      await page.goto(`${scene.url}/work/new/hand-over?country=CN`);
      await page.getByLabel(label("lot"), { exact: true }).fill(scene.validNumber);
      await page.getByRole("button", { name: new RegExp(scene.validNumber) }).waitFor();
      await page.keyboard.press("Tab");
      await page
        .getByText(new RegExp(`${scene.validNumber}.*${miner.name}|${miner.name}.*${scene.validNumber}`))
        .first()
        .waitFor();
      const mass = page.getByLabel(label("grams"), { exact: true });
      await mass.fill("1.5 tons");
      await mass.blur();
      await page.getByText(/g, kg, t/).waitFor();
      await expectAccessible();
      await mass.fill("1.5 t");
      await page.reload();
      expect(await mass.inputValue()).to.equal("1.5 t");
      await page.locator("#field-recipient").fill(refiner.organisation);
      await page.locator("#field-recipientKey").selectOption(refiner.key.address);
      await page.locator("#field-occurredAt").fill(moment());
      await page.locator("#window").selectOption({ label: texts.draft.windows.week });

      // The service takes the token no more: the draft stays, and one signs in again.
      await page.route("**/v1/organisations?**", (route) =>
        route.fulfill({
          status: 401,
          contentType: "application/problem+json",
          body: JSON.stringify({ code: "token-invalid", detail: "The token has run out.", status: 401 }),
        }),
      );
      await page.reload();
      await page.getByText(texts.session.ended).waitFor();
      await page.unroute("**/v1/organisations?**");
      await page.getByRole("button", { name: texts.session.again }).click();
      await page.getByRole("button", { name: filled(texts.signing.useWallet, { name: "Test wallet" }) }).click();
      await page.getByRole("button", { name: filled(texts.signIn.as, { name: miner.name }) }).click();
      await mass.waitFor();
      expect(await mass.inputValue()).to.equal("1.5 t");

      // What is signed is shown; the wallet refuses, is on another network, and signs.
      await page.getByRole("button", { name: texts.draft.review }).click();
      await page.getByRole("heading", { name: texts.review.says }).waitFor();
      await page.getByText(look.locale === "zh-CN" ? /移交给/ : /hands 1.5 t of lot/).waitFor();
      await page.getByText(texts.review.exactly).click();
      await page.getByText('"primaryType": "HandOver"').waitFor();
      await settled(page);
      await expectAccessible();
      await expectQuiet();
      const sign = page.getByRole("button", { name: filled(texts.review.sign, { name: "Test wallet" }) });
      wallet.isRefusing = true;
      await sign.click();
      await page.getByRole("alert").getByText(texts.signing.failure.refused.title).waitFor();
      Object.assign(wallet, { isRefusing: false, isStaying: true, chainId: 1n });
      await sign.click();
      await page.getByRole("alert").getByText(texts.signing.failure["other-network"].title).waitFor();
      wallet.isStaying = false;
      await sign.click();
      await page.getByRole("heading", { name: texts.passOn.title }).waitFor();
      const link = page.getByLabel(texts.passOn.link, { exact: true });
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>("#pass-on")?.value.includes("#"));
      await expectAccessible();
      await expectQuiet();
      const passed = await link.inputValue();
      await close();

      // The recipient opens the link, signs with a key file, and submits: once the service is there again.
      const other = await openLook(browser(), look, /ERR_FAILED/);
      await other.page.goto(passed);
      await other.page.getByText(texts.review.lacks.countersignature).waitFor();
      await openKeyFile(other.page, texts, refiner);
      await other.page.getByRole("button", { name: filled(texts.review.sign, { name: "key.json" }) }).click();
      await other.page.route("**/v1/statements", (route) => route.abort());
      await other.page.getByRole("button", { name: texts.review.submit }).click();
      await other.page.getByRole("alert").getByText(texts.refusal.kept).waitFor();
      await other.page.unroute("**/v1/statements");
      await other.page.getByRole("button", { name: texts.review.submit }).click();
      await other.page.getByRole("heading", { name: texts.statement.included.sentence }).waitFor();
      expect(other.page.url()).to.match(/\/v1\/statements\/0x[0-9a-f]{64}$/);
      await settled(other.page);
      await other.expectAccessible();
      await other.expectQuiet();
      await other.close();
    });
  }

  for (const look of looksOf(7)) {
    const { texts, name } = wordsOf(look);

    it(`says in words what the ledger would refuse, and what to do (${name})`, async () => {
      const { page, expectAccessible, close } = await openLook(browser(), look, /422/);
      await goAs(page, scene, verifier, `/work/new/certify?lot=${scene.lots.rejected}&scheme=1&validUntil=%2B90d`);
      await page.getByText("P-REJ").first().waitFor();
      await page.locator("#window").selectOption({ label: texts.draft.windows.week });
      await page.getByRole("button", { name: texts.draft.review }).click();
      await openKeyFile(page, texts, verifier);
      await page.getByRole("button", { name: filled(texts.review.sign, { name: "key.json" }) }).click();
      await page.getByRole("button", { name: texts.review.submit }).click();
      await page
        .getByRole("alert")
        .getByText(filled(texts.refusal.ledger, { name: "" }))
        .waitFor();
      await expectAccessible();
      await close();
    });
  }

  for (const look of looksOf(8)) {
    const { texts, name } = wordsOf(look);

    it(`shows each role its desk, and nobody another's (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      for (const [who, desk, heading, found] of [
        [miner, "stock", texts.desk.inHand, /P-BLEND/],
        [verifier, "certification", texts.desk.queue, /P-OPEN/],
        [laboratory, "examinations", texts.desk.toExamine, /P-OPEN/],
        [customs, "border", texts.desk.underWay, /./],
        [regulator, "oversight", texts.desk.participants, /Turbine Works/],
        [regulator, "operations", texts.desk.alarms, /./],
      ] as const) {
        await goAs(page, scene, who, `/work/${desk}`);
        await page.getByRole("heading", { level: 1, name: texts.desk[desk].title }).waitFor();
        await page.getByRole("heading", { name: heading, exact: true }).waitFor();
        await settled(page);
        await page.getByText(found).first().waitFor();
        if (desk === "oversight") {
          await page.getByRole("button", { name: miner.name }).click();
          await page.getByLabel(texts.composition.element).selectOption("Nd");
          await page.getByRole("img", { name: filled(texts.desk.flows, { element: "Nd" }) }).waitFor();
        }
        await expectAccessible();
        await expectQuiet();
      }
      await page.getByRole("button", { name: texts.session.signOut }).click();
      await page.getByRole("heading", { level: 1, name: texts.verify.title }).waitFor();
      await page.goto(`${scene.url}/work/stock`);
      await page.getByText(texts.session.needed).waitFor();
      expect(await page.getByText("P-BLEND").count()).to.equal(0);
      await close();
    });
  }

  for (const look of looksOf(11)) {
    const { texts, name } = wordsOf(look);

    it(`finds what is on its way at the desk, and refuses it there (${name})`, async () => {
      const { sign, include } = scene.service.world;
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      const lines = [{ lot: BigInt(scene.lots.valid), grams: 1_000n }];
      const sent = await sign.dispatch(miner, magnetMaker, lines, { toCountry: customs.country });
      await include(sent);
      await scene.service.services.indexer.catchUp();
      await goAs(page, scene, magnetMaker, "/work/stock");
      await page.getByRole("link", { name: texts.step["turned-away"], exact: true }).click();
      await page.locator("#field-reason").fill("3");
      await page.locator("#field-occurredAt").fill(moment());
      await page.getByLabel(texts.draft.window).selectOption({ label: texts.draft.windows.week });
      await page.getByRole("button", { name: texts.draft.review }).click();
      await openKeyFile(page, texts, magnetMaker);
      await page.getByRole("button", { name: filled(texts.review.sign, { name: "key.json" }) }).click();
      await page.getByRole("button", { name: texts.review.submit }).click();
      await page.getByRole("heading", { name: texts.statement.included.sentence }).waitFor();
      await scene.service.services.indexer.catchUp();
      // Customs at the border can hold what is on its way back.
      await goAs(page, scene, customs, "/work/border");
      await page.getByRole("link", { name: texts.step.held, exact: true }).first().click();
      await page.locator("#field-ground").waitFor();
      expect(await page.locator("#field-consignment").inputValue()).to.equal(sign.digest(sent));
      // At the sender's desk it is seen, too.
      await goAs(page, scene, miner, "/work/stock");
      await page
        .getByRole("cell", { name: consignmentStatusWords.refused[look.locale === "zh-CN" ? "zh" : "en"] })
        .first()
        .waitFor();
      await expectAccessible();
      await expectQuiet();
      await close();
    });
  }

  it("fits a phone and is accessible, whatever a form is made of", async () => {
    const look = { locale: "zh-CN", width: 390, colorScheme: "dark" } as const;
    const { texts } = wordsOf(look);
    const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
    await goAs(page, scene, refiner, "/work");
    // Lists of lots in lists, texts that cannot be broken, and choices of several.
    for (const kind of ["transform", "settle", "rotate-key"]) {
      await page.evaluate((path) => history.pushState(null, "", path), `/work/new/${kind}`);
      await page.getByRole("button", { name: texts.draft.review }).click();
      await page.locator("[aria-invalid=true]").first().waitFor();
      await expectAccessible();
      await expectQuiet();
    }
    await close();
  });

  it("changes the answer before the reader's eyes, and says so", async () => {
    const { page, expectAccessible, close } = await openLook(browser(), {
      locale: "en-GB",
      width: 390,
      colorScheme: "light",
    });
    const { sign, include } = scene.service.world;
    const declared = await sign.declare("P-LIVE", { producedAt: sign.now });
    await include(declared);
    await scene.service.services.indexer.catchUp();
    const streaming = page.waitForResponse((response) => response.url().includes("/v1/events"));
    await page.goto(`${scene.url}/v1/lots/${lotIdToWire(lotOf(declared))}`);
    await page.getByRole("heading", { name: en.conclusion["not-certified"].sentence }).waitFor();
    await streaming;
    await include(await sign.reject(declared));
    await page.getByRole("heading", { name: en.conclusion.rejected.sentence }).waitFor();
    await page.getByRole("alert").getByText(en.changed.title).waitFor();
    await expectAccessible();
    await close();
  });

  it("lets a demo's organisations be tried on with a click", async () => {
    const { page, close } = await openLook(browser(), { locale: "en-GB", width: 390, colorScheme: "light" });
    const keyFile = keyFileOf(refiner);
    const { name, organisation } = refiner;
    await page.route("**/demo/organisations.json", (route) =>
      route.fulfill({ json: [{ name, organisation, roles: ["refiner"], keyFile, password }] }),
    );
    await page.route("**/work/sign-in", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace("<html ", "<html data-demo ") });
    });
    await page.goto(`${scene.url}/work/sign-in`);
    await page.getByRole("listitem").filter({ hasText: "refiner" }).getByRole("button", { name }).click();
    await page.getByText(filled(en.work.who, { name, roles: "refiner" })).waitFor();
    await close();
  });
}

const labels = {
  en: { grams: "Mass, dry", country: "Country", lot: "Lot" },
  zh: { grams: "干重", country: "国家", lot: "批次" },
};
