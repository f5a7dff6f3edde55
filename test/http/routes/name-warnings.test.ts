import { expect } from "chai";
import { Client } from "../../../src/client/client.ts";
import { enrol } from "../../../src/governance/calls.ts";
import { parties } from "../../fixtures/parties.ts";
import { describeInTurn } from "../../store/engines.ts";
import { type Service, startService } from "../service.ts";

describeInTurn("names of organisations", (fresh) => {
  let service: Service;

  before(async function () {
    this.timeout(60_000);
    service = await startService(await fresh());
  });

  after(() => service.close());

  it("are shown with what they can be taken for, where the ledger took them all the same", async () => {
    const { organisation, name } = parties.miner;
    const [double, mixed] = [
      "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
      "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    ];
    const painted = name.replace(/a/g, "\u0430");
    expect(painted).to.not.equal(name);
    const place = { country: "CN", site: 6_901_234_000_009n };
    await service.world.governance.execute(
      enrol({ organisation: double, name: `${name.toUpperCase()}.`, ...place }),
      enrol({ organisation: mixed, name: painted, ...place }),
    );
    await service.services.indexer.catchUp();
    const client = new Client(service.url);
    const warningsOf = async (address: string) => (await client.organisation(address)).nameWarnings;
    expect(await warningsOf(organisation)).to.deep.equal({ mixedScripts: [], looksLike: [double, mixed] });
    expect(await warningsOf(double)).to.deep.equal({ mixedScripts: [], looksLike: [organisation, mixed] });
    expect(await warningsOf(mixed)).to.deep.equal({
      mixedScripts: ["Latin", "Cyrillic"],
      looksLike: [organisation, double],
    });
    expect(await warningsOf(parties.buyer.organisation)).to.deep.equal({ mixedScripts: [], looksLike: [] });
    const listed = (await client.organisations()).items.find(({ address }) => address === mixed);
    expect(listed?.nameWarnings).to.deep.equal(await warningsOf(mixed));
  });
});
