import { expect } from "chai";
import { composition } from "../fixtures/content.ts";
import { eventsOf } from "../fixtures/events.ts";
import { ethers, freshScene, SCHEME } from "../fixtures/fixture.ts";
import { certified } from "../fixtures/journeys.ts";
import { outputOf, transform } from "../fixtures/processing-kinds.ts";

describe("Policies", () => {
  it("sets a scheme's tolerance and prices, and tolerates no more than ever may be", async () => {
    const { policies } = await freshScene();
    const prices = Array.from({ length: 17 }, (_, index) => index);
    const { hash } = await policies.setTerms(SCHEME, { toleranceBasisPoints: 100, prices });
    expect(await eventsOf(hash, policies, "TermsSet")).to.have.lengthOf(1);
    const terms = await policies.terms(SCHEME);
    expect([terms.toleranceBasisPoints, terms.prices]).to.deep.equal([100n, prices.map(BigInt)]);
    await expect(policies.setTerms(SCHEME, { toleranceBasisPoints: 101, prices }))
      .to.be.revertedWithCustomError(policies, "ToleranceTooWide")
      .withArgs(101, 100);
  });

  it("grants an allowance, never below what was drawn", async () => {
    const scene = await freshScene();
    const { identity } = await certified(scene);
    const { organisation } = scene.party.miner;
    const { site } = identity.content;
    const { hash } = await scene.policies.grantAllowance(organisation, site, 5, 10_000_000);
    expect(await eventsOf(hash, scene.policies, "AllowanceGranted")).to.deep.equal([
      { organisation, site, toleranceNanograms: 5n, relianceNanograms: 10_000_000n },
    ]);
    const shares = { La: 110_000, Ce: 220_000, Pr: 22_000, Nd: 68_000, Sm: 5_000, Dy: 10 };
    const made = [outputOf(identity, { massGrams: 1_000n, ...composition(shares) })];
    await (await transform(scene, { taken: [{ identity, grams: 1_000n }], made })).send();
    await expect(scene.policies.grantAllowance(organisation, site, 5, 9_999_999))
      .to.be.revertedWithCustomError(scene.policies, "AllowanceBelowDrawn")
      .withArgs(organisation, site);
    await scene.policies.grantAllowance(organisation, site, 0, 10_000_000);
    await expect(scene.policies.grantAllowance(scene.stranger.address, site, 0, 0))
      .to.be.revertedWithCustomError(scene.participants, "OrganisationUnknown")
      .withArgs(scene.stranger.address);
  });

  it("sets what a reason means for descendants", async () => {
    const { policies } = await freshScene();
    const { hash } = await policies.setInheritancePolicy(4, 3);
    expect(await eventsOf(hash, policies, "InheritancePolicySet")).to.deep.equal([{ reason: 4n, policy: 3n }]);
    expect(await policies.inheritancePolicies(4)).to.equal(3n);
    expect(await policies.inheritancePolicies(5)).to.equal(0n);
  });

  it("is governance's alone", async () => {
    const { policies, stranger } = await freshScene();
    const outsider = policies.connect(stranger);
    const terms = { toleranceBasisPoints: 0, prices: new Array(17).fill(0) };
    for (const call of [
      () => outsider.setTerms(SCHEME, terms),
      () => outsider.grantAllowance(stranger.address, 1, 1, 1),
      () => outsider.setInheritancePolicy(1, 1),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(policies, "AccessManagedUnauthorized");
    }
  });

  it("lets a module draw as far as what was granted goes", async () => {
    const { policies, lots, governor, party } = await freshScene();
    const { organisation } = party.miner;
    const statement = ethers.id("statement");
    await lots.enrolModule(governor, true);
    await policies.grantAllowance(organisation, 1, 10, 20);
    const { hash } = await policies.draw(organisation, 1, statement, 9, 20);
    expect(await eventsOf(hash, policies, "AllowanceDrawn")).to.deep.equal([
      { organisation, site: 1n, digest: statement, toleratedNanograms: 9n, reliedNanograms: 20n },
    ]);
    await expect(policies.draw(organisation, 1, statement, 2, 0))
      .to.be.revertedWithCustomError(policies, "ToleranceExhausted")
      .withArgs(organisation, 1, 2, 1);
    await expect(policies.draw(organisation, 1, statement, 1, 1))
      .to.be.revertedWithCustomError(policies, "RelianceExhausted")
      .withArgs(organisation, 1, 1, 0);
    const { toleratedNanograms, reliedNanograms } = await policies.allowances(organisation, 1);
    expect([toleratedNanograms, reliedNanograms]).to.deep.equal([9n, 20n]);
  });

  it("lets a module alone draw", async () => {
    const { policies, governor, party } = await freshScene();
    await expect(policies.draw(party.miner.organisation, 1, ethers.id("statement"), 0, 0))
      .to.be.revertedWithCustomError(policies, "NotAModule")
      .withArgs(governor.address);
  });
});
