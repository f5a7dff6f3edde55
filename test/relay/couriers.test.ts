import { expect } from "chai";
import { computeAddress, id } from "ethers";
import type { Relay } from "../../src/relay/relay.ts";
import { parseQuantity } from "../../src/rpc/quantity.ts";
import { describeEngines } from "../store/engines.ts";
import { eventually, type RelayFixture, relayKey, startRelayFixture } from "./relay-fixture.ts";

const newKey = id("the relay's next key");
const [before, after] = [relayKey, newKey].map((key) => computeAddress(key)) as [string, string];

describeEngines("rotation of the relay's key", (fresh) => {
  let fixture: RelayFixture;
  let relays: Relay[];
  let counter = 0;

  beforeEach(async function () {
    this.timeout(60_000);
    relays = [];
    fixture = await startRelayFixture(fresh);
  });

  afterEach(async () => {
    for (const relay of relays) await relay.stop();
    await fixture.close();
  });

  const submit = async (relay: Relay): Promise<string> => {
    const answer = await relay.accept(await fixture.world.sign.declare(`ROT-${counter++}`));
    if (answer.outcome !== "accepted") throw new Error(`refused: ${answer.code}`);
    return answer.id;
  };
  const sentBy = async (sender: string) =>
    Number(parseQuantity(await fixture.rpc.call("eth_getTransactionCount", [sender, "latest"])));
  const stored = () => fixture.store.db.selectFrom("relay_transaction").select(["sender", "state"]).execute();
  const mining = (on: boolean) => fixture.rpc.call("evm_setAutomine", [on]);

  it("needs no pause: what the old key has sent gets there, what follows is the new key's", async () => {
    const { relay } = fixture;
    const first = await submit(relay);
    await fixture.reaches(first, "included");
    await mining(false);
    const underWay = await submit(relay);
    await fixture.reaches(underWay, "sent");
    await relay.rotate(newKey);
    expect(relay.status()).to.include({ sender: after, state: "running", inFlight: 1 });
    const next = await submit(relay);
    await fixture.reaches(next, "sent");
    await mining(true);
    await fixture.rpc.call("evm_mine", []);
    for (const each of [underWay, next]) await fixture.reaches(each, "included");
    expect([await sentBy(before), await sentBy(after)]).to.deep.equal([2, 1]);
    // Once no fork can take anything back, nobody holds the old key any more.
    await fixture.rpc.call("anvil_mine", ["0x14"]);
    await eventually(async () => !(await stored()).some(({ sender }) => sender === before), "the old key is done with");
    const leased = () =>
      fixture.store.db.selectFrom("relay_sender").select("held_until").where("address", "=", before).executeTakeFirst();
    await eventually(async () => Number((await leased())?.held_until ?? 0n) <= Date.now(), "the lease is given back");
    await fixture.reaches(await submit(relay), "included");
    expect(await sentBy(before)).to.equal(2);
  });

  it("goes back and forth under load, and every statement gets there once", async () => {
    const { relay } = fixture;
    const ids: string[] = [];
    for (const key of [newKey, relayKey, newKey]) {
      ids.push(...(await Promise.all(Array.from({ length: 10 }, () => submit(relay)))));
      await relay.rotate(key);
    }
    for (const each of ids) await fixture.reaches(each, "included");
    expect(new Set(ids).size).to.equal(30);
    expect(relay.status().sender).to.equal(after);
  });

  it("over a restart too: what was sent with a key that nobody has any more is sent again as it was signed", async () => {
    await mining(false);
    const lost = await submit(fixture.relay);
    await fixture.reaches(lost, "sent");
    await fixture.relay.stop();
    await fixture.rpc.call("anvil_dropAllTransactions", []);
    await mining(true);
    const relay = fixture.another({ relayKey: newKey });
    relays.push(relay);
    await relay.start();
    await fixture.reaches(lost, "included");
    expect([await sentBy(before), await sentBy(after)]).to.deep.equal([1, 0]);
    await fixture.reaches(await submit(relay), "included");
    expect(await sentBy(after)).to.equal(1);
  });

  it("is refused for a key that another relay sends with, and then changes nothing", async () => {
    const other = fixture.another({ relayKey: newKey });
    relays.push(other);
    await other.start();
    const refusal = await fixture.relay.rotate(newKey).catch((error: Error) => error.message);
    expect(refusal).to.equal(`Another relay sends with the key of ${after}.`);
    await other.stop();
    await fixture.reaches(await submit(fixture.relay), "included");
    expect(fixture.relay.status()).to.include({ sender: before, state: "running" });
  });
});
