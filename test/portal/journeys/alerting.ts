import { mkdirSync } from "node:fs";
import { AlertEngine } from "../../../src/alerts/engine.ts";
import { notApplicableWords } from "../../../src/domain/fingerprint/applicability.ts";
import type { NewAlert } from "../../../src/store/repositories/alert-repository.ts";
import { parties } from "../../fixtures/parties.ts";
import type { Scene } from "../scene.ts";
import { goAs } from "../signed-in.ts";
import { filled, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";
import { settled } from "../watched-page.ts";

const { regulator, miner } = parties;
const months = ["2026-01", "2026-02", "2026-03"];
const csv = [
  "flow,hs,reporter,partner,month,net_kg,value",
  ...months.flatMap((month) => [`X,2846,CN,TH,${month},100000,1`, `M,2846,TH,CN,${month},40000,1`]),
].join("\n");

/** An authority looks at alerts and trade statistics, and does something about them. */
export function alerting({ browser, scene: now }: Stage): void {
  let scene: Scene;

  before(async () => {
    scene = now();
    const { ledger, indexer, store, logger } = scene.service.services;
    await ledger.rpc.call("anvil_mine", ["0x10"]);
    await indexer.catchUp();
    await new AlertEngine({ store, logger }).catchUp();
    const rows = drawn(scene.lots.valid).map((row) => ({ ...row, evidence: JSON.stringify(row.evidence) }));
    await store.db
      .insertInto("alert")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });

  for (const [index, look] of looksOf(9).entries()) {
    const { texts, name } = wordsOf(look);
    const picture = async (page: { screenshot(options: object): Promise<unknown> }, what: string) => {
      const folder = process.env.YTTERBY_TEST_PICTURES;
      if (folder === undefined) return;
      mkdirSync(folder, { recursive: true });
      await page.screenshot({
        path: `${folder}/${what}-${look.locale}-${look.width}-${look.colorScheme}.png`,
        fullPage: true,
      });
    };

    it(`reads alerts with their evidence, forwards one and closes it (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await goAs(page, scene, regulator, "/work/alerts");
      await page.getByRole("link", { name: (look.locale === "zh-CN" ? titles.zh : titles.en).surge }).waitFor();
      await settled(page);
      await expectAccessible();
      await picture(page, "inbox");
      const words = look.locale === "zh-CN" ? titles.zh : titles.en;
      await page.getByRole("link", { name: words.fingerprint }).first().click();
      await page.getByRole("heading", { name: texts.pattern.title }).waitFor();
      await page.getByText(texts.alerts.figures).first().click();
      await settled(page);
      await expectAccessible();
      await expectQuiet();
      await picture(page, "assay");
      await page.getByRole("link", { name: texts.alerts.back }).click();
      await page.getByRole("link", { name: words.surge }).first().click();
      await page.getByRole("img", { name: texts.series.surge }).waitFor();
      await settled(page);
      await expectAccessible();
      await picture(page, "surge");
      await goAs(page, scene, regulator, `/work/alerts/${drawn("")[2 + index]?.id}`);
      await page.getByRole("radio", { name: texts.alerts.choose.forward }).check();
      await page.getByLabel(texts.alerts.country).fill("no");
      await page.getByLabel(texts.alerts.reason).fill("the ship goes on");
      await page.getByRole("button", { name: texts.alerts.done }).click();
      await page.getByRole("listitem").filter({ hasText: "the ship goes on" }).waitFor();
      await page.getByRole("radio", { name: texts.alerts.choose.close }).check();
      await page.getByLabel(texts.alerts.reasonNeeded).fill("weighed again");
      await page.getByRole("button", { name: texts.alerts.done }).click();
      await page.getByText(texts.alerts.over).waitFor();
      await settled(page);
      await expectAccessible();
      await expectQuiet();
      await picture(page, "closed");
      await close();
    });

    it(`brings in trade statistics, and reads the gap (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look, /422/);
      await goAs(page, scene, regulator, "/work/statistics");
      const bring = async (text: string) => {
        const buffer = Buffer.from(text);
        await page.getByLabel(texts.statistics.file).setInputFiles({ name: "trade.csv", mimeType: "text/csv", buffer });
        await page.getByRole("button", { name: texts.statistics.send }).click();
      };
      await bring(`${csv}\nX,2846,CN,TH,2026-99,1,1`);
      await page
        .getByText(/2026-99/)
        .first()
        .waitFor();
      await expectAccessible();
      await bring(csv);
      await page.getByText(filled(texts.statistics.brought, { count: "6", skipped: "0" })).waitFor();
      await page.getByRole("img", { name: /CN-TH/ }).waitFor();
      await settled(page);
      await expectAccessible();
      await expectQuiet();
      await picture(page, "statistics");
      await close();
    });

    it(`tells a buyer whether the assay fits the declared origin (${name})`, async () => {
      const { page, expectQuiet, close } = await openLook(browser(), look);
      await page.goto(`${scene.url}/v1/lots/${scene.lots.valid}`);
      const heading = page.getByRole("heading", { name: texts.originFit.title });
      await heading.waitFor();
      await heading.scrollIntoViewIfNeeded();
      // The tests' concentrates have fewer rare earths than a pattern takes.
      const { en, zh } = notApplicableWords["too-few-elements"];
      await page.getByText(look.locale === "zh-CN" ? zh : en).waitFor();
      await expectQuiet();
      await close();
    });

    it(`shows nobody but authorities an alert (${name})`, async () => {
      const { page, close } = await openLook(browser(), look, /403/);
      await goAs(page, scene, miner, "/work/alerts");
      await page.getByRole("alert").waitFor();
      await close();
    });
  }
}

const titles = {
  en: { fingerprint: "Assay against the declared origin", surge: "Surge of a route" },
  zh: { fingerprint: "分析结果与申报来源不符", surge: "运输路线货量激增" },
};

/** Alerts that the scene's own trade does not give rise to. */
function drawn(lot: string): NewAlert[] {
  const common = {
    statements: [],
    organisations: [],
    countries: ["CN", "MX"],
    raised_at: 1_790_000_000n,
    block_number: 1n,
  };
  const id = (digit: string): string => `0x${digit.repeat(64)}`;
  const sent = ["2025-11", "2025-12", "2026-01"].map((month, index) => [
    month,
    String((index === 2 ? 620 : 90) * 1_000_000),
  ]);
  const seal = { rule: "seal-broken", subject_type: "consignment", evidence: { seal: "S-1", consignment: id("9") } };
  return [
    {
      ...common,
      ...{ id: id("1"), rule: "fingerprint-against-origin", subject_type: "lot", subject: lot },
      evidence: {
        lot,
        lotNumber: "P-BLEND",
        origin: "MX",
        deposit: "Sonora",
        fits: ["longnan"],
        en: "It fits Longnan.",
        zh: "与龙南相符。",
      },
    },
    {
      ...common,
      ...{ id: id("2"), rule: "route-surge", subject_type: "route", subject: "CN-MX" },
      evidence: {
        ...{ route: "CN-MX", month: "2026-01", grams: "620000000", usualGrams: "90000000", limitGrams: "270000000" },
        series: Object.fromEntries(sent),
      },
    },
    ...[..."3456789a"].map((digit) => ({
      ...common,
      ...seal,
      ...{ id: id(digit), subject_type: "organisation", subject: miner.organisation },
    })),
  ];
}
