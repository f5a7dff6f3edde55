import { expect } from "chai";
import type { Prepared } from "./authority.behavior.ts";
import { EVERY_SCOPE, ethers, FOR_EVER, partyOf } from "./fixture.ts";
import { spoilt } from "./signatures.ts";
import type { Departure } from "./statements.ts";

/** Moods of the mock `HostileWallet`, by what a contract wallet of that mood does when asked. */
const hostile = {
  ...{ "burns all gas": 0, reverts: 2, "answers too short": 3, "answers dirtily": 4, writes: 5 },
  ...{ "reverts with the word it should answer": 6 },
};
const BOMBS = 1;

/** What holds for the signature of every statement: see authority.tree. */
export function signatureTests(load: () => Promise<Prepared>): void {
  async function expectRefused(make: Prepared["make"], departure: Departure, prepared: Prepared) {
    const signed = await make(departure);
    await expect(signed.send())
      .to.be.revertedWithCustomError(prepared.participants, "SignatureInvalid")
      .withArgs(signed.message.key, signed.digest);
    expect(await prepared.participants.isNonceSpent(prepared.organisation, signed.message.nonce)).to.equal(false);
  }

  for (const [how, tamper] of Object.entries(spoilt)) {
    it(`is refused ${how}`, async () => {
      const prepared = await load();
      await expectRefused(prepared.make, { tamper }, prepared);
    });
  }

  it("is refused where another key made it", async () => {
    const prepared = await load();
    await expectRefused(prepared.make, { signer: partyOf("forger", "CN").key }, prepared);
  });

  it("is refused where it was made for another chain", async () => {
    const prepared = await load();
    await expectRefused(prepared.make, { domain: { chainId: 1n } }, prepared);
  });

  it("is refused where it was made for another contract", async () => {
    const prepared = await load();
    await expectRefused(prepared.make, { domain: { verifyingContract: prepared.organisation } }, prepared);
  });

  it("is taken from a contract wallet, and only from its owner", async () => {
    const prepared = await load();
    const { make, participants, organisation, key } = prepared;
    const wallet = await (await ethers.deployContract("OwnedWallet", [key.address])).getAddress();
    await participants.addKey(organisation, wallet, EVERY_SCOPE, 0, FOR_EVER);
    const message = { key: wallet };
    await expectRefused(make, { message, signer: partyOf("forger", "CN").key }, prepared);
    await (await make({ message })).send();
  });

  it("is taken from a contract wallet whose answer goes on and on, at a bounded cost", async () => {
    const { make, participants, organisation } = await load();
    const wallet = await (await ethers.deployContract("HostileWallet", [BOMBS])).getAddress();
    await participants.addKey(organisation, wallet, EVERY_SCOPE, 0, FOR_EVER);
    const receipt = await (await (await make({ message: { key: wallet } })).send()).wait();
    // Counted or hastily compiled code costs more, without being bounded any less.
    expect(receipt?.gasUsed).to.be.below(process.env.YTTERBY_TEST_ANY_SIZE === "1" ? 1_200_000n : 600_000n);
  });

  for (const [does, mood] of Object.entries(hostile)) {
    it(`is refused where it is up to a contract wallet that ${does}`, async () => {
      const prepared = await load();
      const wallet = await (await ethers.deployContract("HostileWallet", [mood])).getAddress();
      await prepared.participants.addKey(prepared.organisation, wallet, EVERY_SCOPE, 0, FOR_EVER);
      await expectRefused(prepared.make, { message: { key: wallet } }, prepared);
    });
  }
}
