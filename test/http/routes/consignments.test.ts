import { expect } from "chai";
import { Client } from "../../../src/client/client.ts";
import { elementSymbols } from "../../../src/domain/elements.ts";
import { forms } from "../../../src/domain/form.ts";
import type { Hex } from "../../../src/domain/hex.ts";
import { addKey, enrol, grantRole, setExportRule } from "../../../src/governance/calls.ts";
import { lotIdToWire } from "../../../src/statements/scalars.ts";
import { parties } from "../../fixtures/parties.ts";
import { always, party } from "../../fixtures/party.ts";
import { lotOf } from "../../fixtures/signing.ts";
import { describeInTurn } from "../../store/engines.ts";
import { cleanup } from "../../support/cleanup.ts";
import { type Service, startService } from "../service.ts";
import { signInAs } from "../sign-in.ts";

const { miner, magnetMaker, carrier, regulator } = parties;
const customsOf = (country: string) => party(`Customs of ${country}`, "customs", country);

describeInTurn("consignments that are led another way, over HTTP", (fresh) => {
  const closing = cleanup();
  let service: Service;
  let lot: Hex;
  let consignment: Hex;
  let changes: Hex[];
  let by: Record<"nobody" | "miner" | "dispatched" | "changed" | "elsewhere", Client>;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
    closing(() => service.close());
    const { sign, include, governance } = service.world;
    for (const { organisation, name, country, role, key } of ["KZ", "VN", "NO"].map(customsOf)) {
      await governance.execute(
        enrol({ organisation, name, country, site: 6_901_234_000_009n }),
        grantRole({ organisation, role, country, site: null, ...always }),
        addKey({ organisation, key: key.address, scopes: ["attestation"], ...always }),
      );
    }
    await governance.execute(
      setExportRule({
        ...{ rule: 1, name: "VN 1/2026", country: "VN", elements: elementSymbols, forms, validFrom: 0 },
        ...{ validUntil: 2 ** 32 - 1, suspensions: [], coversTransit: true, valueShareBasisPoints: null },
      }),
    );
    const declared = await sign.declare("LED", { massGrams: 2_000_000n });
    const sent = await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(declared), grams: 400_000n }]);
    const led = [await sign.changeRoute(carrier, sent, ["VN", "PL"]), await sign.changeRoute(carrier, sent, ["TH"])];
    await include(declared, ...(await sign.certification(declared)), sent, ...led);
    await service.services.indexer.catchUp();
    [lot, consignment, changes] = [
      lotIdToWire(lotOf(declared)),
      sign.digest(sent),
      led.map((each) => sign.digest(each)),
    ];
    const as = async (who: typeof miner) => new Client(service.url, (await signInAs(service, who)).token);
    by = {
      ...{ nobody: new Client(service.url), miner: await as(miner), dispatched: await as(customsOf("KZ")) },
      ...{ changed: await as(customsOf("VN")), elsewhere: await as(customsOf("NO")) },
    };
  });

  it("have the route that was stated last, and each change with its statement and what it lacks", async () => {
    const { route, routeChanges, dispatch } = await by.miner.consignment(consignment);
    expect(route).to.deep.equal(["TH"]);
    expect(dispatch).to.deep.include({ route: ["KZ", "PL"] });
    const { organisation } = carrier;
    const stated = routeChanges?.map(({ occurredAt: _, statedAt: __, ...rest }) => rest);
    expect(stated).to.deep.equal([
      {
        ...{ statement: changes[0], organisation, route: ["VN", "PL"], reason: 4 },
        unpermitted: [{ country: "VN", rule: "VN 1/2026", lots: [lot] }],
      },
      { statement: changes[1], organisation, route: ["TH"], reason: 4, unpermitted: [] },
    ]);
    const { consignments } = await by.miner.custody(lot);
    expect(consignments[0]).to.deep.include({ route, routeChanges });
  });

  it("are open to the authorities of every country that they were ever said to pass, and to no others", async () => {
    for (const [reader, isOpen] of [
      ["dispatched", true],
      ["changed", true],
      ["elsewhere", false],
      ["nobody", false],
    ] as const) {
      const found = await by[reader].consignment(consignment);
      expect("routeChanges" in found, reader).to.equal(isOpen);
      expect("sender" in found, reader).to.equal(isOpen);
    }
  });

  it("are listed for the authorities of a country that they pass, and tell nobody else that they do", async () => {
    const listed = async (reader: keyof typeof by, country: string) =>
      (await by[reader].consignments({ country })).items.map(({ id }) => id);
    expect(await listed("changed", "VN")).to.deep.equal([consignment]);
    expect(await listed("dispatched", "KZ")).to.deep.equal([consignment]);
    for (const reader of ["nobody", "miner", "elsewhere", "dispatched"] as const) {
      expect(await listed(reader, "VN"), reader).to.deep.equal([]);
    }
    expect(await listed("nobody", "CN")).to.deep.equal([consignment]);
  });

  it("are in the audit of a route that was stated later, with every statement about them", async () => {
    const client = new Client(service.url, (await signInAs(service, regulator)).token);
    const days = { from: "2020-01-01", to: "2090-01-01" };
    const audited = async (passes: string) =>
      (await client.auditStatements({ ...days, passes })).items.map(({ digest }) => digest);
    for (const country of ["KZ", "VN", "TH"]) {
      expect(await audited(country)).to.deep.equal([consignment, ...changes]);
    }
    expect(await audited("NO")).to.deep.equal([]);
  });

  it("have the permits that their grams were taken from, and what was given back to them", async () => {
    const { sign, include, governance } = service.world;
    const elements = ["Nd", "Sm"] as const;
    await governance.execute(
      setExportRule({
        ...{ rule: 2, name: "CN 2/2026", country: "CN", elements: [...elements], forms: ["concentrate"], validFrom: 0 },
        ...{ validUntil: 2 ** 32 - 1, suspensions: [], coversTransit: false, valueShareBasisPoints: null },
      }),
    );
    const permit = await sign.permit(regulator, miner, magnetMaker, {
      elements: [...elements],
      forms: ["concentrate"],
    });
    const grams = 300_000n;
    const declared = await sign.declare("PERMITTED", { massGrams: 2_000_000n });
    const [kept, returned] = [
      await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(declared), grams }]),
      await sign.dispatch(miner, magnetMaker, [{ lot: lotOf(declared), grams: 5n }]),
    ];
    await include(declared, ...(await sign.certification(declared)), permit, kept, returned);
    await include(await sign.refuse(returned, magnetMaker), await sign.recall(returned, miner));
    await service.services.indexer.catchUp();
    const drawn = { permit: sign.digest(permit), number: 1, country: "CN" };
    const permitsOf = async (reader: keyof typeof by, sent: typeof kept) =>
      (await by[reader].consignment(sign.digest(sent))).permits;
    expect(await permitsOf("miner", kept)).to.deep.equal([{ ...drawn, takenGrams: 300_000, givenBackGrams: 0 }]);
    expect(await permitsOf("miner", returned)).to.deep.equal([{ ...drawn, takenGrams: 5, givenBackGrams: 5 }]);
    expect((await by.miner.consignment(consignment)).permits).to.deep.equal([]);
    expect(await permitsOf("nobody", kept)).to.equal(undefined);
  });
});
