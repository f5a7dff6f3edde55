import { expect } from "chai";
import { AbiCoder, dataSlice, keccak256 as keccakOf } from "ethers";
import { sql } from "kysely";
import { attestations } from "../../src/api/schemas/attestation.ts";
import { consignment, custody } from "../../src/api/schemas/custody.ts";
import { dossierPage } from "../../src/api/schemas/dossier.ts";
import { lotDetails } from "../../src/api/schemas/lot.ts";
import { lotMetadata } from "../../src/api/schemas/lot-metadata.ts";
import { organisationDetails } from "../../src/api/schemas/organisation.ts";
import { headOf } from "../../src/domain/head.ts";
import { keccak256Hex } from "../../src/domain/keccak256.ts";
import type { PlainValues } from "../../src/ledger/plain-values.ts";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { statementToWire } from "../../src/statements/statement.ts";
import { parties } from "../fixtures/parties.ts";
import { readContract } from "../fixtures/read-contract.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { keepTables } from "../verify/keep-tables.ts";
import { type Service, startService } from "./service.ts";
import { signInAs } from "./sign-in.ts";

interface Answer {
  items: { id: string; lotNumber: string; form: string }[];
  next: string | null;
}

describeInTurn("what the HTTP interface shows", (fresh) => {
  let service: Service;
  let id: string;
  let consignmentId: string;
  const evidenceMaxBytes = 300_000;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh(), { evidenceMaxBytes });
    const { sign, include } = service.world;
    const { miner, refiner, buyer, recycler } = parties;
    const declared = await sign.declare("R-1");
    const lot = lotOf(declared);
    const sent = await sign.dispatch(miner, refiner, [{ lot, grams: 9_000_000n }]);
    const onTheRoad = await sign.dispatch(miner, buyer, [{ lot, grams: 1_000_000n }]);
    await include(
      declared,
      ...(await sign.certification(declared)),
      sent,
      await sign.receive(sent, refiner, [8_999_000n]),
      await sign.handOver(refiner, buyer, lot, 500n),
      onTheRoad,
      await sign.retire(buyer, lot, 40n, "CN"),
    );
    for (let n = 2; n <= 5; n++) await include(await sign.declare(`R-${n}`));
    expect(recycler.role).to.equal("recycler");
    await service.services.indexer.catchUp();
    id = lotIdToWire(lot);
    consignmentId = sign.digest(sent);
  });

  after(() => service.close());

  const get = (path: string) => fetch(`${service.url}${path}`);
  const read = async <T>(path: string): Promise<T> => {
    const answer = await get(path);
    expect(answer.status, path).to.equal(200);
    return (await answer.json()) as T;
  };

  it("lists lots in pages that neither repeat nor leave out, newest first", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Answer = await read(`/v1/lots?limit=2${cursor === null ? "" : `&cursor=${cursor}`}`);
      expect(page.items).to.have.length.at.most(2);
      seen.push(...page.items.map(({ lotNumber }) => lotNumber));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).to.deep.equal(["R-5", "R-4", "R-3", "R-2", "R-1"]);
  });

  it("filters lots", async () => {
    const numbers = async (query: string) =>
      (await read<Answer>(`/v1/lots?${query}`)).items.map((lot) => lot.lotNumber);
    expect(await numbers("status=certified")).to.deep.equal(["R-1"]);
    expect(await numbers("status=declared&element=Nd&limit=2")).to.deep.equal(["R-5", "R-4"]);
    expect(await numbers("element=Dy")).to.deep.equal([]);
    expect(await numbers("form=magnet")).to.deep.equal([]);
    expect(await numbers("scheme=1")).to.deep.equal(["R-1"]);
    expect(await numbers(`lotNumber=R-3&producer=${parties.miner.organisation.toLowerCase()}`)).to.deep.equal(["R-3"]);
    for (const query of ["limit=0", "limit=201", "limit=1e2", "status=lost", "holder=0x1", "element=Fe", "scheme=-1"]) {
      expect((await get(`/v1/lots?${query}`)).status, query).to.equal(400);
    }
    for (const cursor of ["x", "MS4x=", Buffer.from("9.1.1.1").toString("base64url"), "9".repeat(64)]) {
      const answer = await get(`/v1/lots?cursor=${encodeURIComponent(cursor)}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code], cursor).to.deep.equal([
        400,
        "cursor-invalid",
      ]);
    }
  });

  it("shows a lot with all that was declared about it", async () => {
    const lot = await read<Record<string, unknown>>(`/v1/lots/${id}`);
    expect(lotDetails.safeParse(lot).error).to.equal(undefined);
    expect(lot).to.include({ lotNumber: "R-1", producerName: "Bayan Obo Mining", certifierName: "Rhine Verification" });
    expect(lot.content).to.deep.include({ massGrams: 25_000_000, deposit: "Bayan Obo", originCountry: "CN" });
    for (const link of Object.values(lot.links as object)) expect((await get(link)).status, link).to.equal(200);
  });

  it("shows a dossier whole, but of custody only what everybody may see", async () => {
    type Entry = Record<string, unknown> & { kind: string; message: object };
    const first = await read<{ items: Entry[]; next: string }>(`/v1/lots/${id}/dossier?limit=5`);
    const second = await read<{ items: Entry[]; next: null }>(`/v1/lots/${id}/dossier?limit=5&cursor=${first.next}`);
    expect(dossierPage.safeParse(first).error).to.equal(undefined);
    const entries = [...first.items, ...second.items];
    const kinds = ["declare", "assay", "attest", "certify", "dispatch", "receive", "hand-over", "dispatch", "retire"];
    expect(entries.map(({ kind }) => kind)).to.deep.equal(kinds);
    expect(entries.map(({ position }) => position)).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const [declared, , , , dispatched, received] = entries;
    expect(declared).to.include.keys("organisation", "signature", "description");
    expect(declared?.message).to.include.keys("lotNumber", "content", "key", "nonce");
    expect(dispatched).not.to.have.any.keys("organisation", "signature", "description");
    expect(dispatched?.message).to.deep.equal({ fromCountry: "CN", toCountry: "CN" });
    expect(received?.message).to.deep.equal({});
  });

  it("shows nothing of a statement that was altered in the database", async () => {
    type Entry = { kind: string; digest: string };
    const { store } = service.services;
    const before = await read<{ items: Entry[] }>(`/v1/lots/${id}/dossier`);
    const restore = await keepTables(store, ["statement_included"]);
    await sql`update statement_included set message = jsonb_set(message::jsonb, '{outcome}', '"inconclusive"')
      where digest = ${before.items[1]?.digest}`.execute(store.db);
    try {
      const { items } = await read<{ items: Entry[] }>(`/v1/lots/${id}/dossier`);
      expect(items[1]).to.have.all.keys("position", "digest", "timestamp", "blockNumber", "kind");
      expect(items[1]).to.include({ kind: "altered" });
    } finally {
      await restore();
    }
    expect(await read(`/v1/lots/${id}/dossier`)).to.deep.equal(before);
  });

  it("lets everybody recompute every lot's head, which tells no hidden name to whoever tries them all", async () => {
    type Entry = { digest: string; timestamp: number; organisation?: string };
    const { items: lots } = await read<Answer>("/v1/lots");
    const { items: organisations } = await read<{ items: { address: string }[] }>("/v1/organisations");
    expect(organisations).not.to.deep.equal([]);
    for (const { id: lot } of lots) {
      const { items } = await read<{ items: Entry[] }>(`/v1/lots/${lot}/dossier?limit=100`);
      const { hash, count } = (await readContract(service.world.ledger, "Lots", "heads", lot))[0] as PlainValues;
      const onLedger = { hash, count: Number(count) };
      expect(headOf(items), lot).to.deep.equal(onLedger);

      // What gave hidden names away: a link that takes in the organisation closes for the right one alone.
      const last = items.at(-1);
      if (last === undefined || last.organisation !== undefined) continue;
      const before = headOf(items.slice(0, -1));
      for (const { address } of organisations) {
        const encoded = AbiCoder.defaultAbiCoder().encode(
          ["bytes28", "bytes32", "address", "uint256"],
          [before.hash, last.digest, address, last.timestamp],
        );
        expect(dataSlice(keccakOf(encoded), 0, 28), address).not.to.equal(hash);
      }
    }
  });

  it("shows nobody's name, amount, seal or route of custody to everybody", async () => {
    const paths = [
      `/v1/lots/${id}/custody`,
      `/v1/lots/${id}/dossier`,
      `/v1/consignments/${consignmentId}`,
      `/v1/verify/lots/${id}`,
    ];
    for (const path of paths) {
      const text = await (await get(path)).text();
      for (const secret of [parties.refiner, parties.buyer, parties.carrier]) {
        expect(text, path).not.to.include(secret.organisation);
        expect(text, path).not.to.include(secret.name);
        expect(text, path).not.to.include(secret.key.address);
      }
      expect(text, path).not.to.match(/SEAL-1|"KZ"/);
    }
    const shown = await read<object>(`/v1/lots/${id}/custody`);
    expect(custody.safeParse(shown).error).to.equal(undefined);
    expect(shown).to.include({
      certifiedGrams: 25_000_000,
      inHandGrams: 23_998_960,
      onTheRoadGrams: 1_000_000,
      disputedGrams: 0,
      shortGrams: 1_000,
      retiredGrams: 40,
      consumedGrams: 0,
    });
    const sent = await read<object>(`/v1/consignments/${consignmentId}`);
    expect(consignment.safeParse(sent).error).to.equal(undefined);
    expect(sent).to.include({ status: "received", fromCountry: "CN", lots: 1, sealIntact: false });
    const { code } = (await (await get(`/v1/consignments/${id}`)).json()) as { code: string };
    expect(code).to.equal("consignment-not-found");
  });

  it("shows what was found about a lot", async () => {
    const found = await read<{ items: Record<string, unknown>[] }>(`/v1/lots/${id}/attestations`);
    expect(attestations.safeParse(found).error).to.equal(undefined);
    expect(found.items.map(({ kind, outcome, name, quantity }) => ({ kind, outcome, name, quantity }))).to.deep.equal([
      { kind: "assay", outcome: "conforms", name: "Baotou Assay Office", quantity: null },
      { kind: "weight", outcome: "conforms", name: "Baotou Assay Office", quantity: "25000000" },
    ]);
  });

  it("shows organisations with roles, keys and accreditations, and their quotas to nobody else", async () => {
    const page = await read<{ items: { name: string; roles: string[] }[]; next: string }>("/v1/organisations?limit=4");
    const rest = await read<{ items: { name: string }[]; next: null }>(`/v1/organisations?cursor=${page.next}`);
    expect([...page.items, ...rest.items].map(({ name }) => name)).to.deep.equal(
      Object.values(parties).map(({ name }) => name),
    );
    expect(page.items[0]?.roles).to.deep.equal(["miner"]);
    expect(rest.next).to.equal(null);
    const ofKey = await read<{ items: { name: string }[] }>(`/v1/organisations?key=${parties.verifier.key.address}`);
    expect(ofKey.items.map(({ name }) => name)).to.deep.equal([parties.verifier.name]);
    const miner = await read<object>(`/v1/organisations/${parties.miner.organisation}`);
    expect(organisationDetails.safeParse(miner).error).to.equal(undefined);
    expect(miner).not.to.have.property("quotas");
    const { organisation, key } = parties.verifier;
    const body = await read<{ keys: object[]; accreditations: object[] }>(
      `/v1/organisations/${organisation.toLowerCase()}`,
    );
    expect(body.keys[0]).to.deep.include({ key: key.address, revokedAt: null });
    expect(body.accreditations[0]).to.deep.include({ scheme: 1 });
    const wrong = await get(`/v1/organisations/${organisation.replace(/[a-f]/, (letter) => letter.toUpperCase())}`);
    expect(wrong.status).to.equal(400);
  });

  it("has metadata of the token at the address that the contract gives", async () => {
    const { ledger } = service.world;
    const data = ledger.encodeCall("Lots", "uri", [id]);
    const answer = await ledger.rpc.call("eth_call", [{ to: ledger.address("Lots"), data }, "latest"]);
    const uri = String(Object.values(ledger.decodeResult("Lots", "uri", String(answer)))[0]);
    expect(uri).to.match(/\/metadata\/\{id\}\.json$/);
    const metadata = await read<object>(`/v1/metadata/${id.slice(2)}.json`);
    expect(lotMetadata.safeParse(metadata).error).to.equal(undefined);
    expect(metadata).to.include({ name: "concentrate R-1", decimals: 0 });
    expect((await get(`/v1/metadata/${id}.json`)).status).to.equal(400);
  });

  describe("evidence", () => {
    const hashOf = (content: Uint8Array) => keccak256Hex(content);
    let authorization: string;

    before(async () => {
      authorization = `Bearer ${(await signInAs(service, parties.miner)).token}`;
    });

    const put = (hash: string, body: Uint8Array | ReadableStream, headers: Record<string, string> = {}) =>
      fetch(`${service.url}/v1/evidence/${hash}`, {
        method: "PUT",
        headers: { "content-type": "application/octet-stream", authorization, ...headers },
        body,
        duplex: "half",
      } as RequestInit);
    const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code];

    it("is stored and sent byte for byte, as a file and never as a page", async () => {
      const content = Buffer.from(Array.from({ length: 280_000 }, (_, i) => (i * 7 + (i >> 9)) & 0xff));
      const hash = hashOf(content);
      for (let time = 0; time < 2; time++) {
        const stored = await put(hash, content);
        expect(stored.status).to.equal(200);
        expect(await stored.json()).to.deep.equal({ hash, size: content.length });
      }
      const address = `${service.url}/v1/evidence/${hash.toUpperCase().replace("0X", "0x")}`;
      const sent = await fetch(address, { headers: { authorization } });
      expect(Buffer.from(await sent.arrayBuffer()).equals(content)).to.equal(true);
      expect(sent.headers.get("content-disposition")).to.match(/^attachment/);
      expect(sent.headers.get("x-content-type-options")).to.equal("nosniff");
      expect(sent.headers.get("content-security-policy")).to.include("default-src 'none'");
      const head = await fetch(`${service.url}/v1/evidence/${hash}`, { method: "HEAD", headers: { authorization } });
      expect(head.headers.get("content-length")).to.equal("280000");
    });

    it("is refused under a wrong hash, in a wrong type or encoding, or too large, with and without its length", async () => {
      const content = Buffer.from("report");
      const wrong = `0x${"ab".repeat(32)}`;
      expect(await codeOf(await put(wrong, content))).to.deep.equal([422, "evidence-mismatch"]);
      expect(await codeOf(await get(`/v1/evidence/${wrong}`))).to.deep.equal([404, "evidence-not-found"]);
      expect(await codeOf(await put("0x12", content))).to.deep.equal([400, "invalid-request"]);
      const json = await put(hashOf(content), content, { "content-type": "application/json" });
      expect(await codeOf(json)).to.deep.equal([415, "unsupported-media-type"]);
      const zipped = await put(hashOf(content), content, { "content-encoding": "gzip" });
      expect(await codeOf(zipped)).to.deep.equal([415, "unsupported-media-type"]);
      const large = Buffer.alloc(evidenceMaxBytes + 1, 7);
      expect(await codeOf(await put(hashOf(large), large))).to.deep.equal([413, "payload-too-large"]);
      const stream = new Blob([large]).stream();
      expect(await codeOf(await put(hashOf(large), stream))).to.deep.equal([413, "payload-too-large"]);
      const fitting = large.subarray(0, evidenceMaxBytes);
      expect((await put(hashOf(fitting), fitting)).status).to.equal(200);
    });
  });

  it("has nothing of a statement that is only pending in what it shows", async () => {
    const declared = await service.world.sign.declare("R-9", { massGrams: 2n ** 47n });
    const answer = await fetch(`${service.url}/v1/statements`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(statementToWire(declared)),
    });
    expect(answer.status).to.equal(422);
    expect((await get(`/v1/lots/${lotIdToWire(lotOf(declared))}`)).status).to.equal(404);
  });
});
