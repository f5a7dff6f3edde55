import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";
import { eventsOf } from "./fixtures/events.ts";
import {
  code,
  EVERY_SCOPE,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  now,
  SCHEME,
  type Scene,
  schemeTerms,
  short,
} from "./fixtures/fixture.ts";
import { certified, manyCertified } from "./fixtures/journeys.ts";
import { assay, attest, cancel, certify, declare, dispatch, handOver, receive, reject } from "./fixtures/kinds.ts";
import {
  recall,
  refuse,
  reinstate,
  renew,
  reportLoss,
  retire,
  revoke,
  revokeAssay,
  revokeAttestation,
  rotateKey,
  settle,
  suspend,
} from "./fixtures/life-cycle-kinds.ts";
import { deposit, Model, outputOf, Process, withdraw } from "./fixtures/processing-kinds.ts";
import type { Signed } from "./fixtures/statements.ts";

interface Link {
  digest: string;
  time: number;
}

/** The head that a list of links makes, by the formula and nothing else. */
function headOf(links: Link[]): [hash: string, count: bigint] {
  const types = ["bytes28", "bytes32", "uint256"];
  let hash = ethers.zeroPadValue("0x", 28);
  for (const { digest, time } of links) {
    const encoded = ethers.AbiCoder.defaultAbiCoder().encode(types, [hash, digest, time]);
    hash = ethers.dataSlice(ethers.keccak256(encoded), 0, 28);
  }
  return [hash, BigInt(links.length)];
}

describe("Heads", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
  });

  async function include(signed: Signed): Promise<Link> {
    await signed.send();
    return { digest: signed.digest, time: await now() };
  }

  describe("of a lot", () => {
    const expectHead = async (lot: bigint, links: Link[]) =>
      expect([...(await scene.lots.heads(lot))]).to.deep.equal(headOf(links));

    it("lists every statement that concerns it, in order", async () => {
      const declaration = await declare(scene);
      const { lot, identity } = declaration;
      const links = [await include(declaration)];
      const made = [await assay(scene, identity), await attest(scene, lot, Kind.footprint)] as const;
      for (const signed of made) links.push(await include(signed));
      links.push(await include(await revokeAssay(scene, made[0])));
      links.push(await include(await revokeAttestation(scene, made[1])));
      await scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
      links.push(await include(await certify(scene, lot)));
      const sent = await dispatch(scene, [{ lot, grams: 7n }]);
      links.push(await include(sent));
      links.push(await include(await refuse(scene, sent)));
      links.push(await include(await recall(scene, sent)));
      const lost = await dispatch(scene, [{ lot, grams: 7n }]);
      links.push(await include(lost));
      links.push(await include(await refuse(scene, lost)));
      links.push(await include(await reportLoss(scene, lost, {}, scene.party.carrier)));
      links.push(await include(await reportLoss(scene, lost)));
      const kept = await dispatch(scene, [{ lot, grams: 7n }]);
      links.push(await include(kept));
      links.push(await include(await receive(scene, kept)));
      const contested = await dispatch(scene, [{ lot, grams: 70n }]);
      links.push(await include(contested));
      const short = { message: { receivedGrams: [7n], shortageReason: 2 } };
      links.push(await include(await receive(scene, contested, short)));
      // A link for each hand that gets grams.
      const settled = await include(await settle(scene, contested, [{ recipientGrams: 9n, senderGrams: 9n }]));
      links.push(settled, settled);
      links.push(await include(await handOver(scene, lot, 9n)));
      links.push(await include(await retire(scene, lot, 9n)));
      links.push(await include(await suspend(scene, lot)));
      links.push(await include(await reinstate(scene, lot)));
      links.push(await include(await renew(scene, lot)));
      links.push(await include(await revoke(scene, lot, {}, scene.party.regulator)));
      await expectHead(lot, links);
    });

    it("ends where the lot is rejected", async () => {
      const declaration = await declare(scene);
      const links = [await include(declaration), await include(await reject(scene, declaration.identity))];
      await expectHead(declaration.lot, links);
    });

    it("gains one link by a consignment of many lots, each the same", async () => {
      const lots = await manyCertified(scene, 3);
      const before = await Promise.all(lots.map((lot) => scene.lots.heads(lot)));
      const link = await include(
        await dispatch(
          scene,
          lots.map((lot) => ({ lot, grams: 1n })),
        ),
      );
      for (const [index, lot] of lots.entries()) {
        const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
          ["bytes28", "bytes32", "uint256"],
          [before[index]?.hash, link.digest, link.time],
        );
        const { hash, count } = await scene.lots.heads(lot);
        expect(hash).to.equal(ethers.dataSlice(ethers.keccak256(encoded), 0, 28));
        expect(count).to.equal((before[index]?.count ?? 0n) + 1n);
      }
    });

    it("is one word of storage: the count above, the hash below", async () => {
      const declaration = await declare(scene);
      const [hash, count] = headOf([await include(declaration)]);
      const words = await storageOf(scene.lots, declaration.lot);
      expect(words).to.include(ethers.toBeHex((count << 224n) | BigInt(hash), 32));
    });

    it("stays where a statement is refused", async () => {
      const declaration = await declare(scene);
      const links = [await include(declaration)];
      await include(await certify(scene, declaration.lot)).catch(() => undefined);
      await expectHead(declaration.lot, links);
    });

    it("is told of many lots at once as of each alone", async () => {
      const lots = [...(await manyCertified(scene, 2)), 1n];
      await (await dispatch(scene, [{ lot: lots[0] as bigint, grams: 1n }])).send();
      const alone = await Promise.all(lots.map((lot) => scene.lots.heads(lot)));
      const together = await scene.lots.headsOf(lots);
      expect(together.map(({ hash, count }) => [hash, count])).to.deep.equal(
        alone.map(({ hash, count }) => [hash, count]),
      );
      expect(together.map(({ count }) => count)).to.deep.equal([3n, 2n, 0n]);
      expect(await scene.lots.headsOf([])).to.deep.equal([]);
    });

    it("is zero where nothing was stated", async () => {
      expect([...(await scene.lots.heads(5n))]).to.deep.equal(headOf([]));
    });
  });

  describe("of an organisation", () => {
    const { address: organisation } = ethers.Wallet.createRandom();
    const key = new ethers.Wallet(ethers.id("a key of its own"));
    const { address: added } = ethers.Wallet.createRandom();

    it("lists every act of governance about it and its own cancellations and rotations", async () => {
      const { participants } = scene;
      const links: Link[] = [];
      const act = async (call: Promise<ContractTransactionResponse>) => {
        const { data } = await call;
        links.push({ digest: ethers.keccak256(data), time: await now() });
      };
      await act(participants.enrol(organisation, "稀土", code("CN"), 5n));
      await act(participants.grantRole(organisation, 0, code("CN"), 6n, 1, FOR_EVER));
      await act(participants.addKey(organisation, key.address, EVERY_SCOPE, 1, FOR_EVER));
      await act(participants.suspend(organisation));
      await act(participants.reinstate(organisation));
      const party = { organisation, key, country: "CN" };
      links.push(await include(await cancel(scene, 5n, {}, party)));
      links.push(await include(await rotateKey(scene, added, {}, party)));
      await act(participants.revokeKey(organisation, key.address, 5));
      expect([...(await participants.heads(organisation))]).to.deep.equal(headOf(links));
    });

    it("does not hear of its other statements", async () => {
      const { organisation: miner } = scene.party.miner;
      const { count } = await scene.participants.heads(miner);
      await (await declare(scene)).send();
      expect((await scene.participants.heads(miner)).count).to.equal(count);
    });

    it("follows from what was called, however the call's data was padded", async () => {
      const { participants, governor } = scene;
      const { organisation: miner } = scene.party.miner;
      const before = await participants.heads(miner);
      const data = participants.interface.encodeFunctionData("suspend", [miner]);
      await governor.sendTransaction({ to: await participants.getAddress(), data: `${data}c0ffee` });
      const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
        ["bytes28", "bytes32", "uint256"],
        [before.hash, ethers.keccak256(data), await now()],
      );
      const { hash } = await participants.heads(miner);
      expect(hash).to.equal(ethers.dataSlice(ethers.keccak256(encoded), 0, 28));
    });
  });

  describe("of a scheme", () => {
    it("lists its terms and its accreditations", async () => {
      const { schemes } = scene;
      const { organisation } = scene.party.verifier;
      const links: Link[] = [];
      const act = async (call: Promise<ContractTransactionResponse>) => {
        const { data } = await call;
        links.push({ digest: ethers.keccak256(data), time: await now() });
      };
      await act(schemes.setScheme(9, "Ninth", schemeTerms()));
      await act(schemes.accredit(9, organisation, 0, FOR_EVER));
      await act(schemes.setScheme(9, "Ninth, amended", schemeTerms({ maximumAgeDays: 1 })));
      await act(schemes.accredit(9, organisation, 0, 0));
      expect([...(await schemes.heads(9))]).to.deep.equal(headOf(links));
    });
  });

  describe("of a site's account", () => {
    it("lists every deposit and withdrawal with the carbon that it moved, by organisation, site and process", async () => {
      const { siteAccounts, party } = scene;
      const { identity } = await certified(scene);
      const { organisation } = party.miner;
      const { site } = identity.content;
      const links: Link[] = [];
      const include = async (signed: Signed, carbonMilligrams: bigint, process: number) => {
        const { hash } = await signed.send();
        const { digest } = signed;
        expect(await eventsOf(hash, siteAccounts, "AccountMoved")).to.deep.equal([
          { organisation, site, digest, process: BigInt(process), carbonMilligrams },
        ]);
        const link = ethers.AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256"], [digest, carbonMilligrams]);
        return { digest: ethers.keccak256(link), time: await now() };
      };
      const head = async (process: number) => [...(await siteAccounts.heads(organisation, site, process))];
      const of = Process.beneficiation;
      for (const grams of [1_000n, 3_000n]) {
        links.push(await include(await deposit(scene, [{ identity, grams }]), grams * 4_000n, of));
      }
      const balanced = { custodyModel: Model.massBalance, deposit: short("mixed"), footprintGramsPerKilogram: 5_000 };
      const made = [outputOf(identity, { massGrams: 1_000n, ...balanced })];
      // Each element's carbon is rounded up.
      links.push(await include(await withdraw(scene, made), 4_000_001n, of));
      expect(await head(of)).to.deep.equal(headOf(links));
      expect(await head(Process.leaching)).to.deep.equal(headOf([]));
      const other = await deposit(scene, [{ identity, grams: 1n }], { message: { process: Process.leaching } });
      const apart = await include(other, 4_000n, Process.leaching);
      expect(await head(Process.leaching)).to.deep.equal(headOf([apart]));
      expect(await head(of)).to.deep.equal(headOf(links));
    });
  });

  describe("of what governance sets besides", () => {
    const PRICES = new Array<number>(17).fill(1);

    /** Links of calls, by the hash of each call's data. */
    const linksOf = async (calls: (() => Promise<ContractTransactionResponse>)[]): Promise<Link[]> => {
      const links: Link[] = [];
      for (const call of calls) {
        const { data } = await call();
        links.push({ digest: ethers.keccak256(data), time: await now() });
      }
      return links;
    };

    it("lists every grant of a quota, so that none of 2^90 grams goes unseen", async () => {
      const { quotas, party } = scene;
      const quota = ethers.id("a quota");
      const grant = (grams: bigint) => () =>
        quotas.grantQuota(quota, party.miner.organisation, 1, code("CN"), grams, 0, FOR_EVER);
      expect([...(await quotas.heads(quota))]).to.deep.equal(headOf([]));
      const links = await linksOf([grant(5n), grant(2n ** 90n)]);
      expect([...(await quotas.heads(quota))]).to.deep.equal(headOf(links));
    });

    it("lists every setting of a scheme's tolerance and prices", async () => {
      const { policies } = scene;
      const set = (toleranceBasisPoints: number) => () =>
        policies.setTerms(77, { toleranceBasisPoints, prices: PRICES });
      const links = await linksOf([set(1), set(100)]);
      expect([...(await policies.termsHeads(77))]).to.deep.equal(headOf(links));
    });

    it("lists every inheritance policy under the head of scheme 0", async () => {
      const { policies } = scene;
      const { count } = await policies.termsHeads(0);
      const before = headOf([]);
      if (count === 0n) expect([...(await policies.termsHeads(0))]).to.deep.equal(before);
      const links = await linksOf([
        () => policies.setInheritancePolicy(901, 1),
        () => policies.setInheritancePolicy(901, 2),
      ]);
      const { count: after, hash } = await policies.termsHeads(0);
      expect(after).to.equal(count + 2n);
      if (count === 0n) expect([hash, after]).to.deep.equal(headOf(links));
    });

    it("lists every grant of a site's allowance", async () => {
      const { policies, party } = scene;
      const { organisation } = party.refiner;
      const grant = (tolerance: number, reliance: number) => () =>
        policies.grantAllowance(organisation, 6n, tolerance, reliance);
      const links = await linksOf([grant(1, 2), grant(10, 20)]);
      expect([...(await policies.allowanceHeads(organisation, 6n))]).to.deep.equal(headOf(links));
      expect([...(await policies.allowanceHeads(organisation, 7n))]).to.deep.equal(headOf([]));
    });

    it("lists every setting of the limits of custody", async () => {
      const { custody } = scene;
      const set = (waitingSeconds: number) => () => custody.setLimits({ waitingSeconds, shortageBasisPoints: 50 });
      const links = await linksOf([set(1), set(2)]);
      expect([...(await custody.settingsHead())]).to.deep.equal(headOf(links));
    });

    it("lists every setting of the tolerances of attestations", async () => {
      const { attestations } = scene;
      const before = await attestations.settingsHead();
      const set = () =>
        attestations.setTolerances({
          ...{ assayBasisPoints: 1, assayPartsPerHundredMillion: 1, weightBasisPoints: 1 },
        });
      const [link] = await linksOf([set]);
      const encoded = ethers.AbiCoder.defaultAbiCoder().encode(
        ["bytes28", "bytes32", "uint256"],
        [before.hash, link?.digest, link?.time],
      );
      const { hash, count } = await attestations.settingsHead();
      expect(hash).to.equal(ethers.dataSlice(ethers.keccak256(encoded), 0, 28));
      expect(count).to.equal(before.count + 1n);
    });
  });

  /** Every word that a lot's mappings hold, whichever slots they are declared in. */
  async function storageOf(contract: Scene["lots"], lot: bigint): Promise<string[]> {
    const address = await contract.getAddress();
    const slots = Array.from({ length: 12 }, (_, slot) =>
      ethers.keccak256(ethers.AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [lot, slot])),
    );
    return Promise.all(slots.map((slot) => ethers.provider.getStorage(address, slot)));
  }
});
