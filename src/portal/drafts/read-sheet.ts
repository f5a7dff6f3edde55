import { strFromU8, unzipSync } from "fflate";
import { UnreadableTable } from "./unreadable-table.ts";

/** Larger than any table of statements, in bytes. */
const mostBytes = 20_000_000;

/**
 * The first sheet of a spreadsheet (Office Open XML), as texts. Numbers stay as they are stored, digit by digit: dates have to be written as text, as
 * a number says nothing of what it counts.
 * @throws UnreadableTable
 */
export function readSheet(bytes: Uint8Array): string[][] {
  const parts = partsOf(bytes);
  const document = (path: string) => {
    const part = parts[path];
    return part && new DOMParser().parseFromString(strFromU8(part), "application/xml");
  };
  const sheet = document("xl/worksheets/sheet1.xml");
  if (sheet === undefined) throw new UnreadableTable("malformed");
  const shared = [...(document("xl/sharedStrings.xml")?.getElementsByTagName("si") ?? [])].map(textOf);
  return [...sheet.getElementsByTagName("row")].map((row) => {
    const cells: string[] = [];
    for (const cell of row.getElementsByTagName("c")) cells[columnOf(cell)] = textOfCell(cell, shared);
    return Array.from(cells, (cell) => cell ?? "");
  });
}

function partsOf(bytes: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) =>
        /^xl\/(?:worksheets\/sheet1|sharedStrings)\.xml$/.test(name) && originalSize < mostBytes,
    });
  } catch {
    throw new UnreadableTable("malformed");
  }
}

/** What is written in a cell; an error, such as #REF!, is passed on for the field to refuse. */
function textOfCell(cell: Element, shared: readonly string[]): string {
  const value = cell.getElementsByTagName("v")[0]?.textContent ?? "";
  switch (cell.getAttribute("t")) {
    case "s":
      return shared[Number(value)] ?? "";
    case "inlineStr":
      return textOf(cell);
    case "b":
      return value === "1" ? "true" : "false";
    default:
      return value;
  }
}

/** The runs of a text; how it is pronounced is no part of it. */
function textOf(element: Element): string {
  return [...element.getElementsByTagName("t")]
    .filter(({ parentElement }) => parentElement?.tagName !== "rPh")
    .map(({ textContent }) => textContent ?? "")
    .join("");
}

/** Of a cell such as AB12 the number of its column, from 0. */
function columnOf(cell: Element): number {
  const [letters = "A"] = /^[A-Z]+/.exec(cell.getAttribute("r") ?? "") ?? [];
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
