import { expect } from "chai";
import { openAssay } from "../../../src/client/documents.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import { setExportRule } from "../../../src/governance/calls.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";
import type { Scene } from "../scene.ts";
import { goAs } from "../signed-in.ts";
import { filled, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";
import { settled } from "../watched-page.ts";

const { miner, refiner, magnetMaker, carrier, customs, regulator } = parties;
const container = "CSQU3054383";
const seal = "S-90417";
/** Behind it are goods that nothing holds. */
const freeSeal = "S-77001";
const rule = "CN test 57";
const transitRule = "VN test 63";
const latest = 2 ** 32 - 1;

/** Lots, and a consignment on the road that its sender leads himself. */
interface AtTheBorder {
  held: string;
  free: string;
  seized: string;
  /** It arrived while the consignment was held. */
  arrived: string;
  led: string;
}

/** What happens at the border before anybody looks: goods in the Netherlands, challenged, more under way behind a seal, a finding, a rule, a permit. */
export async function setUpBorder({ service }: Scene): Promise<AtTheBorder> {
  const { sign, include, governance } = service.world;
  const declared = await sign.declare("P-BORDER", { massGrams: 2_000_000n });
  await include(declared, ...(await sign.certification(declared)));
  const lot = lotOf(declared);
  const there = { toCountry: customs.country, seal };
  const arrived = await sign.dispatch(miner, magnetMaker, [{ lot, grams: 400_000n }], there);
  await include(arrived, await sign.receive(arrived, magnetMaker));
  const underWay = await sign.dispatch(miner, magnetMaker, [{ lot, grams: 250_000n }], there);
  await include(underWay, await sign.changeRoute(carrier, underWay, ["KZ", "SG"]));
  const free = await sign.declare("P-FREE", { massGrams: 500_000n });
  await include(free, ...(await sign.certification(free)));
  await include(
    await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(free), grams: 250_000n }], { ...there, seal: freeSeal }),
  );
  await include(await sign.challenge(customs, lot, magnetMaker), await sign.recordFinding(customs));
  const other = await sign.declare("P-SEIZED", { massGrams: 900_000n });
  await include(other, ...(await sign.certification(other)));
  const inPart = await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(other), grams: 500n }], {
    ...there,
    seal: null,
  });
  await include(inPart, await sign.receive(inPart, magnetMaker));
  const part = await sign.hold(customs, lotOf(other), { holder: magnetMaker.organisation });
  await include(part);
  await include(await sign.seize(customs, part, 200n));
  const road = await sign.declare("P-ROAD", { massGrams: 900_000n });
  await include(road, ...(await sign.certification(road)));
  const arriving = await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(road), grams: 700n }], {
    ...{ ...there, seal: null },
  });
  await include(arriving, await sign.holdConsignment(customs, arriving));
  await include(await sign.receive(arriving, magnetMaker));
  const led = await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(road), grams: 300n }], { carrier: null });
  await include(led);
  // From now on such concentrates leave China with a permit alone.
  await governance.execute(
    setExportRule({
      ...{ rule: 57, name: rule, country: "CN", elements: ["Sm", "Nd"], forms: ["concentrate"], coversTransit: false },
      ...{ validFrom: 1_750_000_000, validUntil: latest, valueShareBasisPoints: null },
      suspensions: [{ from: 1_762_444_800, until: 1_775_000_000 }],
    }),
    setExportRule({
      ...{ rule: 63, name: transitRule, country: "VN", elements: ["Nd"], forms: ["concentrate"], coversTransit: true },
      ...{ validFrom: 1_750_000_000, validUntil: latest, valueShareBasisPoints: null, suspensions: [] },
    }),
    setExportRule({
      ...{ rule: 61, name: "CN test 61", country: "CN", elements: [], forms: [], coversTransit: false },
      ...{ validFrom: 1_764_500_000, validUntil: latest, valueShareBasisPoints: 10, suspensions: [] },
    }),
  );
  const terms = { destination: magnetMaker.country, elements: ["Sm", "Nd"] as const, forms: ["concentrate"] as const };
  const permit = await sign.permit(regulator, miner, magnetMaker, {
    ...{ ...terms, elements: [...terms.elements], forms: [...terms.forms], grams: 900_000n },
    validUntil: sign.now + 200 * 86_400,
  });
  await include(permit);
  await include(await sign.dispatch(miner, magnetMaker, [{ lot, grams: 300_000n }]));
  await service.services.indexer.catchUp();
  const [held, unheld, seized, onArrival] = [lot, lotOf(free), lotOf(other), lotOf(road)].map(lotIdToWire) as [
    ...[string, string, string, string],
  ];
  return { held, free: unheld, seized, arrived: onArrival, led: sign.digest(led) };
}

/** An officer looks a number up, an exporter answers, a regulator judges what was sent, and a sender is told before he signs. */
export function atTheBorder({ browser, scene: now }: Stage): void {
  let scene: Scene;
  let held: string;
  let free: string;
  let seized: string;
  let arrived: string;
  let led: string;
  before(async () => {
    scene = now();
    ({ held, free, seized, arrived, led } = await setUpBorder(scene));
  });

  for (const look of looksOf(12)) {
    const { texts, name } = wordsOf(look);

    it(`leads an officer from a container's number to the drafts of what he does (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, customs, "/work/border");
      const field = page.getByLabel(texts.border.label);
      await field.fill("CSQU 305438-4");
      await page.getByRole("button", { name: texts.border.go }).click();
      await page.getByRole("alert").getByText("ISO 6346").waitFor();
      await expectAccessible();
      await field.fill("CSQU 305438-3");
      await page.getByRole("button", { name: texts.border.go }).click();
      await page
        .getByRole("heading", { name: new RegExp(container) })
        .last()
        .waitFor();
      await page.getByText(texts.border.noLot).waitFor();
      await expectQuiet();
      await expectAccessible();
      await page.getByRole("link", { name: texts.step["finding-tied"] }).click();
      await page.locator("#field-finding").waitFor();
      expect(await page.locator("#field-finding").inputValue()).to.match(/^0x[0-9a-f]{64}$/);
      expect(await page.locator("#field-country").inputValue()).to.equal(customs.country);
      // A container that nobody has written about yet: the way to a finding about it.
      await page.goto(`${scene.url}/work/border?q=MSKU9070323`);
      await page.getByText(texts.border.nothing).waitFor();
      await page.getByRole("link", { name: texts.step["finding-recorded"] }).first().click();
      await page.locator("#field-referenceNumber").waitFor();
      expect(await page.locator("#field-referenceNumber").inputValue()).to.equal("MSKU9070323");
      expect(await page.locator("#field-referenceKind").inputValue()).to.equal("container");
      await close();
    });

    it(`shows an officer a lot by the seal it travels behind: verdict, challenge, rules and permits (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, customs, `/work/border?q=${seal}`);
      await page.getByRole("link", { name: filled(texts.lot.lotNumber, { number: "P-BORDER" }) }).waitFor();
      await page.getByText(texts.conclusion.valid.sentence).waitFor();
      await page
        .getByText(filled(texts.clock.left, { time: "" }).trim())
        .first()
        .waitFor();
      // It goes another way than it left for, by its carrier's word: that stands with the lot, and with what is under way.
      const ways = page.getByRole("link", { name: /(Kazakhstan, Singapore|哈萨克斯坦、新加坡)$/ });
      await page
        .getByRole("article")
        .getByRole("link", { name: /(Singapore|新加坡)$/ })
        .waitFor();
      await ways.nth(1).waitFor();
      // What is under way left before the rule, and needs a permit today.
      await page
        .getByRole("heading", { name: new RegExp(rule) })
        .or(page.getByText(texts.crossing.covered))
        .first()
        .waitFor();
      await page
        .getByText(texts.crossing.why.split("{{")[0] ?? "")
        .first()
        .click();
      await page.getByText(rule).first().waitFor();
      await settled(page);
      await expectQuiet();
      await expectAccessible();
      await page.getByRole("link", { name: texts.step["hold-released"] }).click();
      await page.locator("#field-hold").waitFor();
      expect(await page.locator("#field-lot").inputValue()).to.equal(held);
      expect(await page.locator("#field-hold").inputValue()).to.match(/^0x[0-9a-f]{64}$/);
      await page.goBack();
      await page.getByRole("link", { name: texts.step["challenge-asked"], exact: true }).click();
      await page.locator("#field-answerBy").waitFor();
      expect(await page.locator("#field-holder").inputValue()).to.equal(magnetMaker.organisation);
      expect(await page.locator("#field-answerBy").inputValue()).to.equal("+14d");
      await close();
    });
  }

  for (const look of looksOf(16)) {
    const { texts, name } = wordsOf(look);

    it(`compares what an officer fills in with the ledger, and leads to the hold (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, customs, `/work/border?q=${freeSeal}`);
      await page.getByRole("link", { name: texts.step["finding-recorded"] }).first().click();
      await page.locator("#field-netGrams").waitFor();
      // It was sent under the seal that was looked up, so nothing differs yet.
      await page.getByText(texts.inspection.fits).waitFor();
      await page.locator("#field-netGrams").fill("200 kg");
      await page.locator("#field-labelOrigin").fill("TH");
      await page.locator("#field-seal").fill("S-1");
      const isChinese = look.locale === "zh-CN";
      await page.getByText(isChinese ? "少 50 kg，允差 1.25 kg" : "50 kg less, tolerated are 1.25 kg").waitFor();
      await page.getByText(isChinese ? `发运时封志号为 ${freeSeal}` : `sent under seal ${freeSeal}`).waitFor();
      await page.getByText(isChinese ? "标签为 TH" : "The label says TH").waitFor();
      // What is on the road is held as such.
      const held = page.getByRole("link", { name: texts.inspection.holdConsignment });
      expect(await held.first().getAttribute("href")).to.match(/hold-consignment\?.*consignment=0x[0-9a-f]{64}/);
      await expectQuiet();
      await expectAccessible();
      // With a wider tolerance the weight is right.
      await page.getByLabel(texts.inspection.tolerance.weights).fill("20");
      await page.getByText(isChinese ? "少 50 kg" : "50 kg less").waitFor({ state: "detached" });
      // What a laboratory found is compared as it is written, and what cannot be read is said.
      await page.getByLabel(texts.inspection.assay, { exact: true }).fill("Nd 9 %, Ce 21 %, Fe");
      await page.getByLabel(texts.inspection.assay, { exact: true }).blur();
      await page.locator("#field-assay-fault").waitFor();
      await page.getByLabel(texts.inspection.assay, { exact: true }).fill("Nd 9 %, Ce 21 %");
      await page
        .getByText(isChinese ? "Nd：查获 9 %，而批次 P-FREE 为 7.2 %" : "Nd: found 9 %; lot P-FREE has 7.2 %")
        .waitFor();
      await page.getByLabel(texts.inspection.tolerance.shares).fill("25");
      await page.getByText(isChinese ? "Nd：查获" : "Nd: found").waitFor({ state: "detached" });
      await expectAccessible();
      await page.getByLabel(texts.inspection.beside).fill("P-FREE");
      await page.getByRole("button", { name: texts.inspection.compare, exact: true }).click();
      await page.getByRole("heading", { name: filled(texts.inspection.lot, { name: "P-FREE" }) }).waitFor();
      await page.getByText(isChinese ? "标签为 TH" : "The label says TH").waitFor();
      const hold = texts.inspection.hold.split("{{")[0] ?? "";
      await page.getByRole("link", { name: hold }).first().click();
      await page.locator("#field-ground").waitFor();
      expect(await page.locator("#field-lot").inputValue()).to.equal(free);
      expect(await page.locator("#field-holder").inputValue()).to.equal(magnetMaker.organisation);
      expect(await page.locator("#field-country").inputValue()).to.equal(customs.country);
      expect(await page.locator("#field-until").inputValue()).to.equal("+30d");
      await close();
    });
  }

  for (const look of looksOf(14)) {
    const { texts, name } = wordsOf(look);

    it(`puts what a laboratory found into the documents of the finding (${name})`, async () => {
      const { page, expectQuiet, close } = await openLook(browser(), look);
      await goAs(page, scene, customs, `/work/new/record-finding?referenceKind=container&referenceNumber=MSKU9070323`);
      const evidence = page.locator("#field-evidence");
      await evidence.waitFor();
      const named = async () => {
        await page.getByRole("button", { name: texts.draft.review }).click();
        await page.getByText(texts.draft.lead.signing).waitFor();
        await page.getByRole("button", { name: texts.review.change }).click();
        await evidence.waitFor();
        return (await evidence.inputValue()) as Hex;
      };
      const assayIn = async (hash: Hex) => {
        const parts: Uint8Array[] = [];
        for await (const part of scene.service.services.evidence.read(hash)) parts.push(part);
        return openAssay(Buffer.concat(parts));
      };
      const photographs: Hex = `0x${"ab".repeat(32)}`;
      await page.locator("#field-country").fill(customs.country);
      await page.locator("#field-grossGrams").fill("1 t");
      await page.locator("#field-netGrams").fill("0");
      await evidence.fill(photographs);
      await page.locator("#field-assay").fill("Nd 9 %");
      const first = await named();
      const assay = { Nd: { partsPerHundredMillion: 9_000_000 } };
      expect(await assayIn(first)).to.deep.equal({ assay, documents: [photographs] });
      // What did not change is not stored again; what did takes its place, and what is taken out leaves what was there before.
      expect(await named()).to.equal(first);
      await page.locator("#field-assay").fill("Nd 8 %");
      const second = await named();
      expect((await assayIn(second))?.documents).to.deep.equal([photographs]);
      expect(second).to.not.equal(first);
      await page.locator("#field-assay").fill("");
      expect(await named()).to.equal(photographs);
      await expectQuiet();
      await close();
    });

    it(`leads an officer from goods that he holds to their seizure, and from a seizure to its end (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, customs, `/work/border?q=${seized}`);
      await page.getByRole("heading", { name: texts.border.seizures, exact: true }).waitFor();
      await page.getByRole("link", { name: texts.step.seized, exact: true }).waitFor();
      await settled(page);
      await expectQuiet();
      await expectAccessible();
      await page.getByRole("link", { name: texts.step.seized, exact: true }).click();
      await page.locator("#field-grams").waitFor();
      const written = (field: string) => page.locator(`#field-${field}`).inputValue();
      expect([await written("lot"), await written("holder")]).to.deep.equal([seized, magnetMaker.organisation]);
      expect([await written("grams"), await written("country")]).to.deep.equal(["300", customs.country]);
      expect(await written("hold")).to.match(/^0x[0-9a-f]{64}$/);
      await page.goBack();
      await page.getByRole("link", { name: texts.step["seizure-ended"], exact: true }).first().click();
      await page.locator("#field-seizure").waitFor();
      expect(await written("lot")).to.equal(seized);
      expect(await written("seizure")).to.match(/^0x[0-9a-f]{64}$/);
      // Nothing is seized of who still has time to answer.
      await page.goto(`${scene.url}/work/border?q=${seal}`);
      await page.getByRole("link", { name: texts.step["hold-released"] }).waitFor();
      expect(await page.getByRole("link", { name: texts.step.seized, exact: true }).count()).to.equal(0);
      await close();
    });
  }

  for (const look of looksOf(13)) {
    const { texts, name } = wordsOf(look);

    it(`shows an exporter the question and the clock, and opens the answer's form (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, magnetMaker, "/work/challenges");
      await page.getByRole("heading", { name: /P-BORDER/ }).waitFor();
      await page.getByText(texts.challenges.question, { exact: true }).waitFor();
      const left = filled(texts.clock.left, { time: "X" }).split("X");
      expect(await page.locator(".clock-left").innerText()).to.match(new RegExp(`${left[0]}15.+${left[1]}`));
      const documents = page.getByRole("listitem").filter({ hasNot: page.getByRole("button") });
      expect(await documents.count()).to.be.at.least(5);
      await page.getByText(texts.challenges.seizedLead).waitFor();
      await expectQuiet();
      await expectAccessible();
      await page.getByRole("link", { name: texts.step["challenge-answered"] }).click();
      await page.locator("#field-contractOfSale").waitFor();
      expect(await page.locator("#field-lot").inputValue()).to.equal(held);
      expect(await page.locator("#field-challenge").inputValue()).to.match(/^0x[0-9a-f]{64}$/);
      // Nobody else is asked.
      await goAs(page, scene, refiner, "/work/challenges");
      await page.getByText(texts.challenges.none).waitFor();
      await close();
    });
  }

  for (const look of looksOf(14)) {
    const { texts, name } = wordsOf(look);

    it(`shows a regulator what is left of permits, rules by day, and what they would have stopped (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, regulator, "/work/export-control");
      await page
        .getByRole("cell", { name: "600 kg / 900 kg" })
        .or(page.getByRole("cell", { name: "600 kg of 900 kg" }))
        .waitFor();
      await page.getByRole("heading", { name: new RegExp(rule) }).waitFor();
      const standing = page.getByRole("listitem").filter({ hasText: rule });
      await standing.getByText(look.locale === "zh-CN" ? "有效" : "in force", { exact: true }).waitFor();
      await page.getByLabel(texts.control.day, { exact: true }).fill("2025-12-01");
      await standing.getByText(look.locale === "zh-CN" ? "暂停" : "suspended", { exact: true }).waitFor();
      await page.getByLabel(texts.control.from).fill("2020-01-01");
      await page.getByLabel(texts.control.to).fill("2090-01-01");
      await page.getByLabel(texts.control.rulesOf).fill("2027-01-01");
      await page.getByRole("button", { name: texts.control.run, exact: true }).click();
      await page.getByText(texts.control.stoppedCaption).waitFor();
      await page
        .getByRole("cell", { name: new RegExp(rule) })
        .first()
        .waitFor();
      await settled(page);
      await expectQuiet();
      await expectAccessible();
      // While the rule was suspended, it would have stopped nothing.
      await page.getByLabel(texts.control.rulesOf).fill("2025-12-01");
      await page.getByRole("button", { name: texts.control.run, exact: true }).click();
      await page.getByText(filled(texts.control.wouldStop, { count: "0" })).waitFor();
      await close();
    });
  }

  for (const look of looksOf(17)) {
    const { texts, name } = wordsOf(look);

    it(`leads an officer from what arrived of a held consignment to its seizure (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, customs, `/work/border?q=${arrived}`);
      const seize = page.getByRole("link", { name: texts.step.seized, exact: true });
      await seize.waitFor();
      await settled(page);
      await expectQuiet();
      await expectAccessible();
      await seize.click();
      await page.locator("#field-grams").waitFor();
      const written = (field: string) => page.locator(`#field-${field}`).inputValue();
      expect([await written("lot"), await written("holder")]).to.deep.equal([arrived, magnetMaker.organisation]);
      expect([await written("grams"), await written("country")]).to.deep.equal(["700", customs.country]);
      await close();
    });

    it(`tells who leads goods another way which rules of new countries ask for permits (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      const known = { consignment: led, route: "VN, PL", reason: "4" };
      await goAs(page, scene, miner, `/work/new/change-route?${new URLSearchParams(known)}`);
      await page.getByText(filled(texts.crossing.unpermitted, { names: transitRule })).waitFor();
      await expectQuiet();
      await expectAccessible();
      // What it was said to pass already is not judged again.
      await page.locator("#field-route").fill("PL");
      await page.getByText(texts.crossing.nothingNew).waitFor();
      await page.locator("#field-route").fill("TH");
      await page.getByText(texts.crossing.free).waitFor();
      await close();
    });
  }

  for (const look of looksOf(15)) {
    const { texts, name } = wordsOf(look);

    it(`tells a sender before he signs that the ledger would refuse, and by which rule (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      const known = {
        ...{ "lines.0.lot": held, "lines.0.grams": "1 kg", recipient: refiner.organisation },
        ...{ fromCountry: "CN", toCountry: "DE", emissionsGrams: "0", route: "" },
      };
      await goAs(page, scene, miner, `/work/new/dispatch?${new URLSearchParams(known)}`);
      await page.getByText(filled(texts.crossing.stopped, { names: rule })).waitFor();
      await expectQuiet();
      await expectAccessible();
      // To whom the permit names, it is covered; and it is said again where it is signed.
      await page.locator("#field-recipient").fill(magnetMaker.organisation);
      await page.getByText(texts.crossing.covered).waitFor();
      await page.getByRole("button", { name: texts.draft.review }).click();
      await page.getByRole("heading", { name: texts.review.says }).waitFor();
      await page.getByText(texts.crossing.covered).waitFor();
      await settled(page);
      await expectQuiet();
      await expectAccessible();
      await close();
    });
  }
}
