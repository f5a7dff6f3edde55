import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect } from "chai";

/** The rooms of `src`, from the floor up: each imports only what stands below it. */
const floors = [
  ["domain"],
  ["statements", "units"],
  ["api", "governance", "network"],
  ["client", "data-folder", "rpc"],
  ["embedded-ledger", "ledger", "store"],
  ["indexer", "verify"],
  ["alerts", "certificate", "readers", "relay"],
  ["watch", "webhooks"],
  ["certificate-page", "config", "portal"],
  ["http"],
  ["service"],
  ["cli"],
];

const imports = importsUnder("src");

/** What each file of a folder imports of the project, by its path. */
function importsUnder(folder: string): Map<string, string[]> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  return new Map(
    files.map((name) => {
      const path = join(folder, name);
      const named = readFileSync(path, "utf8").matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g);
      return [path, [...named].map(([, target]) => normalize(join(dirname(path), String(target))))];
    }),
  );
}

function roomOf(path: string): string {
  return String(path.split("/")[1]);
}

function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

/** The arrows between rooms in the diagram of docs/architecture.md, by the room that they leave. */
function drawnArrows(): Map<string, string[]> {
  const page = readFileSync("docs/architecture.md", "utf8");
  const diagrams = [...page.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, text = ""]) => text);
  const text = diagrams.find((diagram) => diagram.includes("embedded-ledger")) ?? "";
  const names = new Map([...text.matchAll(/^ +(\w+)\["<b>([\w-]+)<\/b>/gm)].map(([, id, room]) => [id, String(room)]));
  const drawn = new Map([...names.values()].map((room): [string, string[]] => [room, []]));
  for (const [, from, to] of text.matchAll(/^ +(\w+) --> (\w+)$/gm)) {
    drawn.get(names.get(from) ?? "")?.push(names.get(to) ?? String(to));
  }
  return drawn;
}

/** Every group of files that reach one another by imports, types included. */
function findCircles(among: ReadonlyMap<string, string[]>): string[][] {
  const reached = new Map([...among.keys()].map((path) => [path, reachableFrom(path, among)]));
  const groups = [...reached].map(([path, targets]) =>
    targets.has(path) ? [...targets].filter((target) => reached.get(target)?.has(path)).sort() : [],
  );
  return [...new Map(groups.filter(({ length }) => length > 0).map((group) => [group.join(), group])).values()];
}

function reachableFrom(path: string, among: ReadonlyMap<string, string[]>): Set<string> {
  const reached = new Set<string>();
  const next = [path];
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    for (const target of among.get(at) ?? []) {
      if (reached.has(target)) continue;
      reached.add(target);
      next.push(target);
    }
  }
  return reached;
}

describe("the rooms of the source", () => {
  it("are all in the order", () => {
    const rooms = new Set([...imports.keys()].map(roomOf));
    expect([...rooms].sort()).to.deep.equal(floors.flat().sort());
  });

  it("import only what stands below them", () => {
    const upward = [...imports].flatMap(([path, targets]) =>
      targets
        .filter((target) => target.startsWith("src/") && roomOf(target) !== roomOf(path))
        .filter((target) => floorOf(roomOf(target)) >= floorOf(roomOf(path)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(upward).to.deep.equal([]);
  });

  it("import nothing outside but the reference data and what is generated", () => {
    const outside = [...imports].flatMap(([path, targets]) =>
      targets
        .filter((target) => !/^(src|types|data)\/|^package\.json$/.test(target))
        .map((target) => `${path}: ${target}`),
    );
    expect(outside).to.deep.equal([]);
  });

  it("import what the arrows of docs/architecture.md lead to, and nothing else", () => {
    const drawn = drawnArrows();
    expect([...drawn.keys()].sort()).to.deep.equal(floors.flat().sort());
    const imported = new Map([...drawn.keys()].map((room) => [room, new Set<string>()]));
    for (const [path, targets] of imports) {
      const rooms = targets.filter((target) => target.startsWith("src/")).map(roomOf);
      for (const room of rooms) if (room !== roomOf(path)) imported.get(roomOf(path))?.add(room);
    }
    const undrawn = [...imported].flatMap(([room, rooms]) => {
      const led = reachableFrom(room, drawn);
      return [...rooms]
        .filter((target) => !led.has(target))
        .map((target) => `${room} imports ${target}, which is not drawn`);
    });
    const unused = [...drawn].flatMap(([room, targets]) =>
      targets.filter((target) => !imported.get(room)?.has(target)).map((target) => `${room} does not import ${target}`),
    );
    expect([...undrawn, ...unused]).to.deep.equal([]);
  });

  it("have no circles, types included, and the scripts none either", () => {
    expect(findCircles(imports)).to.deep.equal([]);
    expect(findCircles(importsUnder("scripts"))).to.deep.equal([]);
  });
});
