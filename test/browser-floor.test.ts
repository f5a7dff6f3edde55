import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { build, type Plugin } from "vite";

/** Rooms all of which run in a browser. */
const rooms = ["domain", "statements", "governance", "network", "api", "client"];

/** What judges a lot, given its case, and what makes the case of evidence. */
const judge = [
  "ancestry.ts",
  "dossier.ts",
  "gather.ts",
  "judge-lot.ts",
  "load-lineage.ts",
  "lot-facts.ts",
  "register.ts",
]
  .map((name) => join("src/verify", name))
  // What verifies a certificate's file, all that is proved in it included.
  .concat(
    ["answer-words.ts", "read-certificate.ts", "verify-certificate.ts"].map((name) => join("src/certificate", name)),
  );

/** What only a server has: the native curve and Node's own digits, in whose places a browser takes others. */
const native = ["src/statements/secp256k1.ts", "src/domain/digits.ts"];

const floor = rooms.flatMap((room) =>
  readdirSync(join("src", room), { recursive: true, encoding: "utf8" })
    .map((name) => join("src", room, name))
    .filter((path) => path.endsWith(".ts") && !native.includes(path)),
);

/** Bundles files as a page would have them. @returns Every module that went in, and what of Node was asked for by whom. */
async function bundle(entries: readonly string[]): Promise<{ modules: string[]; asked: string[] }> {
  const root = process.cwd();
  const [modules, asked]: [string[], string[]] = [[], []];
  const noting: Plugin = {
    name: "noting",
    enforce: "pre",
    resolveId(source, importer) {
      if (importer?.startsWith(`${root}/src/`) && /^node:|^bun:|\.node$/.test(source)) {
        asked.push(`${importer.slice(root.length + 1)}: ${source}`);
      }
      return null;
    },
    moduleParsed({ id }) {
      if (id.startsWith(`${root}/`)) modules.push(id.slice(root.length + 1));
    },
  };
  await build({
    configFile: false,
    logLevel: "silent",
    plugins: [noting],
    build: {
      write: false,
      minify: false,
      target: "es2022",
      rolldownOptions: {
        input: Object.fromEntries(entries.map((path) => [path.replaceAll(/\W/g, "-"), path])),
        preserveEntrySignatures: "allow-extension",
      },
    },
  });
  return { modules, asked };
}

describe("what has to run in a browser", () => {
  let bundled: Awaited<ReturnType<typeof bundle>>;

  before(async function () {
    this.timeout(60_000);
    bundled = await bundle([...floor, ...judge]);
  });

  it("is bundled whole, with the browser's curve and digits, and asks nothing of Node", () => {
    expect(bundled.modules).to.include.members([...floor, ...judge]);
    for (const path of native) expect(bundled.modules).to.not.include(path);
    expect(bundled.asked).to.deep.equal([]);
  });

  it("reaches nothing but itself, the rest of the judge, reference data and packages", () => {
    const reached = bundled.modules.filter((path) => path.startsWith("src/")).map((path) => path.split("/")[1]);
    // Of the ledger only what a manifest is, of the units what their codes and ranges are.
    expect([...new Set(reached)].sort()).to.deep.equal([...rooms, "certificate", "ledger", "units", "verify"].sort());
  });

  it("knows no Buffer, process or require", () => {
    const using = bundled.modules.filter((path) => {
      if (!path.startsWith("src/")) return false;
      const text = readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
      return /\bBuffer\b|\bprocess\.(argv|cwd|env|exit|hrtime|nextTick|std|version)|\brequire\(/.test(text);
    });
    expect(using).to.deep.equal([]);
  });
});
