import { writeFile } from "node:fs/promises";
import { expect } from "chai";
import { create, toBuffer } from "qrcode";
import { Client } from "../../../src/client/client.ts";
import { toHex } from "../../../src/domain/bytes.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { lotContext } from "../../../src/units/lot-context.ts";
import { writeUnitCode } from "../../../src/units/unit-code.ts";
import { UnitKeys } from "../../../src/units/unit-keys.ts";
import { rootHash } from "../../../src/units/unit-proof.ts";
import { UnitTree } from "../../../src/units/unit-tree.ts";
import { parties } from "../../fixtures/parties.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { signInAs } from "../../http/sign-in.ts";
import type { Scene } from "../scene.ts";
import { goAs } from "../signed-in.ts";
import { filled, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";

const { miner } = parties;
const paper = { locale: "en-GB", width: 390, colorScheme: "light" } as const;

/** Somebody has a label and a phone. */
export function scanning({ browser, scene: now }: Stage): void {
  let scene: Scene;
  before(() => {
    scene = now();
  });

  for (const look of looksOf(10)) {
    const { texts, name } = wordsOf(look);
    const picture = (name: string, buffer: Buffer) => ({ name, mimeType: "image/png", buffer });

    it(`reads a code by the camera, without a word to the service (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look);
      await writeFile(browser().cameraFile, filmOf(`${scene.url}/v1/lots/${scene.lots.valid}`));
      await page.goto(scene.url);
      await page.getByRole("button", { name: texts.scan.open }).click();
      await page.getByRole("heading", { name: texts.conclusion.valid.sentence }).waitFor();
      expect(page.url()).to.equal(`${scene.url}/v1/lots/${scene.lots.valid}`);
      await expectQuiet();
      await expectAccessible();
      await close();
    });

    it(`reads a code in a picture where the camera may not be used, and says so where there is none in it (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look, /404.*units/);
      await page.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("denied", "NotAllowedError"));
      });
      await page.goto(scene.url);
      await page.getByRole("button", { name: texts.scan.open }).click();
      await page.getByText(texts.scan.camera.refused).waitFor();
      const choose = page.getByLabel(texts.scan.picture);
      for (const [file, content] of [
        ["blank.png", await page.screenshot()],
        ["notes.png", Buffer.from("no picture at all")],
      ] as const) {
        await choose.setInputFiles(picture(file, content));
        await page
          .getByRole("alert")
          .getByText(filled(texts.scan.unreadable, { name: file }))
          .waitFor();
      }
      await expectAccessible();
      await expectQuiet();
      // A label of one gram: its page answers, whoever printed the label.
      const code = writeUnitCode({ index: 7n, tag: 9n });
      const label = `https://labels.example/v1/verify/units/${code}?lot=${scene.lots.valid}`;
      await choose.setInputFiles(picture("label.png", await toBuffer(label, { scale: 6 })));
      await page.getByRole("heading", { level: 1, name: texts.unit.title }).waitFor();
      expect(page.url()).to.equal(`${scene.url}/v1/verify/units/${code}?lot=${scene.lots.valid}`);
      await close();
    });

    it(`asks for the lot of a code that is typed without it (${name})`, async () => {
      const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), look, /404.*units/);
      const code = writeUnitCode({ index: 7n, tag: 9n });
      await page.goto(scene.url);
      await page.getByLabel(texts.verify.label).fill(code);
      await page.keyboard.press("Enter");
      const lot = page.getByLabel(texts.unit.whichLot);
      await lot.fill("NOBODY-7");
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText(texts.unit.noLot).waitFor();
      await expectAccessible();
      await expectQuiet();
      await lot.fill(scene.validNumber);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${scene.url}/v1/verify/units/${code}?lot=${scene.lots.valid}`);
      await close();
    });
  }

  it("prints labels, and knows the grams that they are for when they are scanned", async () => {
    const { texts } = wordsOf(paper);
    const { page, expectQuiet, expectAccessible, close } = await openLook(browser(), paper);
    await code(scene, "P-CODED");
    await goAs(page, scene, miner, "/work/labels");
    await page.getByLabel(texts.labels.lot).fill("P-CODED");
    await page.getByLabel(texts.labels.first).fill("7");
    await page.getByLabel(texts.labels.count).fill("2");
    await page.getByRole("button", { name: texts.labels.make }).click();
    const label = page.locator(".sheet > li").first();
    await label.getByRole("img").waitFor();
    expect(await page.locator(".sheet > li").count()).to.equal(2);
    await expectAccessible();
    await expectQuiet();
    // As near as one holds a phone.
    await page.evaluate(() => Object.assign(document.body.style, { zoom: "3" }));
    const picture = await label.screenshot();
    await page.goto(scene.url);
    await page.getByRole("button", { name: texts.scan.open }).click();
    await page
      .getByLabel(texts.scan.picture)
      .setInputFiles({ name: "label.png", mimeType: "image/png", buffer: picture });
    await page.getByRole("heading", { name: texts.unit.outcome.genuine }).waitFor();
    await page.getByText(filled(texts.unit.gram, { gram: "7", grams: "1,000" })).waitFor();
    await page.getByText(texts.unit.recomputed).waitFor();
    await expectQuiet();
    await close();
  });
}

/** A certified lot of 1,000 g whose grams have codes that the service knows. */
async function code({ service }: Scene, number: string): Promise<void> {
  const { sign, include, ledger } = service.world;
  const coded = await sign.declare(number, { massGrams: 1_000n });
  await include(coded, ...(await sign.certification(coded)));
  const lot = lotIdToWire(lotOf(coded));
  const context = lotContext({ chainId: BigInt(ledger.chainId), contract: ledger.address("UnitCodes"), lot });
  const secret = new Uint8Array(32).fill(5);
  const tree = new UnitTree(new UnitKeys(secret, context), context, 1_000n);
  await include(
    await sign.registerUnitCodes(miner, lotOf(coded), 1_000n, rootHash(context, 1_000n, toHex(tree.top()))),
  );
  await service.services.indexer.catchUp();
  const { token } = await signInAs(service, miner);
  const kept = await new Client(service.url, token).keepUnitSecret(lot, toHex(secret));
  expect(kept.state).to.equal("open");
}

/** A film of one frame that shows a code, as the camera of a test plays it: YUV4MPEG2. */
function filmOf(text: string): Buffer {
  const [width, height] = [640, 480];
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const side = Math.floor((height - 80) / modules.size);
  const [left, top] = [(width - side * modules.size) >> 1, (height - side * modules.size) >> 1];
  const light = Buffer.alloc(width * height, 235);
  for (let y = 0; y < side * modules.size; y++) {
    for (let x = 0; x < side * modules.size; x++) {
      if (modules.get(Math.floor(y / side), Math.floor(x / side))) light[(top + y) * width + left + x] = 16;
    }
  }
  const colour = Buffer.alloc((width * height) / 2, 128);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\nFRAME\n`), light, colour]);
}
