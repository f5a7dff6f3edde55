import { expect } from "chai";
import {
  code,
  deployed,
  EVERY_COUNTRY,
  EVERY_SCOPE,
  FOR_EVER,
  LATENESS,
  ModuleStatus,
  mask,
  networkHelpers,
  nextBlockAt,
  now,
  type PartyName,
  partyOf,
  type Scene,
} from "./fixture.ts";
import { cancel } from "./kinds.ts";
import { signatureTests } from "./signature.behavior.ts";
import type { Departure, Signed } from "./statements.ts";
import { type StatementName, statementTypes } from "./typed-data.ts";

/** A site of nobody's. */
const ELSEWHERE = 4_000_000_000_006n;

/** A kind of statement whose authority is put to the test. */
export interface Authority {
  name: StatementName;
  /** Who makes the statement. */
  party: PartyName;
  /** Scope that the key needs. */
  scope: number;
  /** Roles of which one is needed; none if any organisation may. */
  roles?: number[];
  /** Country in which the role is needed, as `bytes2`. */
  country?: string;
  /** Site that the statement names; zero if it could and does not; none if statements of the kind name no site. */
  site?: bigint;
  /** Whether a closing module refuses it. */
  opens: boolean;
  /** Leads to where the statement can be made, and returns what makes it. */
  prepare(scene: Scene): Promise<(departure?: Departure) => Promise<Signed>>;
}

export type Prepared = Awaited<ReturnType<ReturnType<typeof preparation>>>;

function preparation({ party, prepare }: Authority) {
  return async function prepared() {
    const scene = await deployed();
    const make = await prepare(scene);
    const { organisation, key } = scene.party[party];
    const { participants } = scene;
    const role = Math.log2(Number((await participants.organisations(organisation)).roles));
    return { scene, make, organisation, key, role, participants };
  };
}

/** What holds for every statement: see authority.tree. */
export function behavesAsStatement(authority: Authority): void {
  const prepared = preparation(authority);
  const load = () => networkHelpers.loadFixture(prepared);
  describe("its time window", () => windowTests(load));
  describe("its nonce", () => nonceTests(load, authority));
  describe("its organisation and key", () => keyTests(load, authority));
  if (authority.roles) describe("its role", () => roleTests(load, authority));
  if (isDated(authority.name)) describe("the time of what it states", () => latenessTests(load));
  if (authority.name !== "cancel" && authority.name !== "rotateKey") {
    describe("its module", () => moduleTests(load, authority));
  }
  describe("its signature", () => signatureTests(load));
}

type Load = () => Promise<Prepared>;

function isDated(name: StatementName): boolean {
  const { types, primaryType } = statementTypes[name];
  return types[primaryType]?.some((field) => field.name === "occurredAt") ?? false;
}

function windowTests(load: Load): void {
  it("includes its first second", async () => {
    const { make } = await load();
    const time = (await now()) + 100;
    const signed = await make({ message: { validAfter: time } });
    await nextBlockAt(time);
    await signed.send();
  });

  it("does not include the second before", async () => {
    const { make, participants } = await load();
    const time = (await now()) + 100;
    const signed = await make({ message: { validAfter: time + 1 } });
    await nextBlockAt(time);
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "StatementNotYetValid")
      .withArgs(time + 1, time);
  });

  it("includes its last second", async () => {
    const { make } = await load();
    const time = (await now()) + 100;
    const signed = await make({ message: { validBefore: time } });
    await nextBlockAt(time);
    await signed.send();
  });

  it("does not include the second after", async () => {
    const { make, participants } = await load();
    const time = (await now()) + 100;
    const signed = await make({ message: { validBefore: time - 1 } });
    await nextBlockAt(time);
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "StatementExpired")
      .withArgs(time - 1, time);
  });
}

function nonceTests(load: Load, { party }: Authority): void {
  it("is spent by the statement, which cannot be included again", async () => {
    const { make, organisation, participants } = await load();
    const signed = await make();
    const { nonce } = signed.message;
    expect(await participants.isNonceSpent(organisation, nonce)).to.equal(false);
    await signed.send();
    expect(await participants.isNonceSpent(organisation, nonce)).to.equal(true);
    await expect(signed.send()).to.be.revertedWithCustomError(participants, "NonceSpent").withArgs(organisation, nonce);
  });

  it("may be any number that is not spent", async () => {
    const { make, organisation, participants } = await load();
    const nonce = 2n ** 256n - 1n;
    await (await make({ message: { nonce } })).send();
    expect(await participants.isNonceSpent(organisation, nonce)).to.equal(true);
    expect(await participants.isNonceSpent(organisation, nonce - 1n)).to.equal(false);
    expect(await participants.isNonceSpent(organisation, 0)).to.equal(false);
  });

  it("is refused once it was cancelled", async () => {
    const { scene, make, organisation, participants } = await load();
    const signed = await make();
    await (await cancel(scene, signed.message.nonce, {}, scene.party[party])).send();
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "NonceSpent")
      .withArgs(organisation, signed.message.nonce);
  });
}

function keyTests(load: Load, { scope, party }: Authority): void {
  it("are refused while the organisation is suspended, and welcome after", async () => {
    const { make, organisation, participants } = await load();
    await participants.suspend(organisation);
    const signed = await make();
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "OrganisationIsSuspended")
      .withArgs(organisation, await now());
    await participants.reinstate(organisation);
    await signed.send();
  });

  it("are refused where the key is not the organisation's", async () => {
    const { make, organisation, participants } = await load();
    const { key } = partyOf("nobody", "CN");
    const signed = await make({ message: { key: key.address }, signer: key });
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "KeyUnknown")
      .withArgs(organisation, key.address);
  });

  it("are refused once the key is revoked, whenever it signed", async () => {
    const { make, organisation, key, participants } = await load();
    const signed = await make();
    await participants.revokeKey(organisation, key.address, 0);
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "KeyIsRevoked")
      .withArgs(organisation, key.address, await now());
  });

  for (const [what, from, until, included] of [
    ["a key in its first second", 100, 200, true],
    ["no key a second before its first", 101, 200, false],
    ["a key in its last second", 0, 100, true],
    ["no key a second after its last", 0, 99, false],
  ] as const) {
    it(`include ${what}`, async () => {
      const { scene, make, organisation, participants } = await load();
      const start = await now();
      const { key } = partyOf(`${party} for a time`, "CN");
      await participants.addKey(organisation, key.address, EVERY_SCOPE, start + from, start + until);
      const signed = await make({ message: { key: key.address }, signer: key });
      await nextBlockAt(start + 100);
      if (included) return void (await signed.send());
      await expect(signed.send())
        .to.be.revertedWithCustomError(scene.participants, "KeyNotInForce")
        .withArgs(organisation, key.address, start + from, start + until);
    });
  }

  it("are refused where the key has every scope but the one", async () => {
    const { make, organisation, participants } = await load();
    const { key } = partyOf(`${party} out of scope`, "CN");
    await participants.addKey(organisation, key.address, EVERY_SCOPE & ~(1 << scope), 0, FOR_EVER);
    const signed = await make({ message: { key: key.address }, signer: key });
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "KeyOutOfScope")
      .withArgs(organisation, key.address, scope);
  });
}

function roleTests(load: Load, { roles = [], country = EVERY_COUNTRY, site }: Authority): void {
  const refusal = [mask(...roles), country, site ?? 0n] as const;

  for (const [what, from, until, included] of [
    ["authorises in its first second", 100, 200, true],
    ["does not authorise a second before its first", 101, 200, false],
    ["authorises in its last second", 0, 100, true],
    ["does not authorise a second after its last", 0, 99, false],
  ] as const) {
    it(what, async () => {
      const { make, organisation, participants, role } = await load();
      const start = await now();
      await participants.grantRole(organisation, role, EVERY_COUNTRY, 0, start + from, start + until);
      const signed = await make();
      await nextBlockAt(start + 100);
      if (included) return void (await signed.send());
      await expect(signed.send())
        .to.be.revertedWithCustomError(participants, "RoleNotHeld")
        .withArgs(organisation, ...refusal);
    });
  }

  it("does not authorise from another country", async () => {
    const { make, organisation, participants, role } = await load();
    await participants.grantRole(organisation, role, EVERY_COUNTRY, 0, 0, 0);
    await participants.grantRole(organisation, role, code("AU"), 0, 0, FOR_EVER);
    const signed = await make();
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "RoleNotHeld")
      .withArgs(organisation, ...refusal);
    await participants.grantRole(organisation, role, country, 0, 0, FOR_EVER);
    await signed.send();
  });

  it(`${site === undefined ? "authorises" : "does not authorise"} where it is bound to some site`, async () => {
    const { make, organisation, participants, role } = await load();
    await participants.grantRole(organisation, role, EVERY_COUNTRY, ELSEWHERE, 0, FOR_EVER);
    const signed = await make();
    if (site === undefined) return void (await signed.send());
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "RoleNotHeld")
      .withArgs(organisation, ...refusal);
    if (site === 0n) return;
    await participants.grantRole(organisation, role, EVERY_COUNTRY, site, 0, FOR_EVER);
    await signed.send();
  });
}

function latenessTests(load: Load): void {
  for (const [what, delay] of [
    ["may be the block's own", 0],
    ["may lie back by the lateness", LATENESS],
  ] as const) {
    it(what, async () => {
      const { make } = await load();
      const time = (await now()) + LATENESS;
      const signed = await make({ message: { occurredAt: time - delay } });
      await nextBlockAt(time);
      await signed.send();
    });
  }

  it("may not lie back a second more", async () => {
    const { make, participants } = await load();
    const time = (await now()) + LATENESS;
    const signed = await make({ message: { occurredAt: time - LATENESS - 1 } });
    await nextBlockAt(time);
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "OccurredTooLongAgo")
      .withArgs(time - LATENESS - 1, time - LATENESS);
  });

  it("may not lie ahead", async () => {
    const { make, participants } = await load();
    const time = (await now()) + 100;
    const signed = await make({ message: { occurredAt: time + 1 } });
    await nextBlockAt(time);
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "OccurredInFuture")
      .withArgs(time + 1, time);
  });

  it("may not be left out", async () => {
    const { make, participants } = await load();
    const time = (await now()) + 100;
    const signed = await make({ message: { occurredAt: 0 } });
    await nextBlockAt(time);
    await expect(signed.send())
      .to.be.revertedWithCustomError(participants, "OccurredTooLongAgo")
      .withArgs(0, time - LATENESS);
  });
}

function moduleTests(load: Load, { opens }: Authority): void {
  it("takes nothing once it is withdrawn", async () => {
    const { make, participants } = await load();
    const signed = await make();
    const module = await signed.module.getAddress();
    await participants.enrolModule(module, ModuleStatus.none, LATENESS);
    await expect(signed.send()).to.be.revertedWithCustomError(participants, "ModuleNotEnrolled").withArgs(module);
  });

  it(`${opens ? "does not open" : "closes"} business while it is closing`, async () => {
    const { make, participants } = await load();
    const signed = await make();
    const module = await signed.module.getAddress();
    await participants.enrolModule(module, ModuleStatus.closing, LATENESS);
    if (!opens) return void (await signed.send());
    await expect(signed.send()).to.be.revertedWithCustomError(participants, "ModuleIsClosing").withArgs(module);
  });

  it("writes nothing to the lots that do not know it", async () => {
    const { scene, make } = await load();
    const signed = await make();
    const module = await signed.module.getAddress();
    await scene.lots.enrolModule(module, false);
    await expect(signed.send()).to.be.revertedWithCustomError(scene.lots, "ModuleNotEnrolled").withArgs(module);
  });
}
