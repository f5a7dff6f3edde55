import { expect } from "chai";
import { lotIdToWire } from "../../src/statements/scalars.ts";
import { statementToWire } from "../../src/statements/statement.ts";
import { lotOf } from "../fixtures/signing.ts";
import { describeInTurn } from "../store/engines.ts";
import { type Service, startService } from "./service.ts";

describeInTurn("the HTTP interface without its ledger", (fresh) => {
  let service: Service;
  let lot: string;
  let unsent: object;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    const { sign, include } = service.world;
    const declared = await sign.declare("O-1");
    lot = lotIdToWire(lotOf(declared));
    await include(declared, ...(await sign.certification(declared)));
    unsent = statementToWire(await sign.declare("O-2"));
    await service.services.indexer.catchUp();
    await service.stopLedger();
  });

  after(() => service.close());

  const answer = async (path: string, request: RequestInit = {}) => {
    const response = await fetch(service.url + path, request);
    return { status: response.status, body: (await response.json()) as { code?: string; problems?: string[] } };
  };

  it("shows what is indexed, and says of all else that the ledger is away instead of guessing", async () => {
    expect((await answer(`/v1/lots/${lot}`)).status).to.equal(200);
    for (const fresh of [0, 1]) {
      const { status, body } = await answer(`/v1/verify/lots/${lot}?fresh=${fresh}`);
      expect([status, body.code]).to.deep.equal([503, "ledger-unavailable"]);
    }
    const headers = { "content-type": "application/json" };
    const submitted = await answer("/v1/statements", { method: "POST", headers, body: JSON.stringify(unsent) });
    expect([submitted.status, submitted.body.code]).to.deep.equal([503, "ledger-unavailable"]);
  });

  it("is alive, but not ready, and says why", async () => {
    expect((await answer("/health")).status).to.equal(200);
    const { status, body } = await answer("/ready");
    expect([status, body.code]).to.deep.equal([503, "not-ready"]);
    expect(body.problems).to.include("The ledger does not answer.");
  });
});
