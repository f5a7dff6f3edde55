import { expect } from "chai";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { statementToWire } from "../../src/statements/statement.ts";
import { parties } from "../fixtures/parties.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { type Service, startService } from "./service.ts";

describeInTurn("the HTTP interface", (fresh) => {
  let service: Service;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
  });

  after(() => service.close());

  const post = (body: unknown, headers: Record<string, string> = { "content-type": "application/json" }) =>
    fetch(`${service.url}/v1/statements`, {
      method: "POST",
      headers,
      body:
        typeof body === "string" || body instanceof Uint8Array
          ? (body as Uint8Array<ArrayBuffer>)
          : JSON.stringify(body),
    });
  const get = (path: string) => fetch(`${service.url}${path}`);

  async function included(id: string): Promise<void> {
    for (;;) {
      const { status } = (await (await get(`/v1/statements/${id}`)).json()) as { status: string };
      if (status === "included") return;
      if (status === "failed") throw new Error(`${id} failed`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The status and the problem document of an answer. */
  async function problem(answer: Response | Promise<Response>) {
    const response = await answer;
    expect(response.headers.get("content-type")).to.match(/^application\/problem\+json/);
    return (await response.json()) as {
      type: string;
      status: number;
      code: string;
      detail: string;
      instance: string;
      error?: { name: string; contract: string; args: object };
      errors?: { in: string; path: string; message: string }[];
    };
  }

  it("takes statements from declaration to certificate, and verifies the lot", async () => {
    const { sign } = service.world;
    const declared = await sign.declare("H-1");
    const lot = lotOf(declared);
    const bundle = [declared, ...(await sign.certification(declared))];
    const answer = await post({ bundle: bundle.map(statementToWire) });
    expect(answer.status).to.equal(202);
    const accepted = (await answer.json()) as { id: string; digests: string[]; links: { self: string } };
    expect(accepted.digests).to.deep.equal(bundle.map((statement) => sign.digest(statement)));
    expect(answer.headers.get("location")).to.equal(accepted.links.self);
    await included(accepted.id);
    const verdict = (await (await get(`/v1/verify/lots/${lotIdToWire(lot)}?fresh=1`)).json()) as {
      whereabouts: object[];
      heads: object[];
    };
    expect(verdict).to.include({ conclusion: "valid" });
    expect(verdict.whereabouts).to.deep.equal([
      { state: "in-hand", grams: 25_000_000, country: "CN", toCountry: null, roles: ["miner"] },
    ]);
    expect(verdict.heads[0]).to.have.keys("type", "computed", "onLedger");
  });

  it("refuses a name that stands twice in one object, and a location number with a slip in it", async () => {
    const wire = statementToWire(await service.world.sign.declare("H-SLIP"));
    const twice = await problem(post(JSON.stringify(wire).replace("{", '{"kind":"retire",')));
    expect(twice).to.include({ status: 400, code: "invalid-request" });
    expect(twice.detail).to.equal('The body has the name "kind" twice in one object.');
    const message = wire.message as { content: object };
    const slip = { ...wire, message: { ...message, content: { ...message.content, site: "9520000000012" } } };
    const path = "message.content.site";
    expect((await problem(post(slip))).errors).to.deep.equal([
      {
        in: "body",
        path,
        message: "the check digit of this Global Location Number is wrong: 952000000001 is followed by 1",
      },
    ]);
    const bundled = await problem(post({ bundle: [wire, slip] }));
    expect(bundled.errors?.map((error) => error.path)).to.deep.equal([`bundle.1.${path}`]);
  });

  it("drafts what people write: days, units, quotas by name", async () => {
    const { message } = statementToWire(await service.world.sign.declare("H-WRITTEN"));
    const { content, ...rest } = message as { content: object };
    const body = (more: object) => ({ kind: "declare", message: { ...rest, content: { ...content, ...more } } });
    const draft = (more: object) =>
      fetch(`${service.url}/v1/drafts`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body(more)),
      });
    const answer = (await (await draft({ massGrams: "2.5 t", producedAt: "2026-03-01+08:00" })).json()) as {
      message: { content: object };
    };
    const producedAt = Date.parse("2026-02-28T16:00:00Z") / 1_000;
    expect(answer.message.content).to.include({ massGrams: 2_500_000, producedAt });
    expect(answer).to.deep.include({ computed: [] });
    const paper = { massGrams: "5 t wet with 8 % moisture", composition: "TREO 96 %, Nd2O3 99 %, others 1 %" };
    const computed = (await (await draft(paper)).json()) as {
      message: { content: { massGrams: number; composition: object } };
      computed: { path: string; says: { en: string } }[];
    };
    expect(computed.message.content.massGrams).to.equal(4_600_000);
    expect(computed.message.content.composition).to.deep.include({ Nd: { partsPerHundredMillion: 81_481_481 } });
    expect(computed.computed.map(({ path, says }) => `${path}: ${says.en}`)).to.include.members([
      "message.content.massGrams: 5 t wet with 8 % moisture is 4.6 t dry",
      "message.content.composition: Nd2O3 99 % of TREO 96 % is Nd 81.481481 %",
    ]);
    const refused = await problem(draft({ massGrams: "2.5 lb", producedAt: "2026-02-30" }));
    expect(refused.errors?.map(({ path }) => path).sort()).to.deep.equal([
      "message.content.massGrams",
      "message.content.producedAt",
    ]);
  });

  it("gives the same answer to the same statement, and names what the ledger would refuse", async () => {
    const { sign } = service.world;
    const declared = await sign.declare("H-2");
    const wire = statementToWire(declared);
    const [first, second] = [await post(wire), await post(wire)];
    expect([first.status, second.status]).to.deep.equal([202, 202]);
    const [a, b] = [(await first.json()) as { id: string }, (await second.json()) as { id: string }];
    expect(a.id).to.equal(b.id);
    await included(a.id);

    const greedy = await sign.declare("H-3", { massGrams: 2n ** 47n });
    const { status, code, error } = await problem(post(statementToWire(greedy)));
    expect({ status, code }).to.deep.equal({ status: 422, code: "ledger-would-refuse" });
    expect(error).to.deep.include({ name: "QuotaExceeded", contract: "Quotas" });
    expect(error?.args).to.include({ requestedGrams: 2 ** 47 });

    const forged = { ...wire, signature: `0x${"11".repeat(64)}1b` };
    const refused = await problem(post({ ...forged, message: { ...(wire.message as object), nonce: "987654" } }));
    expect(refused.error?.name).to.equal("SignatureInvalid");
  });

  it("takes no nonce that can be guessed, of a statement that it has to hide", async () => {
    const { sign } = service.world;
    const retired = statementToWire(await sign.retire(parties.miner, 1n, 1n));
    const low = (nonce: bigint) => ({
      ...retired,
      message: { ...(retired.message as object), nonce: nonce.toString() },
    });
    const refused = await problem(post(low(2n ** 128n - 1n)));
    expect(refused).to.include({ status: 422, code: "nonce-guessable" });
    expect((await problem(post({ bundle: [retired, low(5n)] }))).code).to.equal("nonce-guessable");
    // From there on it is judged as any other: this one bears no signature of its own.
    expect((await problem(post(low(2n ** 128n)))).code).to.equal("ledger-would-refuse");
    const declared = statementToWire(await sign.declare("H-3b"));
    const open = { ...declared, message: { ...(declared.message as object), nonce: "5" } };
    expect((await problem(post(open))).code).to.equal("ledger-would-refuse");
  });

  it("answers every malformed request with a precise problem", async () => {
    const { sign } = service.world;
    const wire = statementToWire(await sign.declare("H-4")) as { message: Record<string, unknown> };
    const with_ = (message: object) => ({ ...wire, message: { ...wire.message, ...message } });
    const content = wire.message.content as Record<string, unknown>;
    const cases: [string, Response | Promise<Response>, number, string, string?][] = [
      ["no JSON", post("{"), 400, "malformed-json"],
      ["empty", post(""), 400, "invalid-request"],
      ["a number", post("5"), 400, "invalid-request"],
      ["null", post("null"), 400, "invalid-request"],
      ["an unknown kind", post({ ...wire, kind: "gift" }), 400, "invalid-request", "kind"],
      ["an unknown field", post({ ...wire, extra: 1 }), 400, "invalid-request", "extra"],
      ["an unknown field within", post(with_({ surprise: 1 })), 400, "invalid-request", "message.surprise"],
      [
        "an unknown field deep within",
        post(with_({ content: { ...content, colour: "red" } })),
        400,
        "invalid-request",
        "message.content.colour",
      ],
      ["a field that is missing", post(with_({ lotNumber: undefined })), 400, "invalid-request", "message.lotNumber"],
      [
        "an absurd number",
        post(with_({ content: { ...content, massGrams: 1e300 } })),
        400,
        "invalid-request",
        "message.content.massGrams",
      ],
      [
        "a fraction of a gram",
        post(with_({ content: { ...content, massGrams: 0.5 } })),
        400,
        "invalid-request",
        "message.content.massGrams",
      ],
      ["a nonce beyond 256 bits", post(with_({ nonce: "9".repeat(78) })), 400, "invalid-request", "message.nonce"],
      ["a bundle with a bad statement", post({ bundle: [wire, 7] }), 400, "invalid-request", "bundle.1"],
      ["an empty bundle", post({ bundle: [] }), 400, "invalid-request", "bundle"],
      ["text", post(JSON.stringify(wire), { "content-type": "text/plain" }), 415, "unsupported-media-type"],
      // An encoding in which a name that stands twice would not be seen.
      ...["utf-16", "utf-16le", '"UTF-32"', "latin1"].map((charset): (typeof cases)[number] => [
        charset,
        post(Buffer.from("{}", "utf16le"), { "content-type": `application/json; charset=${charset}` }),
        415,
        "unsupported-media-type",
      ]),
      ["bytes that are no text", post(Buffer.from('{"lotNumber":"caf\xe9"}', "latin1")), 400, "malformed-json"],
      [
        "more fields than anything has",
        post(Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [i, 1]))),
        400,
        "invalid-request",
      ],
      [
        "gzip",
        post(JSON.stringify(wire), { "content-type": "application/json", "content-encoding": "gzip" }),
        415,
        "unsupported-media-type",
      ],
      ["a megabyte too much", post(JSON.stringify({ a: "x".repeat(1024 * 1024) })), 413, "payload-too-large"],
      ["depth", post("[".repeat(50_000) + "]".repeat(50_000)), 400, "invalid-request"],
      ["a long list", post(JSON.stringify({ bundle: Array(5_000).fill(0) })), 400, "invalid-request"],
      ["a bad id", get("/v1/verify/lots/7"), 400, "invalid-request", "id"],
      ["an unknown query", get(`/v1/verify/lots/0x${"0".repeat(64)}?fast=1`), 400, "invalid-request", "fast"],
      ["a query where none is taken", get("/health?x=1"), 400, "invalid-request", "x"],
      ["a query twice", get(`/v1/verify/lots/0x${"0".repeat(64)}?fresh=1&fresh=0`), 400, "invalid-request", "fresh"],
      ["a broken address", get("/v1/verify/lots/%E0%A4%A"), 400, "malformed-request"],
      ["an unknown lot", get(`/v1/verify/lots/0x${"1".repeat(64)}`), 404, "lot-not-found"],
      ["an unknown statement", get(`/v1/statements/0x${"1".repeat(64)}`), 404, "statement-not-found"],
      ["an unknown address", get("/v2/lots"), 404, "route-not-found"],
    ];
    for (const [name, answer, status, code, path] of cases) {
      const document = await problem(answer);
      expect({ status: document.status, code: document.code }, name).to.deep.equal({ status, code });
      expect(document.type, name).to.equal(`urn:ytterby:problem:${code}`);
      expect(document.instance, name).to.match(/^urn:uuid:/);
      if (path !== undefined)
        expect(
          document.errors?.map((error) => error.path),
          name,
        ).to.include(path);
    }
  });

  it("names the methods that an address takes", async () => {
    const answer = await fetch(`${service.url}/v1/statements`, { method: "DELETE" });
    expect(answer.headers.get("allow")).to.equal("GET, HEAD, POST");
    expect((await problem(answer)).code).to.equal("method-not-allowed");
    const options = await fetch(`${service.url}/health`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).to.deep.equal([204, "GET, HEAD"]);
    expect((await fetch(`${service.url}/health`, { method: "HEAD" })).status).to.equal(200);
  });

  it("tells what a client needs to sign", async () => {
    const network = (await (await get("/v1/network")).json()) as {
      chainId: string;
      kinds: { kind: string; domain: { verifyingContract: string } }[];
    };
    expect(network.chainId).to.equal("31337");
    const declare = network.kinds.find(({ kind }) => kind === "declare");
    expect(declare?.domain.verifyingContract).to.equal(service.world.ledger.address("Certification"));
  });

  it("is healthy, ready, and measured by route", async () => {
    expect(await (await get("/health")).json()).to.deep.equal({ status: "ok" });
    expect(await (await get("/ready")).json()).to.deep.equal({ status: "ready" });
    await get(`/v1/statements/0x${"2".repeat(64)}`);
    const metrics = await (await get("/metrics")).text();
    expect(metrics).to.match(
      /ytterby_http_request_seconds_count\{method="GET",route="\/v1\/statements\/\{id\}",status="404"\}/,
    );
  });

  it("serves its document and its pages under a policy that lets nothing in from elsewhere", async () => {
    const document = (await (await get("/openapi.json")).json()) as { openapi: string; paths: object };
    expect(document.openapi).to.equal("3.1.0");
    expect(document.paths).to.include.keys("/v1/statements", "/v1/verify/lots/{id}", "/openapi.json");
    const page = await get("/docs/");
    expect(page.headers.get("content-security-policy")).to.include("script-src 'self'");
    const html = await page.text();
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string);
    expect(sources).to.have.length.above(2);
    for (const source of sources) expect((await get(source)).status, source).to.equal(200);
    expect(html).not.to.match(/<script>|<style>|style=/);
    const data = await get("/health");
    expect(data.headers.get("content-security-policy")).to.include("default-src 'none'");
    expect(data.headers.get("x-powered-by")).to.equal(null);
    expect(data.headers.get("etag")).to.equal(null);
  });

  it("logs requests by an id of its own, without what they carried", async () => {
    const answer = await fetch(`${service.url}/v1/statements?token=hunter2`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer hunter2", "x-request-id": "hunter2" },
      body: JSON.stringify({ password: "hunter2" }),
    });
    const { instance } = await problem(answer);
    const id = instance.replace("urn:uuid:", "");
    expect(answer.headers.get("x-request-id")).to.equal(id);
    const line = JSON.parse(service.log.find((entry) => entry.includes(id)) ?? "{}");
    expect(line).to.deep.include({ req: { id, method: "POST", path: "/v1/statements" }, res: { status: 401 } });
    expect(service.log.join("")).not.to.include("hunter2");
  });
});
