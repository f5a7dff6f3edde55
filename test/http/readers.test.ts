import { expect } from "chai";
import { Client } from "../../src/client/client.ts";
import type { Hex } from "../../src/domain/hex.ts";
import { keccak256Hex } from "../../src/domain/keccak256.ts";
import { addKey, enrol, grantRole, suspend } from "../../src/governance/calls.ts";
import { openApiDocument } from "../../src/http/openapi.ts";
import { Tokens } from "../../src/readers/tokens.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { statementToWire } from "../../src/statements/statement.ts";
import { writeUnitCode } from "../../src/units/unit-code.ts";
import { parties } from "../fixtures/parties.ts";
import { always, enrolment, type Party, party } from "../fixtures/party.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { type Service, sessionKey, startService } from "./service.ts";
import { signInAs } from "./sign-in.ts";

/** Machines hold tokens of the sender: one for lots alone, one for organisations alone. */
const readers = [
  "public",
  "unrelated",
  "sender",
  "recipient",
  "carrier",
  "customsInCountry",
  "customsElsewhere",
  "regulator",
  "expired",
  "suspended",
  "machine",
  "machineWithoutScope",
] as const;
type ReaderName = (typeof readers)[number];

const customsOf = (country: string) => party(`Customs of ${country}`, "customs", country);
const suspended = party("Suspended Traders", "buyer", "DE");
/** What the fixtures' examinations name. */
const content = Buffer.from("report");
const hash = keccak256Hex(content);
const unitCode = writeUnitCode({ index: 7n, tag: 0n });
const wholeConsignment =
  "carrier closure dispatch lines permits recipient route routeChanges seal sender shortageReason";

/** What is shown beyond what everybody sees, or the code of the problem; readers that are not named are shown no more. */
const sameForAll = {};
const session = {
  public: "sign-in-required",
  machine: "session-required",
  machineWithoutScope: "session-required",
};
const noToken = Object.fromEntries(readers.map((reader) => [reader, "token-not-found"]));
const webhooks = { public: "sign-in-required", machine: "scope-missing", machineWithoutScope: "scope-missing" };
const noWebhook = Object.fromEntries(readers.map((reader) => [reader, "webhook-not-found"]));
const refusedScope = { machineWithoutScope: "scope-missing" };
const all = (code: string) => Object.fromEntries(readers.map((reader) => [reader, code]));

const standing = readers.filter((reader) => reader !== "expired" && reader !== "suspended");
const verified = (code: string) => ({
  ...Object.fromEntries(standing.map((reader) => [reader, code])),
  machine: "scope-missing",
  ...refusedScope,
});
/** What the lot's producer alone does, and no machine for it. */
const ofProducer = {
  ...Object.fromEntries(standing.map((reader) => [reader, "not-concerned"])),
  public: "sign-in-required",
  machine: "session-required",
  machineWithoutScope: "scope-missing",
};

/** Alerts are shown to customs and regulators; what is open to them is another test's. */
const ofAuthorities = (code: string) => ({ customsInCountry: code, customsElsewhere: code, regulator: code });
const alerts = {
  ...all("not-concerned"),
  public: "sign-in-required",
  machine: "scope-missing",
  machineWithoutScope: "scope-missing",
  ...ofAuthorities(""),
};

const books = {
  ...all("not-concerned"),
  public: "sign-in-required",
  sender: "",
  regulator: "",
  machine: "scope-missing",
  ...refusedScope,
};

// Of what was said about the lot everybody sees all but the dispatch and the handover.
const said = {
  sender: "items.4 items.5",
  recipient: "items.4",
  carrier: "items.4",
  customsInCountry: "items.4",
  regulator: "items.4 items.5",
  machine: "scope-missing",
  ...refusedScope,
};

const audited = { ...said };

const table: Record<string, Partial<Record<ReaderName, string | undefined>>> = {
  "POST /v1/statements": all("invalid-request"),
  "POST /v1/drafts": all("invalid-request"),
  "GET /v1/statements/{id}": sameForAll,
  "GET /v1/lots": refusedScope,
  "GET /v1/lots?holder": books,
  "GET /v1/lots/{id}": refusedScope,
  "GET /v1/lots/{id}/dossier": {
    sender: "items.4 items.5",
    recipient: "items.4",
    carrier: "items.4",
    customsInCountry: "items.4",
    regulator: "items.4 items.5",
    machine: "items.4 items.5",
    ...refusedScope,
  },
  "GET /v1/lots/{id}/custody": {
    sender: "consignments.0 handovers.0 holders×1",
    recipient: "consignments.0",
    carrier: "consignments.0",
    customsInCountry: "consignments.0",
    regulator: "consignments.0 handovers.0 holders×2",
    machine: "scope-missing",
    ...refusedScope,
  },
  "GET /v1/lots/{id}/attestations": refusedScope,
  "GET /v1/lots/{id}/lineage": refusedScope,
  "GET /v1/lots/{id}/footprint": refusedScope,
  "GET /v1/lots/{id}/descendants": refusedScope,
  "GET /v1/metadata/{id}.json": refusedScope,
  "GET /v1/consignments": {
    ...Object.fromEntries(
      (["sender", "recipient", "carrier", "customsInCountry", "regulator"] as const).map((reader) => [
        reader,
        "items.0",
      ]),
    ),
    machine: "scope-missing",
    ...refusedScope,
  },
  "GET /v1/consignments?party": books,
  "GET /v1/consignments/{id}": {
    sender: wholeConsignment,
    recipient: wholeConsignment,
    carrier: wholeConsignment,
    customsInCountry: wholeConsignment,
    regulator: wholeConsignment,
    machine: "scope-missing",
    ...refusedScope,
  },
  "GET /v1/export-control/rules": { machine: "scope-missing", ...refusedScope },
  "GET /v1/permits": { machine: "scope-missing", ...refusedScope },
  "GET /v1/export-control/check": { ...all("invalid-request"), machine: "scope-missing", ...refusedScope },
  "GET /v1/export-control/dry-run": {
    ...{ public: "sign-in-required", machine: "scope-missing" },
    ...refusedScope,
  },
  "GET /v1/findings": { public: "sign-in-required", machine: "scope-missing", ...refusedScope },
  // Who is told what of a consignment, test/http/routes/inspections.test.ts tells.
  "GET /v1/inspections/mismatches": { public: "sign-in-required", machine: "scope-missing", ...refusedScope },
  "GET /v1/seizures": { machine: "scope-missing", ...refusedScope },
  "GET /v1/holds": { machine: "scope-missing", ...refusedScope },
  "GET /v1/organisations": { machine: "scope-missing" },
  "GET /v1/organisations/{id}": {
    sender: "quotas×1",
    regulator: "quotas×1",
    machine: "scope-missing",
    machineWithoutScope: "quotas×1",
  },
  "GET /v1/schemes": { machine: "scope-missing" },
  "GET /v1/organisations/{id}/balance": books,
  "GET /v1/organisations/{id}/flow-records/{month}": books,
  "GET /v1/organisations/{id}/flow-records/{month}.csv": books,
  "PUT /v1/evidence/{hash}": sameForAll,
  "GET /v1/evidence/{hash}": sameForAll,
  // Heads: the lot, miner, laboratory, verifier (of Germany), buyer, scheme, quota, the miner's allowance, tolerances. Whereabouts: miner, buyer, on the road.
  "GET /v1/verify/lots/{id}": {
    sender: "heads.0 heads.1 heads.5 heads.6 heads.7 heads.8 whereabouts.0 whereabouts.2",
    recipient: "heads.0 heads.5 heads.6 heads.8 whereabouts.2",
    carrier: "heads.0 heads.5 heads.6 heads.8 whereabouts.2",
    customsInCountry: "heads.0 heads.3 heads.5 heads.6 heads.8 whereabouts.2",
    regulator:
      "heads.0 heads.1 heads.2 heads.3 heads.4 heads.5 heads.6 heads.7 heads.8 whereabouts.0 whereabouts.1 whereabouts.2",
    machine: "scope-missing",
    ...refusedScope,
  },
  // Who may see each statement that it holds, the dispatch and the handover too.
  "GET /v1/lots/{id}/certificate": {
    ...verified("certificate-withheld"),
    public: "sign-in-required",
    sender: "",
    regulator: "",
  },
  "GET /v1/verify/units/{code}": verified("unit-codes-missing"),
  "POST /v1/verify/units/{code}": verified("unit-codes-missing"),
  "POST /v1/verify/units/{code}/scans": verified("unit-codes-missing"),
  "GET /01/{gtin}/10/{lotNumber}/21/{serial}": verified("unit-link-unknown"),
  "PUT /v1/statements/{id}/units": { ...ofProducer, sender: "", machine: "scope-missing" },
  "GET /v1/packages": { public: "sign-in-required", machine: "scope-missing", ...refusedScope },
  "GET /v1/packages/{sscc}": { ...verified("package-not-found"), public: "sign-in-required" },
  "POST /v1/packages/{sscc}/events": { ...verified("package-not-found"), public: "sign-in-required" },
  "PUT /v1/lots/{id}/unit-secret": { ...ofProducer, sender: "unit-codes-missing" },
  "GET /v1/lots/{id}/unit-secret": refusedScope,
  "POST /v1/lots/{id}/unit-codes": { ...ofProducer, sender: "unit-codes-missing" },
  "PUT /v1/organisations/{address}/gtin": {
    ...ofProducer,
    sender: "",
    machine: "scope-missing",
    machineWithoutScope: "session-required",
  },
  "GET /v1/events": said,
  "GET /v1/statements": said,
  "GET /v1/statements.csv": { machine: "scope-missing", ...refusedScope },
  "GET /v1/statements.ndjson": said,
  // Whoever may not see all of a statement is not told of it: the dispatch and the handover.
  "GET /v1/audit/statements": audited,
  "GET /v1/audit/statements.csv": { machine: "scope-missing", ...refusedScope },
  "GET /v1/audit/statements.ndjson": audited,
  "GET /v1/audit/holds": { machine: "scope-missing", ...refusedScope },
  "GET /v1/audit/holds.csv": { machine: "scope-missing", ...refusedScope },
  "GET /v1/audit/holds.ndjson": { machine: "scope-missing", ...refusedScope },
  ...Object.fromEntries(
    // Which rows of them are shown to whom, test/cli/audit-check.test.ts tells.
    ["challenges", "findings", "permits", "acts"].flatMap((sort) =>
      ["", ".csv", ".ndjson"].map((form) => [
        `GET /v1/audit/${sort}${form}`,
        { machine: "scope-missing", ...refusedScope },
      ]),
    ),
  ),
  "POST /v1/webhooks": webhooks,
  "GET /v1/webhooks": webhooks,
  "DELETE /v1/webhooks/{id}": { ...noWebhook, ...webhooks },
  "POST /v1/webhooks/{id}/resume": { ...noWebhook, ...webhooks },
  "GET /v1/alerts": alerts,
  "GET /v1/alerts/events": alerts,
  "GET /v1/alerts/{id}": { ...alerts, ...ofAuthorities("alert-not-found") },
  "POST /v1/alerts/{id}/acts": {
    ...all("invalid-request"),
    machine: "scope-missing",
    machineWithoutScope: "scope-missing",
  },
  "POST /v1/statistics": {
    ...all("invalid-request"),
    machine: "scope-missing",
    machineWithoutScope: "scope-missing",
  },
  "GET /v1/statistics": alerts,
  "GET /v1/statistics/mirror": alerts,
  "POST /v1/sign-in/nonce": sameForAll,
  "POST /v1/sign-in": all("invalid-request"),
  "POST /v1/tokens": session,
  "GET /v1/tokens": session,
  "DELETE /v1/tokens/{id}": { ...noToken, ...session },
  "GET /v1/network": sameForAll,
  "GET /v1/status": sameForAll,
  "GET /health": sameForAll,
  "GET /ready": sameForAll,
  "GET /metrics": sameForAll,
  "GET /openapi.json": sameForAll,
};

describeInTurn("readers' rights", (fresh) => {
  let service: Service;
  let tokens: Record<ReaderName, string | undefined>;
  let paths: Record<string, string>;
  let lotId: Hex;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    const { world, services } = service;
    const { sign, include, governance, ledger } = world;
    const { miner, magnetMaker, carrier, buyer, recycler, regulator } = parties;
    const [inCountry, elsewhere] = [customsOf("DE"), customsOf("NO")];
    for (const { organisation, name, country, role, key } of [inCountry, elsewhere]) {
      await governance.execute(
        enrol({ organisation, name, country, site: 6_901_234_000_009n }),
        grantRole({ organisation, role, country, site: null, ...always }),
        addKey({ organisation, key: key.address, scopes: ["attestation"], ...always }),
      );
    }
    await governance.execute(...enrolment(suspended));
    const declared = await sign.declare("W-1");
    const lot = lotOf(declared);
    const sent = await sign.dispatch(miner, magnetMaker, [{ lot, grams: 1_000n }]);
    await include(
      declared,
      ...(await sign.certification(declared)),
      sent,
      await sign.handOver(miner, buyer, lot, 500n),
    );
    await services.indexer.catchUp();

    const token = async (of: Party) => (await signInAs(service, of)).token;
    const own = await token(miner);
    const machine = (scopes: ("lots" | "organisations")[]) =>
      new Client(service.url, own).addToken(scopes, Math.floor(Date.now() / 1_000) + 3_600).then((made) => made.token);
    tokens = {
      public: undefined,
      unrelated: await token(recycler),
      sender: own,
      recipient: await token(magnetMaker),
      carrier: await token(carrier),
      customsInCountry: await token(inCountry),
      customsElsewhere: await token(elsewhere),
      regulator: await token(regulator),
      expired: await new Tokens(sessionKey, ledger.manifest.genesisHash).seal(
        { organisation: miner.organisation, key: miner.key.address },
        Math.floor(Date.now() / 1_000) - 1,
      ),
      suspended: await token(suspended),
      machine: await machine(["lots"]),
      machineWithoutScope: await machine(["organisations"]),
    };
    await governance.execute(suspend(suspended.organisation));
    await services.indexer.catchUp();
    const id = lotIdToWire(lot);
    lotId = id;
    paths = {
      "/v1/statements": "/v1/statements?from=2020-01-01&to=2090-01-01",
      "/v1/statements.csv": "/v1/statements.csv?from=2020-01-01&to=2090-01-01",
      "/v1/statements.ndjson": "/v1/statements.ndjson?from=2020-01-01&to=2090-01-01",
      "/v1/audit/statements": "/v1/audit/statements?from=2020-01-01&to=2090-01-01",
      "/v1/audit/statements.csv": "/v1/audit/statements.csv?from=2020-01-01&to=2090-01-01",
      "/v1/audit/statements.ndjson": "/v1/audit/statements.ndjson?from=2020-01-01&to=2090-01-01",
      "/v1/export-control/dry-run": "/v1/export-control/dry-run?from=2020-01-01&to=2090-01-01&rulesOf=2026-01-01",
      ...Object.fromEntries(
        ["challenges", "findings", "permits", "acts"].flatMap((sort) =>
          ["", ".csv", ".ndjson"].map((form) => [
            `/v1/audit/${sort}${form}`,
            `/v1/audit/${sort}${form}?from=2020-01-01&to=2020-01-02`,
          ]),
        ),
      ),
      "/v1/statements/{id}": `/v1/statements/${sign.digest(declared)}`,
      "/v1/lots?holder": `/v1/lots?holder=${miner.organisation}`,
      "/v1/lots/{id}": `/v1/lots/${id}`,
      "/v1/inspections/mismatches": `/v1/inspections/mismatches?country=DE&lot=${id}`,
      "/v1/lots/{id}/dossier": `/v1/lots/${id}/dossier`,
      "/v1/lots/{id}/custody": `/v1/lots/${id}/custody`,
      "/v1/lots/{id}/attestations": `/v1/lots/${id}/attestations`,
      "/v1/lots/{id}/lineage": `/v1/lots/${id}/lineage`,
      "/v1/lots/{id}/footprint": `/v1/lots/${id}/footprint`,
      "/v1/lots/{id}/descendants": `/v1/lots/${id}/descendants`,
      "/v1/metadata/{id}.json": `/v1/metadata/${id.slice(2)}.json`,
      "/v1/consignments?party": `/v1/consignments?party=${miner.organisation}`,
      "/v1/consignments/{id}": `/v1/consignments/${sign.digest(sent)}`,
      "/v1/organisations/{id}": `/v1/organisations/${miner.organisation}`,
      "/v1/organisations/{id}/balance": `/v1/organisations/${miner.organisation}/balance?from=2020-01-01&to=2090-01-01`,
      "/v1/organisations/{id}/flow-records/{month}": `/v1/organisations/${miner.organisation}/flow-records/2026-01`,
      "/v1/organisations/{id}/flow-records/{month}.csv": `/v1/organisations/${miner.organisation}/flow-records/2026-01.csv`,
      "/v1/evidence/{hash}": `/v1/evidence/${hash}`,
      "/v1/verify/lots/{id}": `/v1/verify/lots/${id}`,
      "/v1/lots/{id}/certificate": `/v1/lots/${id}/certificate`,
      "/v1/verify/units/{code}": `/v1/verify/units/${unitCode}?lot=${id}`,
      "/v1/verify/units/{code}/scans": `/v1/verify/units/${unitCode}/scans`,
      "/01/{gtin}/10/{lotNumber}/21/{serial}": `/01/09506000134352/10/SOMETHING/21/${unitCode}`,
      "/v1/statements/{id}/units": `/v1/statements/${sign.digest(sent)}/units`,
      "/v1/packages/{sscc}": "/v1/packages/106141412345678908",
      "/v1/packages/{sscc}/events": "/v1/packages/106141412345678908/events",
      "/v1/lots/{id}/unit-codes": `/v1/lots/${id}/unit-codes`,
      "/v1/lots/{id}/unit-secret": `/v1/lots/${id}/unit-secret`,
      "/v1/organisations/{address}/gtin": `/v1/organisations/${miner.organisation}/gtin`,
      "/v1/events": "/v1/events?after=0&follow=0",
      "/v1/webhooks/{id}": "/v1/webhooks/0c5bd6c0-3b6c-4b2e-8a51-3c1b4d0f7a11",
      "/v1/webhooks/{id}/resume": "/v1/webhooks/0c5bd6c0-3b6c-4b2e-8a51-3c1b4d0f7a11/resume",
      "/v1/alerts/events": "/v1/alerts/events?after=0&follow=0",
      "/v1/alerts/{id}": `/v1/alerts/${hash}`,
      "/v1/alerts/{id}/acts": `/v1/alerts/${hash}/acts`,
      "/v1/tokens/{id}": "/v1/tokens/0c5bd6c0-3b6c-4b2e-8a51-3c1b4d0f7a11",
    };
    await fetch(`${service.url}/v1/evidence/${hash}`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream" },
      body: content,
    });
    dispatchMessage = statementToWire(sent).message;
  });

  let dispatchMessage: unknown;

  after(() => service.close());

  async function ask(operation: string, reader: ReaderName): Promise<unknown> {
    const [method = "", template = ""] = operation.split(" ");
    const token = tokens[reader];
    const bodies: Record<string, unknown> = {
      "POST /v1/statements": {},
      "POST /v1/sign-in": {},
      "POST /v1/webhooks": { url: "https://example.org/" },
      "POST /v1/verify/units/{code}": { lot: lotId, proof: { salt: `0x${"00".repeat(16)}`, path: [] } },
      "POST /v1/verify/units/{code}/scans": { lot: lotId, country: "DE", consent: true },
      "PUT /v1/statements/{id}/units": { lots: [{ lot: lotId, ranges: [{ first: 0, last: 999 }] }] },
      "PUT /v1/lots/{id}/unit-secret": { secret: `0x${"11".repeat(32)}` },
      "POST /v1/packages/{sscc}/events": { what: "seen", country: "DE" },
      "POST /v1/lots/{id}/unit-codes": { first: 0, last: 9 },
      "PUT /v1/organisations/{address}/gtin": { form: "concentrate", gtin: "09506000134352" },
      "POST /v1/tokens": { scopes: ["lots"], validUntil: Math.floor(Date.now() / 1_000) + 600 },
    };
    const json = bodies[operation];
    const isDocument = operation === "PUT /v1/evidence/{hash}";
    const body = isDocument ? content : json === undefined ? null : JSON.stringify(json);
    // What is asked of a list, or of a code, is not said where something is submitted there.
    const asked = paths[template] ?? template;
    const path = method === "POST" ? asked.replace(/\?.*/, "") : asked;
    const answer = await fetch(service.url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        "content-type": isDocument ? "application/octet-stream" : "application/json",
      },
      body,
    });
    const text = await answer.text();
    if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
      return { items: [...text.matchAll(/^data: (.*)$/gm)].map(([, data = ""]) => JSON.parse(data)) };
    }
    if (answer.headers.get("content-type")?.startsWith("application/x-ndjson")) {
      return {
        items: text
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line))
          // The first line of an audit, and the last, are about no statement.
          .filter((item) => !("asked" in item || "upTo" in item)),
      };
    }
    return answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : {};
  }

  it("has a row for every operation of the OpenAPI document", () => {
    const { paths: documented } = openApiDocument() as { paths: Record<string, object> };
    const operations = Object.entries(documented).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(Object.keys(table).filter((row) => !row.includes("?"))).to.have.members(operations);
  });

  for (const [operation, row] of Object.entries(table)) {
    it(`${operation} shows every reader what the table says`, async () => {
      const open = await ask(operation, "public");
      const found: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const reader of readers) {
        found[reader] = difference(await ask(operation, reader), open);
        expected[reader] = expectedOf(operation, reader, row);
      }
      expect(found).to.deep.equal(expected);
    });
  }

  it("gives a party the dispatch as it was signed", async () => {
    const answer = (await ask("GET /v1/consignments/{id}", "recipient")) as { dispatch: unknown };
    expect(answer.dispatch).to.deep.equal(dispatchMessage);
  });

  it("records what authorities are shown, and nothing of parties", async () => {
    const rows = () => service.services.store.db.selectFrom("access_log").selectAll().orderBy("sequence").execute();
    const before = (await rows()).length;
    for (const reader of ["public", "sender", "recipient", "customsElsewhere"] as const) {
      await ask("GET /v1/consignments/{id}", reader);
    }
    expect(await rows()).to.have.length(before);
    await ask("GET /v1/consignments/{id}", "customsInCountry");
    const { organisation, key } = customsOf("DE");
    expect((await rows()).at(-1)).to.deep.include({
      organisation,
      key: key.address,
      token: null,
      method: "GET",
      path: paths["/v1/consignments/{id}"],
    });
    expect(await rows()).to.have.length(before + 1);
  });
});

function expectedOf(operation: string, reader: ReaderName, row: (typeof table)[string]): string {
  if (/ \/(v1|01)\//.test(operation)) {
    if (reader === "expired") return "token-invalid";
    if (reader === "suspended") return "access-ended";
  }
  return row[reader] ?? "";
}

/** Where an answer says more than the one that everybody gets; the code of a problem. */
function difference(answer: unknown, open: unknown): string {
  const { code } = answer as { code?: string };
  if (code !== undefined) return code;
  if ((open as { code?: string }).code !== undefined) return "";
  return [...new Set(extras(answer, open, ""))].sort().join(" ");
}

function extras(answer: unknown, open: unknown, at: string): string[] {
  if (typeof answer !== "object" || answer === null || typeof open !== "object" || open === null) return [];
  return Object.entries(answer).flatMap(([name, value]) => {
    const path = at === "" ? name : `${at}.${name}`;
    if (name in open) return extras(value, (open as Record<string, unknown>)[name], path);
    const [place] = path.match(/^[a-zA-Z]+\.\d+/) ?? [path];
    return [
      Array.isArray(value) && place === path && !consignmentLists.includes(path) ? `${path}×${value.length}` : place,
    ];
  });
}

const consignmentLists = ["lines", "permits", "route", "routeChanges"];
