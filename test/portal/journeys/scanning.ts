import { writeFile } from "node:fs/promises";
import { expect } from "chai";
import { create, toBuffer } from "qrcode";
import { writeUnitCode } from "../../../src/units/unit-code.ts";
import type { Scene } from "../scene.ts";
import { filled, looksOf, openLook, type Stage, wordsOf } from "../stage.ts";

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
