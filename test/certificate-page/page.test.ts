import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Page } from "playwright-core";
import { buildCertificatePage, type CertificatePage } from "../../scripts/certificate-page/build.ts";
import { descriptorWords } from "../../src/certificate/network-descriptor.ts";
import { packCertificate, writeCertificate } from "../../src/certificate/read-certificate.ts";
import type * as verifier from "../../src/certificate-page/verifier.ts";
import { type CertifiedLot, certifiedLot, hostileNumber } from "../certificate/certified-lot.ts";
import { withBrowser } from "../portal/browser.ts";

const LARGEST = 300 * 1024;

describe("the page that verifies certificates' files", () => {
  let folder: string;
  let lot: CertifiedLot;
  let built: CertificatePage;
  const file = (name: string) => join(folder, name);

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), "ytterby-certificate-page-"));
    [lot, built] = await Promise.all([certifiedLot(), buildCertificatePage([])]);
    const { certificate, operator } = lot;
    const statements = certificate.statements.map((statement) => ({ ...statement, signature: "0x00" }));
    await Promise.all([
      writeFile(file("verify.html"), built.html),
      writeFile(file("bundle.mjs"), built.bundle),
      writeFile(file("lot.ytc"), await packCertificate(certificate)),
      writeFile(file("forged.ytc"), writeCertificate({ ...certificate, statements })),
      writeFile(file("short.ytc"), writeCertificate({ ...certificate, proof: certificate.proof.slice(1) })),
      writeFile(file("network.json"), JSON.stringify(operator)),
    ]);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it("is one file below 300 KB, which may connect to nothing", () => {
    expect(Buffer.byteLength(built.html)).to.be.below(LARGEST);
    expect(built.html).to.contain("default-src 'none'; connect-src 'none';");
    expect(built.html).to.not.match(/<(?:link|img|script src)/);
  });

  it("shares its bundle with Node, which comes to the service's verdict", async () => {
    const shared = (await import(pathToFileURL(file("bundle.mjs")).href)) as typeof verifier;
    const certificate = await shared.readCertificate(writeCertificate(lot.certificate));
    const now = Math.max(Math.floor(Date.now() / 1000), lot.verdict.block.timestamp);
    const verified = await shared.verifyCertificate(certificate, { known: [lot.operator], now });
    expect(verified.verdict).to.deep.equal(lot.verdict);
    expect(verified.words).to.equal(descriptorWords(lot.operator));
  });

  describe("in a browser without a network", () => {
    const browser = withBrowser();

    async function open(locale: string): Promise<Page> {
      const context = await browser().open({ locale, offline: true });
      const page = await context.newPage();
      page.on("request", (request) => {
        if (!request.url().startsWith("file:")) throw new Error(`the page asks for ${request.url()}`);
      });
      page.on("pageerror", (error) => {
        throw error;
      });
      await page.goto(pathToFileURL(file("verify.html")).href);
      return page;
    }

    const answerOf = async (page: Page, name: string) => {
      await page.setInputFiles("#file", file(name));
      const answer = page.locator(".answer");
      await answer.waitFor();
      return { text: await answer.innerText(), kind: await answer.getAttribute("class") };
    };

    for (const [locale, said] of Object.entries({
      en: {
        unknown: "Unknown network",
        operator: "By its operator's word alone",
        valid: "Valid",
        nothing: "This file proves nothing",
      },
      "zh-CN": {
        unknown: "未知网络",
        operator: "仅凭运营方一方之言",
        valid: "有效",
        nothing: "此文件不能证明任何事项",
      },
    })) {
      it(`verifies a file, in ${locale}`, async function () {
        this.timeout(60_000);
        const page = await open(locale);
        const stranger = await answerOf(page, "lot.ytc");
        expect(stranger.text).to.contain(said.unknown);
        expect(stranger.kind).to.equal("answer not-valid unknown");
        await page.setInputFiles("#network", file("network.json"));
        await page.locator(".offer .words").getByText(descriptorWords(lot.operator)).waitFor();
        await page.click("#trust");
        await page.locator(".answer.operator").waitFor();
        const known = await page.locator(".answer").innerText();
        expect(known).to.contain(said.operator).and.to.contain(said.valid).and.to.contain(hostileNumber);
        expect(await page.locator(".answer b").count()).to.equal(0);
        // One operator's word is never shown as validators' seals are.
        expect(await page.locator(".answer").getAttribute("class")).to.equal("answer valid operator");
        await page.setInputFiles("#file", file("short.ytc"));
        await page.locator(".answer.refused").getByText(said.nothing).waitFor();
        await page.setInputFiles("#file", file("forged.ytc"));
        await page.locator(".answer.not-valid").waitFor();
        await page.context().close();
      });
    }
  });
});
