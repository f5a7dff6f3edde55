import type { LocalisedText } from "../../domain/localised-text.ts";
import type { StatementKindName } from "../../statements/registry.ts";
import { readSought } from "../find-lot.ts";
import { controlOf } from "../forms/control.ts";
import { ownCodecs } from "../forms/read-form.ts";
import { namedLotsQuery, organisationsQuery, queryClient } from "../service.ts";
import { type FileTable, fieldNamed } from "./read-table.ts";

/** A cell as the form takes it, or why it cannot be. */
export interface Cell {
  text: string;
  fault?: LocalisedText;
}

/** A table whose columns are fields of a kind, and whose cells name lots and organisations by their ids. */
export interface LookedUp {
  columns: { name: string; path: string | undefined }[];
  rows: Cell[][];
}

/** What people write instead of ids, numbers of lots and names of organisations, is looked up at the service. */
export async function lookUp(kind: StatementKindName, { columns, rows }: FileTable): Promise<LookedUp> {
  const named = columns.map((name) => ({ name, path: fieldNamed(kind, name) }));
  const finders = named.map(({ path }) => finderOf(kind, path));
  return {
    columns: named,
    rows: await Promise.all(
      rows.map((row) =>
        Promise.all(row.map((text, column) => (text === "" ? { text } : (finders[column]?.(text) ?? { text })))),
      ),
    ),
  };
}

type Finder = (text: string) => Promise<Cell>;

function finderOf(kind: StatementKindName, path: string | undefined): Finder | undefined {
  if (path === undefined) return undefined;
  const control = controlAt(kind, path);
  if (control === "lot") return lotOf;
  return control === "address" && !path.endsWith("Key") ? organisationOf : undefined;
}

function controlAt(kind: StatementKindName, path: string): string | undefined {
  let codec = undefined as ReturnType<typeof ownCodecs>[string] | undefined;
  let codecs = ownCodecs(kind);
  for (const step of path.split(".")) {
    codec = /^\d+$/.test(step) ? codec?.items : codecs[step];
    codecs = (codec?.codecs ?? codec?.items?.codecs ?? {}) as typeof codecs;
  }
  return codec && controlOf(codec).by;
}

async function lotOf(text: string): Promise<Cell> {
  const sought = readSought(text);
  if (sought.by === "id") return { text: sought.id };
  if (sought.by !== "number") return { text };
  const [only, ...others] = await queryClient.fetchQuery(namedLotsQuery(sought.number));
  if (only === undefined) return { text, fault: { en: "no lot has this number", zh: "没有此编号的批次" } };
  if (others.length > 0)
    return { text, fault: { en: "several lots have this number: write the id", zh: "多个批次有此编号：请写批次标识" } };
  return { text: only.id };
}

async function organisationOf(text: string): Promise<Cell> {
  const organisations = await queryClient.fetchQuery(organisationsQuery);
  const [only, ...others] = organisations.filter(({ name }) => name === text);
  return { text: only !== undefined && others.length === 0 ? only.address : text };
}
