import { z } from "zod";
import { asSolc, shipped } from "../solidity/compile.ts";

/** What is proved of each contract's storage: the variables by their names. */
const proved = {
  Attestations: ["_settingsHead"],
  Custody: ["_consignments", "_settingsHead"],
  Lots: ["_heads", "_lots", "_stocks"],
  Participants: ["_heads"],
  Policies: ["_allowanceHeads", "_termsHeads"],
  Quotas: ["_heads"],
  Schemes: ["_heads"],
  SiteAccounts: ["_heads"],
};

const member = z.object({ label: z.string(), slot: z.string(), offset: z.number(), type: z.string() });
const layout = z.object({
  storage: z.array(member),
  // Null of what has no state.
  types: z
    .record(
      z.string(),
      z.object({
        encoding: z.string(),
        label: z.string(),
        numberOfBytes: z.string(),
        key: z.string().optional(),
        value: z.string().optional(),
        members: z.array(member).optional(),
      }),
    )
    .nullable(),
});
type Layout = z.infer<typeof layout>;
const compiled = z.object({
  errors: z.array(z.object({ severity: z.string(), message: z.string() })).default([]),
  contracts: z.record(z.string(), z.record(z.string(), z.object({ storageLayout: layout }))).default({}),
});

/**
 * data/storage-layout.json: where solc puts what certificates prove: of each variable its slot, the types of its mappings' keys, and the
 * bits of its struct's fields.
 */
export function storageLayoutFile(): string {
  return `${JSON.stringify(compiledLayouts(), null, 2)}\n`;
}

function compiledLayouts() {
  const names = Object.keys(proved);
  const output = compiled.parse(
    JSON.parse(
      asSolc(
        JSON.stringify({
          language: "Solidity",
          sources: Object.fromEntries(names.map((name) => [sourceOf(name), {}])),
          settings: { ...shipped, outputSelection: { "*": { "*": ["storageLayout"] } } },
        }),
      ),
    ),
  );
  const broken = output.errors.find(({ severity }) => severity === "error");
  if (broken !== undefined) throw new Error(broken.message);
  return Object.fromEntries(
    Object.entries(proved).map(([name, variables]) => {
      const found = output.contracts[sourceOf(name)]?.[name]?.storageLayout;
      if (found === undefined) throw new Error(`The compiler knows no ${name}`);
      return [name, Object.fromEntries(variables.map((variable) => [variable, placeOf(found, name, variable)]))];
    }),
  );
}

function placeOf({ storage, types }: Layout, contract: string, variable: string) {
  const found = storage.find(({ label }) => label === variable);
  if (found === undefined) throw new Error(`${contract} has no ${variable}`);
  const typeOf = (id: string) => {
    const type = types?.[id];
    if (type === undefined) throw new Error(`The layout of ${contract} names no type ${id}`);
    return type;
  };
  const keys: string[] = [];
  let type = typeOf(found.type);
  for (; type.encoding === "mapping"; type = typeOf(String(type.value))) {
    keys.push(typeOf(String(type.key)).label.replace(/^enum .*/, "uint8"));
  }
  const fields = (type.members ?? []).map(({ label, slot, offset, type: id }) => {
    if (slot !== "0") throw new Error(`${contract}.${variable} takes more than a slot`);
    return [label, { bit: 8 * offset, bits: 8 * Number(typeOf(id).numberOfBytes) }];
  });
  return { slot: Number(found.slot), keys, fields: Object.fromEntries(fields) };
}

function sourceOf(contract: string): string {
  return `contracts/${contract}.sol`;
}
