import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import PdfDocument from "pdfkit";
import { create } from "qrcode";

/** What a label says of one gram, or of a package that begins with it. */
export interface UnitLabel {
  code: string;
  /** Address that the QR code holds. */
  link: string;
  /** Line above the code, such as the lot's number. */
  title: string;
}

const columns = 4;
const rows = 8;
/** A4 in millimetres, and the margin that printers leave. */
const page = { width: 210, height: 297, margin: 8 };
const cell = { width: (page.width - 2 * page.margin) / columns, height: (page.height - 2 * page.margin) / rows };
const codeSize = 24;
const textSize = 2.6;
/** A PDF measures in points, 72 to the inch of 25.4 mm. */
const POINTS_PER_MILLIMETRE = 72 / 25.4;

/** Labels on one sheet. */
export const labelsPerSheet = columns * rows;

/** A sheet of A4 with at most `labelsPerSheet` labels, each a QR code (error correction M) with its text, as SVG. */
export function labelSheet(labels: readonly UnitLabel[]): string {
  const drawn = labels.map((label, place) => {
    const { lines, code } = laidOut(label, place);
    const texts = lines.map(
      ({ text, middle, at }) =>
        `<text x="${fixed(middle)}" y="${fixed(at)}" font-family="monospace" font-size="${textSize}" text-anchor="middle">${escaped(text)}</text>`,
    );
    const path = `<path transform="translate(${fixed(code.left)} ${fixed(code.top)}) scale(${code.scale.toFixed(5)})" d="${code.path}"/>`;
    return [...texts, path].join("\n");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}mm" height="${page.height}mm" viewBox="0 0 ${page.width} ${page.height}">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...drawn,
    "</svg>",
    "",
  ].join("\n");
}

/**
 * Writes the same sheets as pages of one PDF. All that is written, a code and a lot's number, is ASCII: so the font is one that every reader of
 * PDF has.
 */
export async function writeLabelPdf(labels: Iterable<UnitLabel>, to: Writable): Promise<void> {
  const size: [number, number] = [page.width * POINTS_PER_MILLIMETRE, page.height * POINTS_PER_MILLIMETRE];
  const pdf = new PdfDocument({ size, margin: 0, autoFirstPage: false, font: "Courier" });
  const written = pipeline(pdf, to);
  for (const sheet of sheetsOf(labels)) {
    pdf.addPage().scale(POINTS_PER_MILLIMETRE).fontSize(textSize);
    for (const [place, label] of sheet.entries()) drawLabel(pdf, label, place);
    // What is drawn is written meanwhile, and not kept.
    await Promise.race([setImmediate(), written]);
  }
  pdf.end();
  await written;
}

function drawLabel(pdf: PDFKit.PDFDocument, label: UnitLabel, place: number): void {
  const { lines, code } = laidOut(label, place);
  for (const { text, middle, at } of lines) {
    const width = pdf.widthOfString(text);
    pdf.text(text, middle - width / 2, at, { lineBreak: false, baseline: "alphabetic" });
  }
  pdf.save().translate(code.left, code.top).scale(code.scale).path(code.path).fill().restore();
}

/** Labels as they stand together on sheets. */
export function* sheetsOf(labels: Iterable<UnitLabel>): Generator<readonly UnitLabel[]> {
  let sheet: UnitLabel[] = [];
  for (const label of labels) {
    sheet.push(label);
    if (sheet.length < labelsPerSheet) continue;
    yield sheet;
    sheet = [];
  }
  if (sheet.length > 0) yield sheet;
}

/** Where the parts of a label stand on its sheet, in millimetres from the upper left. */
function laidOut({ code, link, title }: UnitLabel, place: number) {
  const x = page.margin + (place % columns) * cell.width;
  const y = page.margin + Math.floor(place / columns) * cell.height;
  const middle = x + cell.width / 2;
  const { modules } = create(link, { errorCorrectionLevel: "M" });
  return {
    lines: [
      { text: title, middle, at: y + 3 },
      { text: grouped(code), middle, at: y + 32 },
    ],
    code: {
      left: middle - codeSize / 2,
      top: y + 4.5,
      scale: codeSize / modules.size,
      path: darkModules(modules),
    },
  };
}

/** One rectangle for each run of dark modules of a row. */
function darkModules({ size, data }: { size: number; data: ArrayLike<number> }): string {
  let path = "";
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const first = column;
      while (column < size && data[row * size + column]) column += 1;
      if (column > first) path += `M${first} ${row}h${column - first}v1h${first - column}z`;
    }
  }
  return path;
}

/** In fives, as people read it. */
function grouped(code: string): string {
  return code.replace(/(.{5})(?=.)/g, "$1 ");
}

function fixed(millimetres: number): string {
  return millimetres.toFixed(2);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
