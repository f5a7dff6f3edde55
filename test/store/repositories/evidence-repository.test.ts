import { expect } from "chai";
import { sql } from "kysely";
import { keccak256Hex } from "../../../src/domain/keccak256.ts";
import { openStore, type Store } from "../../../src/store/open-store.ts";
import { EvidenceRepository } from "../../../src/store/repositories/evidence-repository.ts";
import { describeEngines } from "../engines.ts";

const MAXIMUM = 1024 * 1024;

describeEngines("evidence repository", (fresh) => {
  let store: Store;
  let evidence: EvidenceRepository;

  before(async function () {
    this.timeout(60_000);
    store = await openStore(await fresh());
    evidence = new EvidenceRepository(store.db);
  });

  after(() => store.close());

  const hashOf = (content: Uint8Array) => keccak256Hex(content);
  const parts = async () => (await store.db.selectFrom("evidence_part").select("upload").execute()).length;

  async function read(hash: string): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of evidence.read(hash)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
  }

  it("gives back byte for byte what it was sent, in however many pieces", async () => {
    for (const [length, size] of [
      [0, 1],
      [1, 1],
      [256 * 1024, 65_536],
      [700_001, 60_000],
    ] as const) {
      const content = Buffer.from(Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff));
      const hash = hashOf(content);
      expect(await evidence.store(hash, pieces(content, size), MAXIMUM)).to.deep.equal({
        outcome: "stored",
        size: length,
      });
      expect(await evidence.size(hash)).to.equal(length);
      expect((await read(hash)).equals(content), `${length} bytes`).to.equal(true);
    }
  });

  it("takes the same content again without keeping it twice", async () => {
    const content = Buffer.from("the same report");
    const hash = hashOf(content);
    await evidence.store(hash, pieces(content, 4), MAXIMUM);
    const before = await parts();
    expect(await evidence.store(hash, pieces(content, 7), MAXIMUM)).to.deep.equal({
      outcome: "already-stored",
      size: 15,
    });
    expect(await parts()).to.equal(before);
  });

  it("keeps one of two uploads of the same content at once", async () => {
    const content = Buffer.from("two at once");
    const hash = hashOf(content);
    const before = await parts();
    const outcomes = await Promise.all([1, 2].map(() => evidence.store(hash, pieces(content, 3), MAXIMUM)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).to.deep.equal(["already-stored", "stored"]);
    expect(await parts()).to.equal(before + 1);
    expect((await read(hash)).equals(content)).to.equal(true);
  });

  it("keeps nothing of content with another hash, of content that is too large, nor of an upload broken off", async () => {
    const before = await parts();
    const content = Buffer.alloc(300_000, 1);
    const wrong = `0x${"12".repeat(32)}`;
    expect(await evidence.store(wrong, pieces(content, 65_536), MAXIMUM)).to.deep.equal({
      outcome: "mismatch",
      computed: hashOf(content),
    });
    expect(await evidence.store(hashOf(content), pieces(content, 65_536), 299_999)).to.deep.equal({
      outcome: "too-large",
    });
    async function* broken() {
      yield content;
      throw new Error("connection lost");
    }
    const error = await evidence.store(hashOf(content), broken(), MAXIMUM).catch((reason: unknown) => reason);
    expect(error).to.have.property("message", "connection lost");
    expect(await evidence.size(hashOf(content))).to.equal(undefined);
    expect(await read(hashOf(content))).to.have.length(0);
    expect(await parts()).to.equal(before);
  });

  it("removes what a crash left behind, and nothing else", async () => {
    const content = Buffer.from("still wanted");
    await evidence.store(hashOf(content), pieces(content, 100), MAXIMUM);
    const before = await parts();
    await sql`insert into evidence_part (upload, position, content, stored_at)
      values (gen_random_uuid(), 0, '\\x00', now() - interval '2 days'), (gen_random_uuid(), 0, '\\x00', now())`.execute(
      store.db,
    );
    await sql`update evidence_part set stored_at = now() - interval '3 days' where upload in (select upload from evidence)`.execute(
      store.db,
    );
    await evidence.removeAbandoned();
    expect(await parts()).to.equal(before + 1);
    expect((await read(hashOf(content))).toString()).to.equal("still wanted");
  });
});
