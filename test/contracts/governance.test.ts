import { expect } from "chai";
import type { BaseContract, FunctionFragment } from "ethers";
import { eventsOf } from "./fixtures/events.ts";
import { DAY, EVERY_SCOPE, ethers, FOR_EVER, freshScene, nextBlockAt, now, type Scene } from "./fixtures/fixture.ts";
import { declare } from "./fixtures/kinds.ts";
import { expectRefused, expectReverted } from "./fixtures/refusal.ts";

/** What governance alone may call. */
const governed = {
  participants: ["enrol", "suspend", "reinstate", "grantRole", "addKey", "revokeKey", "enrolModule"],
  lots: ["enrolModule", "setURI"],
  certification: ["setAside", "setAsideCorrection"],
  quotas: ["grantQuota"],
  schemes: ["setScheme", "setThreshold", "accredit"],
  attestations: ["setTolerances", "overruleFinding"],
  custody: ["setLimits", "arbitrate", "timeOut"],
  customs: ["liftHold", "setCalendar"],
  seizures: ["restoreSeized"],
  exportControl: ["setRule"],
  findings: ["unlinkFinding"],
} as const;

describe("Governance", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
  });

  for (const [name, functions] of Object.entries(governed)) {
    for (const functionName of functions) {
      it(`alone may call ${name}.${functionName}`, async () => {
        const contract = scene[name as keyof typeof governed] as BaseContract;
        const fragment = contract.interface.getFunction(functionName);
        if (!fragment) throw new Error("no such function");
        const data = contract.interface.encodeFunctionData(fragment, zeros(fragment));
        const to = await contract.getAddress();
        for (const account of [scene.stranger, scene.relayer]) {
          const call = account.sendTransaction({ to, data });
          await expectReverted(call, contract, "AccessManagedUnauthorized", account.address);
        }
      });
    }
  }

  it("may be delayed: what is scheduled holds after its delay and not before, and once", async () => {
    const { manager, participants, party } = scene;
    const OFFICER = 5n;
    const DELAY = 3_600;
    const suspend = participants.interface.getFunction("suspend").selector;
    await manager.getFunction("setTargetFunctionRole")(participants, [suspend], OFFICER);
    await manager.getFunction("grantRole")(OFFICER, scene.stranger, DELAY);
    const { organisation } = party.miner;
    const data = participants.interface.encodeFunctionData("suspend", [organisation]);
    const officer = scene.stranger;

    const atOnce = participants.connect(officer).suspend(organisation);
    const operation = await manager.getFunction("hashOperation")(officer, participants, data);
    await expectReverted(atOnce, manager, "AccessManagerNotScheduled", operation);
    await manager.connect(officer).getFunction("schedule")(participants, data, 0);
    const scheduled = await now();
    await nextBlockAt(scheduled + DELAY - 1);
    const early = participants.connect(officer).suspend(organisation);
    await expectReverted(early, manager, "AccessManagerNotReady", operation);
    await nextBlockAt(scheduled + DELAY);
    await participants.connect(officer).suspend(organisation);
    expect((await participants.organisations(organisation)).status).to.equal(2n);
    await participants.reinstate(organisation);
    const again = participants.connect(officer).suspend(organisation);
    await expectReverted(again, manager, "AccessManagerNotScheduled", operation);
  });

  it("recovers an organisation that has lost every key: after a delay, for all to see, and its head shows it", async () => {
    const { manager, participants, party } = scene;
    const RECOVERY = 6n;
    const DELAY = 7 * DAY;
    const { organisation, key: lost } = party.miner;
    const { interface: abi } = participants;
    const selectors = [abi.getFunction("addKey").selector, abi.getFunction("revokeKey").selector];
    await manager.getFunction("setTargetFunctionRole")(participants, selectors, RECOVERY);
    // The governor too has no other way to these functions any more.
    await manager.getFunction("grantRole")(RECOVERY, scene.governor, DELAY);
    const found = ethers.Wallet.createRandom();
    const since = (await now()) - DAY;
    const args = [organisation, found.address, EVERY_SCOPE, 0, FOR_EVER] as const;
    const adding = participants.interface.encodeFunctionData("addKey", [...args]);
    const revoking = participants.interface.encodeFunctionData("revokeKey", [organisation, lost.address, since]);

    const scheduling = await manager.getFunction("schedule")(participants, adding, 0);
    await manager.getFunction("schedule")(participants, revoking, 0);
    const [scheduled] = await eventsOf(scheduling.hash, manager, "OperationScheduled");
    expect(scheduled).to.include({ target: await participants.getAddress(), data: adding });
    const at = await now();
    const operation = await manager.getFunction("hashOperation")(scene.governor, participants, adding);
    await nextBlockAt(at + DELAY - 10);
    await expectReverted(participants.addKey(...args), manager, "AccessManagerNotReady", operation);
    const { count } = await participants.heads(organisation);
    await nextBlockAt(at + DELAY);
    await participants.addKey(...args);
    await participants.revokeKey(organisation, lost.address, since);
    expect((await participants.heads(organisation)).count).to.equal(count + 2n);

    await (await declare(scene, {}, {}, { ...party.miner, key: new ethers.Wallet(found.privateKey) })).send();
    const { revokedAt } = await participants.keys(organisation, lost.address);
    const refusedStatement = declare(scene);
    await expectRefused(refusedStatement, participants, "KeyIsRevoked", organisation, lost.address, revokedAt);
  });

  it("can be handed over, and then is", async () => {
    const { manager, participants } = scene;
    await manager.getFunction("grantRole")(0, scene.stranger, 0);
    await manager.getFunction("renounceRole")(0, scene.governor);
    const { organisation } = scene.party.miner;
    await expectReverted(participants.suspend(organisation), participants, "AccessManagedUnauthorized");
    await participants.connect(scene.stranger).suspend(organisation);
  });
});

/** Arguments of zeros for a function: who may not call it is told so before they are looked at. */
function zeros({ inputs }: FunctionFragment): unknown[] {
  const zero = (param: (typeof inputs)[number]): unknown => {
    if (param.isTuple()) return param.components.map(zero);
    if (param.isArray()) return new Array(Math.max(0, param.arrayLength ?? 0)).fill(zero(param.arrayChildren));
    if (param.type === "address") return ethers.ZeroAddress;
    if (param.type === "string") return "";
    if (param.type === "bool") return false;
    const size = param.type.match(/^bytes(\d+)$/)?.[1];
    return size === undefined ? 0 : ethers.zeroPadValue("0x", Number(size));
  };
  return inputs.map(zero);
}
