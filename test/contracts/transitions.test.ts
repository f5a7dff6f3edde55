import type { BaseContract } from "ethers";
import { freshScene, LotStatus, networkHelpers, nextBlockAt, now, type Scene } from "./fixtures/fixture.ts";
import { attested, declared, disputed, onTheRoad } from "./fixtures/journeys.ts";
import {
  certify,
  type Declaration,
  type Dispatched,
  declare,
  dispatch,
  handOver,
  receive,
  reject,
} from "./fixtures/kinds.ts";
import {
  recall,
  refuse,
  reinstate,
  renew,
  reportLoss,
  retire,
  revoke,
  settle,
  suspend,
} from "./fixtures/life-cycle-kinds.ts";
import { expectReverted, type Sendable } from "./fixtures/refusal.ts";

const NOTHING = { recipientGrams: 0n, senderGrams: 0n };

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
    if (status === "revoked") await (await revoke(scene, lot, {}, scene.party.regulator)).send();
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
    suspend: { make: ({ lot }) => suspend(scene, lot), answer: unlessCertified },
    revoke: {
      make: ({ lot }) => revoke(scene, lot, {}, scene.party.regulator),
      answer: (on, lot, status) => (status === "suspended" ? "taken" : unlessCertified(on, lot, status)),
    },
    reinstate: {
      make: ({ lot }) => reinstate(scene, lot, {}, scene.party.regulator),
      answer: ({ lots }, lot, status) =>
        status === "suspended" ? "taken" : [lots, "LotNotSuspended", lot, LotStatus[status]],
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

  const consignmentStatuses = [
    ...(["none", "on the road", "received", "refused", "returned", "lost", "disputed", "settled"] as const),
  ];

  async function consignmentOfStatus(status: (typeof consignmentStatuses)[number]): Promise<Dispatched> {
    if (status === "none") return dispatch(scene, [{ lot: (await declared(scene)).lot, grams: 1n }]);
    const { dispatched } = await (status === "disputed" || status === "settled" ? disputed(scene) : onTheRoad(scene));
    if (status === "settled") await (await settle(scene, dispatched, [NOTHING])).send();
    if (status === "disputed" || status === "settled") return dispatched;
    // What time allows is tried with the limits.
    if (status === "returned" || status === "lost") await (await refuse(scene, dispatched)).send();
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
    settle: (dispatched) => settle(scene, dispatched, [NOTHING], { message: { lossReason: 8 } }),
    arbitrate: async ({ message }) => ({ send: () => scene.custody.arbitrate(message, [NOTHING], 8) }),
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
        const shares = name === "settle" || name === "arbitrate";
        const { custody } = scene;
        const open = status === "on the road" || (status === "refused" && name !== "refuse");
        const answer: Answer =
          status === "none"
            ? [custody, "ConsignmentUnknown", dispatched.digest]
            : shares && status !== "disputed"
              ? [custody, "ConsignmentNotDisputed", dispatched.digest, number]
              : shares || open
                ? "taken"
                : [custody, "ConsignmentNotOnTheRoad", dispatched.digest, number];
        await custody.setLimits({ waitingSeconds: 0, shortageBasisPoints: 50 });
        await expectAnswer(answer, await make(dispatched));
      });
    }
  }
});
