import { PassThrough, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { inflateSync } from "node:zlib";
import { expect } from "chai";
import { type UnitLabel, writeLabelPdf } from "../../src/cli/unit-labels.ts";

const labels = Array.from({ length: 40 }, (_, gram): UnitLabel => {
  const code = String(gram).padStart(20, "A");
  return { code, link: `https://example.org/v1/verify/units/${code}`, title: "DRUM-1" };
});

/** What each page draws, and what it writes, as a reader of PDF would take it. */
async function pagesOf(given: Iterable<UnitLabel>): Promise<{ texts: string[]; fills: number }[]> {
  const to = new PassThrough();
  const [, file] = await Promise.all([writeLabelPdf(given, to), buffer(to)]);
  const streams = file.toString("latin1").matchAll(/stream\n([\s\S]*?)\nendstream/g);
  return [...streams].map(([, deflated = ""]) => {
    const drawn = inflateSync(Buffer.from(deflated, "latin1")).toString("latin1");
    const shown = [...drawn.matchAll(/\[((?:<[0-9a-f]*>|[-0-9. ])+)\] TJ/g)].map(([, parts = ""]) =>
      [...parts.matchAll(/<([0-9a-f]*)>/g)].map(([, hex = ""]) => Buffer.from(hex, "hex").toString("latin1")).join(""),
    );
    return { texts: shown, fills: drawn.split(/^f$/m).length - 1 };
  });
}

describe("cli/unit-labels", () => {
  it("writes a PDF of as many pages as there are sheets, with each label once, in order", async () => {
    const pages = await pagesOf(labels);
    expect(pages.map(({ fills }) => fills)).to.deep.equal([32, 8]);
    const grouped = labels.map(({ code }) => code.replace(/(.{5})(?=.)/g, "$1 "));
    expect(pages.flatMap(({ texts }) => texts)).to.deep.equal(grouped.flatMap((code) => ["DRUM-1", code]));
  });

  it("tells where it cannot be written", async () => {
    const to = new Writable({ write: (_chunk, _encoding, done) => done(new Error("no room")) });
    const failed = await writeLabelPdf(labels, to).catch((error: Error) => error);
    expect(failed).to.include({ message: "no room" });
  });
});
