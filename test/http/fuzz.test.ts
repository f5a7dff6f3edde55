import { request as httpRequest } from "node:http";
import { expect } from "chai";
import fc from "fast-check";
import { openApiDocument } from "../../src/http/openapi.ts";
import { problems } from "../../src/http/plumbing/problems.ts";
import { statementKinds } from "../../src/statements/registry.ts";
import { statementToWire } from "../../src/statements/statement.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { deep, times } from "../support/depth.ts";
import { type Service, startService } from "./service.ts";

/** How often each operation is tried, on each database: they share what reads a request, so that together they try much of it. */
const TRIES = times(20, 1_000);
/** How many statements have a field that is anything else, on each database. */
const STRANGE_STATEMENTS = times(300, 10_000);
const PATIENCE_MS = deep ? 3_600_000 : 60_000;

interface Operation {
  method: string;
  path: string;
  query: string[];
  body: string | undefined;
}

interface Parameter {
  name: string;
  in: string;
}

function operations(): Operation[] {
  const { paths } = openApiDocument() as {
    paths: Record<string, Record<string, { parameters?: Parameter[]; requestBody?: { content: object } }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method: method.toUpperCase(),
      path,
      query: parameters.filter((parameter) => parameter.in === "query").map(({ name }) => name),
      body: requestBody && Object.keys(requestBody.content)[0],
    })),
  );
}

const hex = (digits: number) => fc.stringMatching(new RegExp(`^0x[0-9a-fA-F]{${digits}}$`));
const absurd = fc.constantFrom(
  "0",
  "-1",
  "1e999",
  "NaN",
  "null",
  "true",
  "9".repeat(400),
  "%00",
  "%2e%2e",
  "..",
  "'",
  "{}",
);
const value = fc.oneof(fc.string({ unit: "binary", maxLength: 80 }), hex(64), hex(40), absurd);
const headerValue = fc.stringMatching(/^[ -~]{0,40}$/);
const kind = fc.constantFrom(...Object.keys(statementKinds));

const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc
    .record({ kind, message: fc.object(), signature: fc.oneof(hex(130), fc.string()) })
    .map((body) => JSON.stringify(body)),
  fc
    .record({ bundle: fc.array(fc.record({ kind, message: fc.object(), signature: hex(130) }), { maxLength: 3 }) })
    .map((body) => JSON.stringify(body)),
  fc.string({ unit: "binary" }),
  fc.constantFrom('{"__proto__":{"kind":"declare"}}', '{"kind":"__proto__"}', '{"bundle":{"length":5}}', '"\\ud800"'),
);

/** What a request is made of besides its address. */
const anything = fc.record({
  values: fc.array(value, { minLength: 2, maxLength: 2 }),
  known: fc.boolean(),
  queryName: fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom("__proto__", "constructor", "a[b]", "limit[]")),
  queryValue: value,
  accept: headerValue,
  contentType: fc.oneof(fc.constant("declared"), headerValue),
  body: json,
});
type Anything = typeof anything extends fc.Arbitrary<infer T> ? T : never;

describeInTurn("the HTTP interface, whatever it is sent", (fresh) => {
  let service: Service;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
  });

  after(() => service.close());

  it("answers statements of which any one field is anything else", async function () {
    this.timeout(PATIENCE_MS);
    const { sign } = service.world;
    const declared = await sign.declare("Z-1");
    const lines = [{ lot: lotOf(declared), grams: 5n }];
    const sent = await sign.dispatch(parties.miner, parties.refiner, lines);
    const received = await sign.receive(sent, parties.refiner);
    const handedOver = await sign.handOver(parties.miner, parties.buyer, lotOf(declared), 5n);
    const assayed = await sign.assay(declared);
    const attested = await sign.attest(declared, "weight", parties.laboratory);
    const suspended = await sign.suspend(lotOf(declared), parties.verifier, 5);
    const whole = [
      declared,
      assayed,
      attested,
      await sign.certify(lotOf(declared)),
      await sign.reject(declared),
      suspended,
      await sign.reinstate(lotOf(declared), parties.verifier, suspended),
      await sign.renew(lotOf(declared), 5),
      await sign.revokeAssay(assayed, parties.laboratory),
      await sign.revokeAttestation(attested, parties.laboratory),
      sent,
      received,
      handedOver,
      await sign.refuse(sent, parties.refiner),
      await sign.recall(sent, parties.miner),
      await sign.reportLoss(sent, parties.carrier),
      await sign.settle(sent, parties.miner, parties.refiner, [{ recipientGrams: 1n, senderGrams: 2n }], 3),
      await sign.retire(parties.miner, lotOf(declared), 5n),
      await sign.rotateKey(parties.miner, { withdrawnKey: parties.miner.key.address }),
      await sign.cancel(parties.miner, 9n),
    ];
    const cases = whole
      .map((statement) => statementToWire(statement) as Json)
      .flatMap((wire) => pathsOf(wire).map((path) => ({ wire, path })));
    const strange = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<Json>(
        0,
        -1,
        2 ** 48,
        2 ** 53,
        1e300,
        0.1,
        "",
        "\0",
        "\ud800",
        "0x",
        `0x${"00".repeat(32)}`,
        [],
        {},
      ),
      fc.bigInt({ min: 0n, max: 2n ** 256n }).map(String),
      hex(64),
      hex(40),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cases), strange, async ({ wire, path }, by) => {
        const answer = await fetch(`${service.url}/v1/statements`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(replaced(wire, path, by as Json)),
        });
        const text = await answer.text();
        expect(answer.status, `${path.join(".")}: ${text}`).to.be.oneOf([202, 400, 409, 422]);
      }),
      { numRuns: STRANGE_STATEMENTS },
    );
  });

  for (const operation of operations()) {
    it(`answers ${operation.method} ${operation.path} without failing`, async function () {
      this.timeout(PATIENCE_MS);
      await fc.assert(
        fc.asyncProperty(anything, async (input) => {
          const { status, contentType, body } = await send(service.url, operation, input);
          expect(status, body).to.be.below(500);
          if (status < 400) return;
          expect(contentType).to.match(/^application\/problem\+json/);
          const document = JSON.parse(body) as { code: keyof typeof problems; status: number; title: string };
          expect(document.status).to.equal(status);
          expect(document.title).to.equal(problems[document.code].title);
        }),
        { numRuns: TRIES },
      );
    });
  }
});

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Every place within a value. */
function pathsOf(value: Json, path: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, child]) => pathsOf(child, [...path, name]))];
}

/** The value with another one at some place. */
function replaced(value: Json, [name, ...path]: string[], by: Json): Json {
  if (name === undefined) return by;
  const copy = structuredClone(value) as { [name: string]: Json };
  copy[name] = replaced(copy[name] as Json, path, by);
  return copy;
}

/** Sends what `fetch` would refuse to send, too. */
function send(
  url: string,
  operation: Operation,
  { values, known, queryName, queryValue, accept, contentType, body }: Anything,
): Promise<{ status: number; contentType: string | undefined; body: string }> {
  let used = 0;
  const path = operation.path.replace(/\{\w+\}/g, () => encodeURIComponent(wellFormed(values[used++ % 2] as string)));
  const name = known
    ? (operation.query[queryName.length % Math.max(operation.query.length, 1)] ?? queryName)
    : queryName;
  const query = `${encodeURIComponent(wellFormed(name))}=${encodeURIComponent(wellFormed(queryValue))}`;
  const sent = operation.body === undefined ? undefined : Buffer.from(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${url}${path}?${query}`,
      {
        method: operation.method,
        headers: {
          accept,
          ...(operation.body === undefined
            ? {}
            : {
                "content-type": contentType === "declared" ? operation.body : contentType,
                "content-length": sent?.length,
              }),
        },
      },
      (response) => {
        const parts: Buffer[] = [];
        const answered = () => ({
          status: response.statusCode ?? 0,
          contentType: response.headers["content-type"],
          body: Buffer.concat(parts).toString(),
        });
        response.on("data", (part: Buffer) => {
          parts.push(part);
          if (!response.headers["content-type"]?.startsWith("text/event-stream")) return;
          // A stream of events has no end of its own.
          resolve(answered());
          request.destroy();
        });
        response.on("error", reject);
        response.on("end", () => resolve(answered()));
      },
    );
    request.on("error", reject);
    request.end(sent);
  });
}

// Half a surrogate pair cannot be written in an address at all.
function wellFormed(text: string): string {
  return text.toWellFormed();
}
