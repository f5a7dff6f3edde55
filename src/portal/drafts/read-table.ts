import papaparse from "papaparse";
import { fieldLabel } from "../../statements/field-words.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import type { Control } from "../forms/control.ts";
import { controlOf } from "../forms/control.ts";
import { ownCodecs } from "../forms/read-form.ts";
import { UnreadableTable } from "./unreadable-table.ts";

/** What a file holds, as texts: names of columns, and a row for each statement. */
export interface FileTable {
  columns: string[];
  rows: string[][];
}

/** More than anybody looks through. */
export const mostRows = 500;

/**
 * Reads a table: CSV with names of fields in its first line, a list of messages in JSON, or the first sheet of an XLSX file.
 * @throws UnreadableTable
 */
export async function readTable(name: string, bytes: Uint8Array): Promise<FileTable> {
  const { columns, rows } = await tableIn(name.toLowerCase(), bytes);
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ""));
  if (columns.length === 0 || filled.length === 0) throw new UnreadableTable("empty");
  if (filled.length > mostRows) throw new UnreadableTable("too-many");
  return { columns, rows: filled.map((row) => columns.map((_, index) => (row[index] ?? "").trim())) };
}

async function tableIn(name: string, bytes: Uint8Array): Promise<FileTable> {
  if (name.endsWith(".xlsx")) {
    const { readSheet } = await import("./read-sheet.ts");
    return headed(readSheet(bytes));
  }
  const text = textIn(bytes);
  if (name.endsWith(".json")) return tableOfJson(text);
  const { data, errors } = papaparse.parse<string[]>(text, { skipEmptyLines: true });
  // Of one column there is no delimiter to be found.
  if (errors.some(({ code }) => code !== "UndetectableDelimiter")) throw new UnreadableTable("malformed");
  return headed(data);
}

/** UTF-8, or what spreadsheets in China write where it is not. */
function textIn(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

function headed([head = [], ...rows]: string[][]): FileTable {
  return { columns: head.map((name) => name.trim()), rows };
}

function tableOfJson(text: string): FileTable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnreadableTable("malformed");
  }
  const entries = (Array.isArray(json) ? json : [json]).map((entry) => {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) throw new UnreadableTable("malformed");
    return new Map(leavesOf(entry));
  });
  const columns = [...new Set(entries.flatMap((entry) => [...entry.keys()]))];
  return { columns, rows: entries.map((entry) => columns.map((column) => entry.get(column) ?? "")) };
}

/** Values by the steps to them, with dots between. */
function leavesOf(value: object, at = ""): [string, string][] {
  return Object.entries(value).flatMap(([name, entry]: [string, unknown]): [string, string][] => {
    if (typeof entry === "object" && entry !== null) return leavesOf(entry, `${at}${name}.`);
    return entry === null ? [] : [[at + name, String(entry)]];
  });
}

/** The fields of a kind that a column can be of, and what else a column may call them. Of lists, the first entry. */
export function columnsOf(kind: StatementKindName): string[] {
  const under = (control: Control, path: string): string[] => {
    if (control.by === "struct") {
      return Object.entries(control.codecs).flatMap(([name, codec]) => under(controlOf(codec), `${path}.${name}`));
    }
    return control.by === "list" ? under(controlOf(control.item), `${path}.0`) : [path];
  };
  return Object.entries(ownCodecs(kind)).flatMap(([name, codec]) => under(controlOf(codec), name));
}

/** The field that a column means: by the steps to it, or by its name in either language; undefined where there is none. */
export function fieldNamed(kind: StatementKindName, column: string): string | undefined {
  const asWritten = column.trim();
  const known = columnsOf(kind);
  const entry = (path: string) => path.replaceAll(/\.\d+/g, ".0");
  if (known.includes(entry(asWritten))) return asWritten;
  const named = known.filter((path) => {
    const words = fieldLabel(kind, path.replaceAll(".0", ""));
    return words !== undefined && [words.en.toLowerCase(), words.zh].includes(asWritten.toLowerCase());
  });
  return named.length === 1 ? named[0] : undefined;
}
