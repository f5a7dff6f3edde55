import { expect } from "chai";
import { keccak256Hex } from "../../../src/domain/keccak256.ts";
import { parties } from "../../fixtures/parties.ts";
import { describeInTurn } from "../../store/engines.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

describeInTurn("room for evidence", (fresh) => {
  let service: Service;

  before(async function () {
    this.timeout(60_000);
    const limits = {
      evidenceMaxBytes: 1_000,
      evidenceDailyBytes: 2_600,
      evidenceAnonymousDailyBytes: 2_000,
      evidenceTotalBytes: 7_400,
    };
    service = await startService(await fresh(), limits);
  });

  after(() => service.close());

  let count = 0;
  const put = async (size: number, token?: string, content = Buffer.alloc(size, ++count)) => {
    const hash = keccak256Hex(content);
    const answer = await fetch(`${service.url}/v1/evidence/${hash}`, {
      method: "PUT",
      headers: { "content-type": "application/octet-stream", ...(token && { authorization: `Bearer ${token}` }) },
      body: content,
    });
    const { code } = (await answer.json()) as { code?: string };
    return { status: answer.status, code, retryAfter: answer.headers.get("retry-after"), content };
  };
  const metric = async () => (await service.services.metrics.metrics()).match(/^ytterby_evidence_bytes (\d+)$/m)?.[1];

  it("is set aside before a document arrives, so that many at once get no more", async () => {
    const { token } = await signInAs(service, parties.buyer);
    const answers = await Promise.all([put(900, token), put(900, token), put(900, token)]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 200, 429]);
  });

  it("is bounded for each reader and day, and what is refused, or there already, takes none of it", async () => {
    const first = await put(900);
    expect(first.status).to.equal(200);
    for (let n = 0; n < 4; n++) expect((await put(900, undefined, first.content)).status).to.equal(200);
    for (let n = 0; n < 4; n++) expect((await put(1_001)).code).to.equal("payload-too-large");
    expect((await put(900)).status).to.equal(200);
    const refused = await put(900);
    expect(refused).to.include({ status: 429, code: "evidence-quota" });
    expect(Number(refused.retryAfter)).to.be.within(86_000, 86_400);
    expect((await put(200)).status).to.equal(200);
    expect(await metric()).to.equal("3800");
  });

  it("is an organisation's own once it has signed in, and is bounded in all", async () => {
    const [miner, refiner] = [await signInAs(service, parties.miner), await signInAs(service, parties.refiner)];
    for (const size of [1_000, 1_000, 600]) expect((await put(size, miner.token)).status).to.equal(200);
    expect((await put(1, miner.token)).code).to.equal("evidence-quota");
    expect((await put(900, refiner.token)).status).to.equal(200);
    expect(await put(200, refiner.token)).to.include({ status: 507, code: "evidence-full" });
    expect((await put(100, refiner.token)).status).to.equal(200);
    expect(await metric()).to.equal("7400");
  });
});
