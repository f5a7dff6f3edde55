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

/** Labels on one sheet. */
export const labelsPerSheet = columns * rows;

/** A sheet of A4 with labels, each a QR code (error correction M) with its text, as SVG. */
export function labelSheet(labels: readonly UnitLabel[]): string {
  const drawn = labels.slice(0, labelsPerSheet).map((label, place) => {
    const x = page.margin + (place % columns) * cell.width;
    const y = page.margin + Math.floor(place / columns) * cell.height;
    return labelAt(label, x, y);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${page.width}mm" height="${page.height}mm" viewBox="0 0 ${page.width} ${page.height}">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...drawn,
    "</svg>",
    "",
  ].join("\n");
}

function labelAt({ code, link, title }: UnitLabel, x: number, y: number): string {
  const { modules } = create(link, { errorCorrectionLevel: "M" });
  const scale = codeSize / modules.size;
  const left = x + (cell.width - codeSize) / 2;
  const middle = x + cell.width / 2;
  const text = (line: string, at: number) =>
    `<text x="${fixed(middle)}" y="${fixed(at)}" font-family="monospace" font-size="2.6" text-anchor="middle">${escaped(line)}</text>`;
  return [
    text(title, y + 3),
    `<path transform="translate(${fixed(left)} ${fixed(y + 4.5)}) scale(${scale.toFixed(5)})" d="${darkModules(modules)}"/>`,
    text(grouped(code), y + 32),
  ].join("\n");
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
