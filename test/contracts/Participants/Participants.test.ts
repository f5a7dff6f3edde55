import { expect } from "chai";
import { eventsOf, expectEvent, fieldsOf } from "../fixtures/events.ts";
import {
  code,
  EVERY_COUNTRY,
  ethers,
  FOR_EVER,
  freshScene,
  ModuleStatus,
  mask,
  nextBlockAt,
  now,
  Role,
  type Scene,
  Scope,
} from "../fixtures/fixture.ts";
import { cancel, declare } from "../fixtures/kinds.ts";
import { rotateKey } from "../fixtures/life-cycle-kinds.ts";
import { expectRefused, expectReverted } from "../fixtures/refusal.ts";

describe("Participants", () => {
  let scene: Scene;
  let participants: Scene["participants"];
  let miner: Scene["party"]["miner"];
  const { address: newcomer } = ethers.Wallet.createRandom();
  const requireRole = (recipient: string, roles: number, country: string) =>
    participants.requireParties(recipient, roles, country, ethers.ZeroAddress);
  beforeEach(async () => {
    scene = await freshScene();
    ({ participants } = scene);
    ({ miner } = scene.party);
  });

  describe("enrol", () => {
    it("enrols under the next serial number, and says so in an event", async () => {
      const { hash } = await participants.enrol(newcomer, "矿业", code("CN"), 4_000_000_000_006n);
      const serial = BigInt(Object.keys(scene.party).length + 1);
      expect(await eventsOf(hash, participants, "OrganisationEnrolled")).to.deep.equal([
        { organisation: newcomer, serial, name: "矿业", country: code("CN"), globalLocationNumber: 4_000_000_000_006n },
      ]);
      expect(fieldsOf(await participants.organisations(newcomer))).to.deep.equal({
        ...{ status: 1n, serial, roles: 0n, country: code("CN") },
        ...{ enrolledAt: BigInt(await now()), suspendedAt: 0n },
        ...{ homeRole: 0n, homeFrom: 0n, homeUntil: 0n },
      });
      expect(await participants.organisationOf(serial)).to.equal(newcomer);
    });

    it("refuses whoever is enrolled", () =>
      expectReverted(
        participants.enrol(miner.organisation, "Again", code("CN"), 0),
        participants,
        ...["OrganisationAlreadyEnrolled", miner.organisation],
      ));

    it("refuses nobody's address", () =>
      expectReverted(
        participants.enrol(ethers.ZeroAddress, "Nobody", code("CN"), 0),
        participants,
        ...["OrganisationUnknown", ethers.ZeroAddress],
      ));

    it("takes names of 1 to 100 bytes", async () => {
      for (const [name, length] of [
        ["", 0],
        ["稀".repeat(34), 102],
        ["x".repeat(101), 101],
      ] as const) {
        const call = participants.enrol(newcomer, name, code("CN"), 0);
        await expectReverted(call, participants, "OrganisationNameInvalid", length);
      }
      await participants.enrol(newcomer, "x".repeat(100), code("CN"), 0);
    });

    it("takes two capital letters as country", async () => {
      for (const country of ["0x0000", code("cn"), code("C9"), "0x435b"]) {
        const call = participants.enrol(newcomer, "N", country, 0);
        await expectReverted(call, participants, "CountryInvalid", country);
      }
    });

    it("has no organisation for a serial number that was not given", async () => {
      for (const serial of [0, 99]) {
        await expectReverted(
          participants.organisationOf(serial),
          participants,
          ...["OrganisationUnknown", ethers.ZeroAddress],
        );
      }
    });
  });

  describe("suspend and reinstate", () => {
    it("change the status, and say so in events", async () => {
      const { organisation } = miner;
      const { hash } = await participants.suspend(organisation);
      expect(await eventsOf(hash, participants, "OrganisationSuspended")).to.deep.equal([{ organisation }]);
      const suspendedAt = BigInt(await now());
      expect(fieldsOf(await participants.organisations(organisation))).to.include({ status: 2n, suspendedAt });
      const reinstated = await participants.reinstate(organisation);
      expect(await eventsOf(reinstated.hash, participants, "OrganisationReinstated")).to.deep.equal([{ organisation }]);
      expect(fieldsOf(await participants.organisations(organisation))).to.include({ status: 1n, suspendedAt });
    });

    it("are refused where they change nothing", async () => {
      const { organisation } = miner;
      await expectReverted(participants.reinstate(organisation), participants, "OrganisationIsActive", organisation);
      await participants.suspend(organisation);
      const at = await now();
      const again = participants.suspend(organisation);
      await expectReverted(again, participants, "OrganisationIsSuspended", organisation, at);
    });

    it("are refused for whoever is not enrolled", async () => {
      for (const call of [() => participants.suspend(newcomer), () => participants.reinstate(newcomer)]) {
        await expectReverted(call(), participants, "OrganisationUnknown", newcomer);
      }
    });
  });

  describe("grantRole", () => {
    const grant = (country: string, from: number, until: number, to = miner.organisation) =>
      participants.grantRole(to, Role.buyer, country, 7n, from, until);

    it("grants, and says so in an event", async () => {
      const { organisation } = miner;
      const { hash } = await grant(code("DE"), 5, 6);
      const terms = { validFrom: 5n, validUntil: 6n, site: 7n };
      expect(await eventsOf(hash, participants, "RoleGranted")).to.deep.equal([
        { organisation, role: 9n, country: code("DE"), site: 7n, validFrom: 5n, validUntil: 6n },
      ]);
      expect(fieldsOf(await participants.roleGrants(organisation, Role.buyer, code("DE")))).to.deep.equal(terms);
      const { roles } = await participants.organisations(organisation);
      expect(roles).to.equal(mask(Role.miner, Role.buyer));
    });

    it("refuses a window that ends before it starts", () =>
      expectReverted(grant(code("DE"), 6, 5), participants, "WindowInvalid", 6, 5));

    it("refuses a country that is none", () =>
      expectReverted(grant(code("de"), 5, 6), participants, "CountryInvalid", code("de")));

    it("refuses whoever is not enrolled", () =>
      expectReverted(grant(code("DE"), 5, 6, newcomer), participants, "OrganisationUnknown", newcomer));

    it("adds up: what is withdrawn in one country still holds in it where it holds everywhere", async () => {
      await participants.grantRole(miner.organisation, Role.miner, code("CN"), 0, 0, 0);
      await (await declare(scene)).send();
    });

    it("keeps the first grant at home with the organisation, as it was last granted, unless bound to a site", async () => {
      const home = async () => {
        const { homeRole, homeFrom, homeUntil } = await participants.organisations(miner.organisation);
        return [homeRole, homeFrom, homeUntil].map(Number);
      };
      expect(await home()).to.deep.equal([0, 0, 0]);
      for (const [role, country, site, from, until, kept] of [
        [Role.buyer, "DE", 0, 1, 2, [0, 0, 0]],
        [Role.buyer, "CN", 7, 1, 2, [Role.buyer, 0, 0]],
        [Role.miner, "CN", 0, 3, 4, [Role.miner, 3, 4]],
        [Role.buyer, "CN", 0, 5, 6, [Role.miner, 3, 4]],
        [Role.miner, "CN", 0, 7, 8, [Role.miner, 7, 8]],
        [Role.miner, "CN", 7, 7, 8, [Role.miner, 0, 0]],
      ] as const) {
        await participants.grantRole(miner.organisation, role, code(country), site, from, until);
        expect(await home()).to.deep.equal(kept);
      }
    });

    it("holds what is granted at home for that role and that country, and for no other", async () => {
      const { organisation } = miner;
      await participants.grantRole(organisation, Role.miner, EVERY_COUNTRY, 0, 0, 0);
      await participants.grantRole(organisation, Role.miner, code("CN"), 0, 0, FOR_EVER);
      await participants.grantRole(organisation, Role.buyer, code("CN"), 0, 0, 0);
      const roles = mask(Role.miner);
      await requireRole(organisation, roles, code("CN"));
      for (const [asked, country] of [
        [roles, "DE"],
        [mask(Role.buyer), "CN"],
      ] as const) {
        const call = requireRole(organisation, asked, code(country));
        await expectReverted(call, participants, "RoleNotHeld", organisation, asked, code(country), 0);
      }
    });

    it("is of one organisation and one role alone", async () => {
      const { organisation } = miner;
      for (const role of [Role.buyer, Role.carrier]) {
        await participants.grantRole(organisation, role, code("DE"), 0, 0, 0);
      }
      await participants.grantRole(scene.party.refiner.organisation, Role.buyer, code("DE"), 0, 0, FOR_EVER);
      await participants.grantRole(organisation, Role.carrier, code("DE"), 0, 0, FOR_EVER);
      await participants.grantRole(organisation, Role.buyer, code("FR"), 0, 0, FOR_EVER);
      const roles = mask(Role.buyer);
      const call = requireRole(organisation, roles, code("DE"));
      await expectReverted(call, participants, "RoleNotHeld", organisation, roles, code("DE"), 0);
      await requireRole(organisation, mask(Role.carrier), code("DE"));
    });

    it("lets the highest-numbered role that fits authorise", async () => {
      const { organisation } = miner;
      await participants.grantRole(organisation, Role.verifier, EVERY_COUNTRY, 0, 0, FOR_EVER);
      await participants.enrolModule(scene.governor, ModuleStatus.active, 100);
      const requirement = {
        ...{ digest: ethers.id("digest"), scope: Scope.declaration, country: EVERY_COUNTRY, site: 0 },
        ...{ occurredAt: await now(), opens: true },
      };
      const signature = miner.key.signingKey.sign(requirement.digest).serialized;
      for (const [nonce, roles, role] of [
        [1, mask(Role.miner, Role.verifier), Role.verifier],
        [2, mask(Role.miner, Role.buyer), Role.miner],
        // Room for roles beyond the tenth: bits that stand for none yet are passed over.
        [3, 0xffff, Role.verifier],
        [4, 0xffff & ~mask(Role.verifier), Role.miner],
      ] as const) {
        const signer = { organisation, key: miner.key.address, nonce, validAfter: 0, validBefore: FOR_EVER };
        const answer = await participants.authorise.staticCall({ ...requirement, roles }, signer, signature);
        expect(answer.role).to.equal(role);
      }
    });
  });

  describe("requireParties", () => {
    it("asks for one of the recipient's roles in force, at whatever site", async () => {
      const { organisation } = miner;
      const roles = mask(Role.miner);
      await participants.grantRole(organisation, Role.miner, EVERY_COUNTRY, 7n, 0, FOR_EVER);
      await requireRole(organisation, roles, code("CN"));
      await participants.grantRole(organisation, Role.miner, EVERY_COUNTRY, 0, 0, 0);
      const call = requireRole(organisation, roles, code("CN"));
      await expectReverted(call, participants, "RoleNotHeld", organisation, roles, code("CN"), 0);
    });

    it("asks for a recipient and a carrier that are active", async () => {
      const call = () => requireRole(miner.organisation, mask(Role.miner), code("CN"));
      await participants.suspend(miner.organisation);
      await expectReverted(call(), participants, "OrganisationIsSuspended", miner.organisation, await now());
      const unknown = requireRole(newcomer, 1, code("CN"));
      await expectReverted(unknown, participants, "OrganisationUnknown", newcomer);
      const { refiner, carrier } = scene.party;
      const by = (whom: string) =>
        participants.requireParties(refiner.organisation, mask(Role.refiner), code("CN"), whom);
      await by(carrier.organisation);
      await expectReverted(by(miner.organisation), participants, "OrganisationIsSuspended");
      await expectReverted(by(newcomer), participants, "OrganisationUnknown", newcomer);
    });
  });

  describe("keys", () => {
    const { address: key } = ethers.Wallet.createRandom();
    const add = (scopes: number, from: number, until: number, to = miner.organisation, added = key) =>
      participants.addKey(to, added, scopes, from, until);

    it("are added once, and say so in an event", async () => {
      const { organisation } = miner;
      const { hash } = await add(3, 5, 6);
      expect(await eventsOf(hash, participants, "KeyAdded")).to.deep.equal([
        { organisation, key, scopes: 3n, validFrom: 5n, validUntil: 6n },
      ]);
      expect(fieldsOf(await participants.keys(organisation, key))).to.deep.equal({
        ...{ scopes: 3n, validFrom: 5n, validUntil: 6n, revokedAt: 0n, compromisedSince: 0n },
      });
      await expectReverted(add(3, 5, 6), participants, "KeyAlreadyAdded", organisation, key);
    });

    it("are refused where they are nobody's, have unknown scopes or no window", async () => {
      const { organisation } = miner;
      const nobody = add(1, 0, 1, organisation, ethers.ZeroAddress);
      await expectReverted(nobody, participants, "KeyUnknown", organisation, ethers.ZeroAddress);
      await expectReverted(add(64, 0, 1), participants, "ScopesInvalid", 64);
      await expectReverted(add(1, 6, 5), participants, "WindowInvalid", 6, 5);
      await expectReverted(add(1, 0, 0), participants, "WindowInvalid", 0, 0);
      await expectReverted(add(1, 0, 1, newcomer), participants, "OrganisationUnknown", newcomer);
    });

    it("are revoked for ever, and say so in an event", async () => {
      const { organisation, key: own } = miner;
      const compromisedSince = (await now()) - 1_000;
      const { hash } = await participants.revokeKey(organisation, own.address, compromisedSince);
      expect(await eventsOf(hash, participants, "KeyRevoked")).to.deep.equal([
        { organisation, key: own.address, compromisedSince: BigInt(compromisedSince) },
      ]);
      const at = await now();
      expect(fieldsOf(await participants.keys(organisation, own.address))).to.include({
        ...{ revokedAt: BigInt(at), compromisedSince: BigInt(compromisedSince) },
      });
      // When it was compromised may be said anew; since when it is revoked, not.
      await participants.revokeKey(organisation, own.address, 0);
      expect(fieldsOf(await participants.keys(organisation, own.address))).to.include({
        ...{ revokedAt: BigInt(at), compromisedSince: 0n },
      });
      const added = participants.addKey(organisation, own.address, 1, 0, 1);
      await expectReverted(added, participants, "KeyAlreadyAdded", organisation, own.address);
    });

    it("are not revoked where they were never added, nor as compromised from tomorrow", async () => {
      const { organisation, key: own } = miner;
      await expectReverted(participants.revokeKey(organisation, key, 0), participants, "KeyUnknown", organisation, key);
      const time = (await now()) + 100;
      await nextBlockAt(time);
      const early = participants.revokeKey(organisation, own.address, time + 1);
      await expectReverted(early, participants, "CompromiseInFuture", time + 1);
    });

    it("may be for one second, and be compromised since this very one", async () => {
      const { organisation } = miner;
      await add(1, 5, 5);
      expect(fieldsOf(await participants.keys(organisation, key))).to.include({ validFrom: 5n, validUntil: 5n });
      const time = (await now()) + 100;
      await nextBlockAt(time);
      await participants.revokeKey(organisation, key, time);
      expect((await participants.keys(organisation, key)).compromisedSince).to.equal(time);
    });

    it("sign for their own organisation only", async () => {
      const { refiner } = scene.party;
      const signed = await cancel(scene, 5n, { message: { organisation: refiner.organisation } });
      const args = [refiner.organisation, miner.key.address] as const;
      await expectRefused(signed, participants, "KeyUnknown", ...args);
    });
  });

  describe("enrolModule", () => {
    it("sets status and lateness, and says so in an event", async () => {
      const module = newcomer;
      const { hash } = await participants.enrolModule(module, ModuleStatus.closing, 77);
      expect(await eventsOf(hash, participants, "ModuleEnrolled")).to.deep.equal([
        { module, status: 2n, latenessSeconds: 77n },
      ]);
      expect(fieldsOf(await participants.modules(module))).to.deep.equal({ status: 2n, latenessSeconds: 77n });
    });
  });

  describe("cancel", () => {
    it("withdraws a nonce, and says all of it in an event", async () => {
      const signed = await cancel(scene, 10n ** 9n);
      const { digest, message: statement, signature } = signed;
      const { organisation } = miner;
      await expectEvent(signed, "Cancelled", { digest, organisation, statement, signature });
      expect(await participants.isNonceSpent(organisation, 10n ** 9n)).to.equal(true);
      expect(await participants.isNonceSpent(scene.party.refiner.organisation, 10n ** 9n)).to.equal(false);
    });

    it("comes too late for a nonce that is spent, its own included", async () => {
      const spent = await declare(scene);
      await spent.send();
      const { organisation } = miner;
      const late = cancel(scene, spent.message.nonce);
      await expectRefused(late, participants, "NonceSpent", organisation, spent.message.nonce);
      const own = cancel(scene, 77_777n, { message: { nonce: 77_777n } });
      await expectRefused(own, participants, "NonceSpent", organisation, 77_777n);
    });

    it("is open to an organisation without any role", async () => {
      await participants.enrol(newcomer, "Without a role", code("CN"), 0);
      await participants.addKey(newcomer, miner.key.address, mask(Scope.keys), 0, FOR_EVER);
      await (await cancel(scene, 5n, {}, { ...miner, organisation: newcomer })).send();
    });
  });

  describe("rotateKey", () => {
    const { address: added } = ethers.Wallet.createRandom();

    it("adds a key and withdraws another, and says all of it in an event", async () => {
      const { organisation, key } = miner;
      const compromisedSince = (await now()) - 5;
      const signed = await rotateKey(scene, added, { message: { withdrawnKey: key.address, compromisedSince } });
      const { digest, message: statement, signature } = signed;
      await expectEvent(signed, "KeyRotated", { digest, organisation, statement, signature });
      expect((await participants.keys(organisation, added)).scopes).to.equal(mask(Scope.custody));
      expect(fieldsOf(await participants.keys(organisation, key.address))).to.include({
        ...{ revokedAt: BigInt(await now()), compromisedSince: BigInt(compromisedSince) },
      });
      const next = rotateKey(scene, ethers.Wallet.createRandom().address);
      await expectRefused(next, participants, "KeyIsRevoked", organisation, key.address, await now());
    });

    for (const [what, message, error, args] of [
      ["nothing", { newKey: ethers.ZeroAddress }, "RotationEmpty", ["organisation"]],
      ["a key of unknown scopes", { scopes: 64 }, "ScopesInvalid", [64]],
      ["a key without a window", { validFrom: 2, validUntil: 1 }, "WindowInvalid", [2, 1]],
    ] as const) {
      it(`refuses ${what}`, () =>
        expectRefused(
          rotateKey(scene, added, { message }),
          participants,
          error,
          ...args.map((arg) => (arg === "organisation" ? miner.organisation : arg)),
        ));
    }

    it("refuses a key that was added before, and to withdraw one that never was", async () => {
      const { organisation, key } = miner;
      const known = rotateKey(scene, key.address);
      await expectRefused(known, participants, "KeyAlreadyAdded", organisation, key.address);
      const message = { newKey: ethers.ZeroAddress, withdrawnKey: added };
      await expectRefused(rotateKey(scene, added, { message }), participants, "KeyUnknown", organisation, added);
    });

    it("refuses to withdraw a key that was revoked before", async () => {
      const { organisation } = miner;
      await participants.addKey(organisation, newcomer, mask(Scope.custody), 0, FOR_EVER);
      await participants.revokeKey(organisation, newcomer, 0);
      const args = [organisation, newcomer, await now()] as const;
      const again = rotateKey(scene, added, { message: { withdrawnKey: newcomer } });
      await expectRefused(again, participants, "KeyIsRevoked", ...args);
    });

    it("refuses a compromise that is to come", async () => {
      const time = (await now()) + 100;
      const message = { withdrawnKey: miner.key.address, compromisedSince: time + 1 };
      const signed = await rotateKey(scene, added, { message });
      await nextBlockAt(time);
      await expectRefused(signed, participants, "CompromiseInFuture", time + 1);
    });
  });
});
