import type { BaseContract } from "ethers";
import { ethers, freshScene, LotStatus, networkHelpers, nextBlockAt, now, type Scene } from "./fixture.ts";
import { attested, declared, onTheRoad } from "./journeys.ts";
import { certify, type Declaration, type Dispatched, declare, dispatch, handOver, receive, reject } from "./kinds.ts";
import { recall, refuse, reinstate, renew, reportLoss, retire, revoke, suspend } from "./life-cycle-kinds.ts";
import { expectReverted, type Sendable } from "./refusal.ts";

/** Taken, or refused by an error with these arguments. */
type Answer = "taken" | [contract: BaseContract, error: string, ...args: unknown[]];

async function expectAnswer(answer: Answer, statement: Sendable): Promise<void> {
  if (answer === "taken") await statement.send();
  else await expectReverted(statement.send(), answer[0], ...(answer.slice(1) as [string, ...unknown[]]));
}

/** Every statement against every status of what it is about: what docs/invariants.md allows, and nothing else. */
describe("Transitions", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await freshScene();
  });

  const lotStatuses = ["none", "declared", "certified", "suspended", "rejected", "revoked"] as const;
  type Status = (typeof lotStatuses)[number];

  /** A lot that came to a status by the way there is. */
  async function lotOfStatus(status: Status): Promise<Declaration> {
    if (status === "none") return declare(scene);
    const declaration = await attested(scene);
    const { lot, identity } = declaration;
    if (status === "rejected") await (await reject(scene, identity)).send();
    if (status === "declared" || status === "rejected") return declaration;
    await (await certify(scene, lot)).send();
    if (status === "suspended") await (await suspend(scene, lot)).send();
    if (status === "revoked") await (await revoke(scene, lot)).send();
    return declaration;
  }

  const unlessCertified = (scene: Scene, lot: bigint, status: Status): Answer =>
    status === "none"
      ? [scene.lots, "LotUnknown", lot]
      : status === "certified"
        ? "taken"
        : [scene.lots, "LotNotCertified", lot, LotStatus[status]];
  const unlessDeclared = (scene: Scene, lot: bigint, status: Status): Answer =>
    status === "none"
      ? [scene.lots, "LotUnknown", lot]
      : status === "declared"
        ? "taken"
        : [scene.lots, "LotNotDeclared", lot, LotStatus[status]];

  const lotStatements: Record<
    string,
    {
      make(declaration: Declaration): Promise<Sendable>;
      answer(scene: Scene, lot: bigint, status: Status): Answer;
    }
  > = {
    declare: {
      make: ({ identity: { lotNumber, content } }) => declare(scene, {}, { message: { lotNumber, content } }),
      answer: ({ lots }, lot, status) => (status === "none" ? "taken" : [lots, "LotAlreadyDeclared", lot]),
    },
    certify: { make: ({ lot }) => certify(scene, lot), answer: unlessDeclared },
    reject: { make: ({ identity }) => reject(scene, identity), answer: unlessDeclared },
    suspend: { make: ({ lot }) => suspend(scene, lot, {}, scene.party.regulator), answer: unlessCertified },
    revoke: {
      make: ({ lot }) => revoke(scene, lot, {}, scene.party.regulator),
      answer: (on, lot, status) => (status === "suspended" ? "taken" : unlessCertified(on, lot, status)),
    },
    reinstate: {
      make: ({ lot }) => reinstate(scene, lot),
      answer: ({ certification }, lot, status) =>
        status === "suspended" ? "taken" : [certification, "SuspensionMismatch", lot, ethers.ZeroHash, ethers.ZeroHash],
    },
    renew: { make: ({ lot }) => renew(scene, lot), answer: unlessCertified },
    dispatch: { make: ({ lot }) => dispatch(scene, [{ lot, grams: 1n }]), answer: unlessCertified },
    "hand over": { make: ({ lot }) => handOver(scene, lot, 1n), answer: unlessCertified },
    retire: { make: ({ lot }) => retire(scene, lot, 1n), answer: unlessCertified },
  };

  for (const [name, { make, answer }] of Object.entries(lotStatements)) {
    for (const status of lotStatuses) {
      it(`of a lot: ${name}, given ${status}`, async () => {
        const declaration = await lotOfStatus(status);
        await expectAnswer(answer(scene, declaration.lot, status), await make(declaration));
      });
    }
  }

  const consignmentStatuses = ["none", "on the road", "received", "refused", "returned", "lost"] as const;

  async function consignmentOfStatus(status: (typeof consignmentStatuses)[number]): Promise<Dispatched> {
    if (status === "none") return dispatch(scene, [{ lot: (await declared(scene)).lot, grams: 1n }]);
    const { dispatched } = await onTheRoad(scene);
    const close = { received: receive, refused: refuse, returned: recall, lost: reportLoss, "on the road": undefined };
    const statement = await close[status]?.(scene, dispatched);
    await statement?.send();
    return dispatched;
  }

  const closings: Record<string, (dispatched: Dispatched) => Promise<Sendable>> = {
    receive: (dispatched) => receive(scene, dispatched),
    refuse: (dispatched) => refuse(scene, dispatched),
    recall: (dispatched) => recall(scene, dispatched),
    "report loss": (dispatched) => reportLoss(scene, dispatched),
    "time out": async ({ message }) => ({
      send: async () => {
        await networkHelpers.mine();
        await nextBlockAt((await now()) + 181 * 86_400);
        return scene.custody.timeOut(message as never);
      },
    }),
  };

  for (const [name, make] of Object.entries(closings)) {
    for (const [number, status] of consignmentStatuses.entries()) {
      it(`of a consignment: ${name}, given ${status}`, async () => {
        const dispatched = await consignmentOfStatus(status);
        const open = status === "on the road" || (status === "refused" && name !== "refuse");
        const { custody } = scene;
        const answer: Answer = open
          ? "taken"
          : status === "none"
            ? [custody, "ConsignmentUnknown", dispatched.digest]
            : [custody, "ConsignmentNotOnTheRoad", dispatched.digest, number];
        await expectAnswer(answer, await make(dispatched));
      });
    }
  }
});
