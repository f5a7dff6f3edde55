import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { AlertEngine } from "../../src/alerts/engine.ts";
import { openApiDocument } from "../../src/http/openapi.ts";
import { statementKinds } from "../../src/statements/registry.ts";
import { statementSchema } from "../../src/statements/statement.ts";
import { UnitRepository } from "../../src/store/repositories/unit-repository.ts";
import { writeUnitCode } from "../../src/units/unit-code.ts";
import { history } from "../fixtures/history.ts";
import { parties } from "../fixtures/parties.ts";
import { type Service, startService } from "./service.ts";
import { signInAs } from "./sign-in.ts";

const run = promisify(execFile);
const forPython = "openapi-python-client==0.29.1";
const forTypeScript = "openapi-typescript@6.7.6";
/** Where no registry answers, nobody waits for ever. */
const patience = { timeout: 120_000 };
const maxBuffer = 64 * 1024 * 1024;

interface Operation {
  operationId: string;
  tags: [string];
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}

const document = openApiDocument() as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

/** Where a Python client has an operation. */
const moduleOf = ({ tags: [tag], operationId }: Operation) => `${snake(tag)}.${snake(operationId)}`;

describe("the OpenAPI document for those who generate clients", () => {
  it("has a name of its own for every operation", () => {
    const names = operations.map(({ operationId }) => operationId);
    for (const name of names) expect(name).to.match(/^[a-z][A-Za-z]+$/);
    expect(new Set(names).size).to.equal(names.length);
  });

  it("has a name for every variant of what comes in variants", () => {
    const nameless: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [name, entry] of Object.entries(value)) {
        if ((name === "oneOf" || name === "anyOf") && Array.isArray(entry)) {
          if (entry.some(({ type }) => type === "object")) nameless.push(`${path}/${name}`);
        }
        walk(entry, `${path}/${name}`);
      }
    };
    walk(document, "");
    expect(nameless).to.deep.equal([]);
  });

  it("has an example of every kind of statement, which the service would read", () => {
    for (const { primaryType } of Object.values(statementKinds)) {
      const [example] = (document.components.schemas[`${primaryType}Statement`] as { examples: unknown[] }).examples;
      expect(statementSchema.safeParse(example).error, primaryType).to.equal(undefined);
    }
  });
});

describe("a client generated from the OpenAPI document", function () {
  this.timeout(300_000);

  let service: Service;
  let folder: string;
  let token: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "ytterby-clients-"));
    service = await startService({ folder: join(folder, "store") });
    for await (const _ of history(service.world, "P"));
    // What is final is judged by the rules: there are alerts to be read.
    await service.services.ledger.rpc.call("anvil_mine", ["0x10"]);
    await service.services.indexer.catchUp();
    await new AlertEngine({ store: service.services.store, logger: service.services.logger }).catchUp();
    ({ token } = await signInAs(service, parties.regulator));
  });

  after(async () => {
    await service?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("in Python has every operation, and reads every answer about a history in which everything happens", async function () {
    const bin = join(folder, "environment/bin");
    const python = join(bin, "python");
    const environment = spawnSync("python3", ["-m", "venv", join(folder, "environment")]);
    const install = () => spawnSync(python, ["-m", "pip", "install", "--quiet", "--retries", "1", forPython], patience);
    if (environment.status !== 0 || install().status !== 0) {
      console.log(`NOT TRIED: there is no Python 3 with venv here, or ${forPython} cannot be installed.`);
      return this.skip();
    }
    const client = join(folder, "client");
    const generate = ["generate", "--url", `${service.url}/openapi.json`, "--output-path", client];
    await run(join(bin, "openapi-python-client"), generate, { cwd: folder });
    // The generator leaves out what takes a body of text/csv, and says so.
    for (const operation of operations.filter(({ operationId }) => operationId !== "storeStatistics")) {
      const path = join(client, "ytterby_client/api", `${moduleOf(operation).replace(".", "/")}.py`);
      expect(existsSync(path), operation.operationId).to.equal(true);
    }
    const child = run(python, [join(import.meta.dirname, "generated-client.py")], {
      env: { ...process.env, PYTHONPATH: client },
      maxBuffer,
    });
    child.child.stdin?.end(JSON.stringify({ url: service.url, token, calls: await everyRead() }));
    const { read, faults } = JSON.parse((await child).stdout) as { read: number; faults: string[] };
    expect(faults.slice(0, 10)).to.deep.equal([]);
    expect(read).to.be.above(200);
  });

  it("in TypeScript has the type of every answer about it", async function () {
    const generator = join(folder, "node_modules/openapi-typescript/bin/cli.js");
    const install = [
      "install",
      "--silent",
      "--no-audit",
      "--no-fund",
      "--fetch-retries",
      "1",
      "--prefix",
      folder,
      forTypeScript,
    ];
    if (spawnSync("npm", install, { cwd: folder, ...patience }).status !== 0 || !existsSync(generator)) {
      console.log(`NOT TRIED: ${forTypeScript} cannot be installed.`);
      return this.skip();
    }
    await writeFile(join(folder, "openapi.json"), JSON.stringify(document));
    await run(process.execPath, [generator, join(folder, "openapi.json"), "-o", join(folder, "types.ts")]);
    const answers: string[] = [];
    for (const { operationId, address, body } of await everyRead()) {
      const request =
        body === undefined
          ? { headers: {} }
          : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
      for (const signIn of [{}, { authorization: `Bearer ${token}` }]) {
        const answer = await fetch(service.url + address, { ...request, headers: { ...request.headers, ...signIn } });
        if (answer.status === 401) continue;
        expect(answer.status, address).to.equal(200);
        answers.push(`(${await answer.text()}) satisfies Answer<"${operationId}">;`);
      }
    }
    expect(answers).to.have.length.above(200);
    const compile = async (statements: readonly string[]): Promise<string> => {
      const text = `import type { operations } from "./types.ts";
type Answer<K extends keyof operations> = operations[K] extends
  { responses: { 200: { content: { "application/json": infer A } } } } ? A : never;
${statements.join("\n")}
`;
      await writeFile(join(folder, "answers.ts"), text);
      const { resolve } = createRequire(import.meta.url);
      const tsc = join(dirname(resolve("typescript/package.json")), "bin/tsc");
      const options = ["--noEmit", "--strict", "--allowImportingTsExtensions", "--module", "nodenext", "--types", ""];
      const compiled = run(process.execPath, [tsc, ...options, join(folder, "answers.ts")], { cwd: folder, maxBuffer });
      return compiled.then(
        () => "",
        ({ stdout }: { stdout: string }) => stdout.slice(0, 3_000),
      );
    };
    expect(await compile(answers)).to.equal("");
    expect(await compile(['({ organisation: 5 }) satisfies Answer<"readLot">;'])).to.contain("error TS");
  });

  interface Call {
    /** Where a Python client has it. */
    module: string;
    arguments: Record<string, string | undefined>;
    operationId: string;
    address: string;
    body?: object;
  }

  /** Every read of JSON that the service answers, for every lot, consignment, organisation, statement and alert of the history; and a draft of each kind. */
  async function everyRead(): Promise<Call[]> {
    const { db } = service.services.store;
    const lots = (await db.selectFrom("lot").select("id").execute()).map(({ id }) => id);
    const consignments = (await db.selectFrom("consignment").select("id").execute()).map(({ id }) => id);
    const statements = (await db.selectFrom("statement_included").select("digest").execute()).map(
      ({ digest }) => digest,
    );
    const alerts = (await db.selectFrom("alert").select("id").execute()).map(({ id }) => id);
    // A code of the one lot whose grams have codes, under a GTIN.
    const coded = await db
      .selectFrom("unit_commitment")
      .innerJoin("lot", "lot.id", "unit_commitment.lot")
      .select(["lot.id", "producer", "form", "lot_number"])
      .executeTakeFirstOrThrow();
    const [gtin, code] = ["06901234000009", writeUnitCode({ index: 0n, tag: 0n })];
    await new UnitRepository(db).setGtin(coded.producer, coded.form, gtin);
    const label = { code, lot: coded.id, gtin, lotNumber: coded.lot_number, serial: code };
    const ids: Record<string, string[]> = {
      "/v1/lots/{id}": lots,
      "/v1/verify/lots/{id}": lots,
      "/v1/consignments/{id}": consignments,
      "/v1/organisations/{id}": Object.values(parties).map(({ organisation }) => organisation),
      "/v1/statements/{id}": statements,
      "/v1/alerts/{id}": alerts,
      "/v1/metadata/{id}": lots.map((id) => id.slice(2)),
    };
    // Nobody packs anything in the history.
    const notRead = ["/openapi.json", "/ready", "/v1/sign-in/nonce", "/v1/packages/{sscc}"];
    const read = operations.flatMap((operation): Call[] => {
      const { path, method, operationId, responses, parameters = [] } = operation;
      const isJson = Object.keys(responses["200"]?.content ?? {}).includes("application/json");
      if (method !== "get" || !isJson || notRead.includes(path)) return [];
      const callOf = (values: Record<string, string>, also: string[] = []): Call => {
        // Of lists as much as there may be: every kind is in it then.
        const needed = parameters.filter(({ name, required }) => required || name === "limit" || also.includes(name));
        const query = new URLSearchParams(
          needed.flatMap(({ name, in: where }) =>
            where === "query" ? [[name, values[name] ?? ""] as [string, string]] : [],
          ),
        ).toString();
        const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
        // A word of the language cannot be a parameter's name.
        const given = needed.map(({ name }) => [name === "from" ? "from_" : snake(name), values[name]]);
        return {
          module: moduleOf(operation),
          arguments: Object.fromEntries(given),
          operationId,
          address: query === "" ? filled : `${filled}?${query}`,
        };
      };
      const given = { month: "2026-01", from: "2020-01-01", to: "2090-01-01", rulesOf: "2026-01-01", limit: "200" };
      // Of a crossing, both ends are countries.
      if (path === "/v1/export-control/check")
        return lots.slice(0, 3).map((lot) => callOf({ ...given, lot, from: "CN", to: "FR" }));
      // Compared is what was found with one of the goods: with everything wrong every mismatch is in it.
      if (path === "/v1/inspections/mismatches") {
        const wrong = {
          country: "AE",
          seal: "",
          goodsCode: "010121",
          labelOrigin: "AQ",
          netGrams: "2",
          grossGrams: "1",
          assay: "Lu 50 %",
        };
        const goods = [
          ...lots.slice(0, 3).map((lot) => ({ lot })),
          ...consignments.map((consignment) => ({ consignment })),
        ];
        return goods.map((each) => callOf({ ...wrong, ...each }, [...Object.keys(wrong), ...Object.keys(each)]));
      }
      if (!path.includes("{")) return [callOf(given)];
      if (path.includes("/units/") || path.startsWith("/01/")) return [callOf({ ...given, ...label })];
      const found = Object.entries(ids).find(([prefix]) => path.startsWith(prefix))?.[1] ?? [];
      return found.map((id) => callOf({ id, ...given }));
    });
    const unread = operations.filter(
      ({ operationId, method, path, responses }) =>
        method === "get" &&
        Object.keys(responses["200"]?.content ?? {}).includes("application/json") &&
        !notRead.includes(path) &&
        !read.some((call) => call.operationId === operationId),
    );
    expect(unread.map(({ operationId }) => operationId)).to.deep.equal([]);
    const drafts = Object.values(statementKinds).map(({ name: kind, example: { message } }): Call => {
      const { nonce: _, ...written } = message as Record<string, unknown>;
      const operation = operations.find(
        ({ operationId }) => operationId === "draftStatement",
      ) as (typeof operations)[0];
      const { path: address, operationId } = operation;
      return { module: moduleOf(operation), arguments: {}, operationId, address, body: { kind, message: written } };
    });
    return [...read, ...drafts];
  }
});

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? "" : "_"}${letter.toLowerCase()}`);
}
