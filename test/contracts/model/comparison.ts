import { expect } from "chai";
import fc from "fast-check";
import { deep } from "../../support/depth.ts";
import {
  DAY,
  EVERY_SCOPE,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  mask,
  networkHelpers,
  nextBlockAt,
  now,
  type PartyName,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../fixtures/fixture.ts";
import type { Signed } from "../fixtures/statements.ts";
import type { Drawn, StatedAction, Unsigned } from "./actions.ts";
import { aim, aimGoverned } from "./aiming.ts";
import { UNMEASURED_NANOGRAMS, weightOf } from "./certificates.ts";
import { expectSame } from "./expectations.ts";
import { holdingOf } from "./holds.ts";
import { ModelLedger, type Stated } from "./model-ledger.ts";
import { drawingOf } from "./processing.ts";
import { RealLedger } from "./real-ledger.ts";
import type { ModelState, Place } from "./state.ts";

/** The scene in which each sequence begins: a scheme that asks for a weight, and allowances for everybody. */
async function opened(): Promise<Scene> {
  const scene = await freshScene();
  const terms = schemeTerms({ attestations: mask(Kind.weight) });
  await scene.schemes.setScheme(SCHEME, "Weighed", terms);
  await scene.schemes.accredit(SCHEME, scene.party.verifier.organisation, 0, FOR_EVER);
  for (const { organisation } of Object.values(scene.party)) {
    await scene.policies.grantAllowance(organisation, 0, UNMEASURED_NANOGRAMS, 0);
  }
  return scene;
}

/**
 * Runs sequences on both ledgers: of a seed's first ones the same every time, so that what they come to is known; 500 others in the
 * deep run.
 * @param covering Of those that are drawn, those that are run: a greedy choice, about the shortest that comes to all that all come to.
 */
export async function compared(
  sequences: fc.Arbitrary<Drawn[]>,
  { seed, drawn, covering }: { seed: number; drawn: number; covering: readonly number[] },
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  let count = 0;
  const property = fc.asyncProperty(sequences, async (actions) => {
    // What comes after the last one is a failing sequence made shorter.
    if (!deep && count < drawn && !covering.includes(count++)) return;
    const trial = new Comparison(await networkHelpers.loadFixture(opened), outcomes);
    await trial.begin();
    for (const action of actions) await trial.act(action);
    await trial.compare();
  });
  await fc.assert(property, deep ? { numRuns: 500 } : { numRuns: drawn, seed });
  return outcomes;
}

/** How often what came to be: an error's name, or the kind of an action that was taken. */
type Outcomes = Map<string, number>;

/** One sequence, on both ledgers. */
class Comparison {
  readonly #scene: Scene;
  readonly #real: RealLedger;
  readonly #model = new ModelLedger();
  readonly #included: { stated: Stated; signed: Signed }[] = [];
  readonly #outcomes: Outcomes;
  #time = 0;

  constructor(scene: Scene, outcomes: Outcomes) {
    // Keys are replaced on the way.
    this.#scene = { ...scene, party: { ...scene.party } };
    this.#real = new RealLedger(this.#scene);
    this.#outcomes = outcomes;
  }

  async begin(): Promise<void> {
    await nextBlockAt((await now()) + 1);
    this.#time = await now();
  }

  async act(action: Drawn): Promise<void> {
    if (action.kind === "wait") {
      this.#time += action.days * DAY;
      await networkHelpers.time.increaseTo(this.#time);
      return;
    }
    this.#time += 60;
    if (action.kind === "standing") return this.#stand(action.of, action.active);
    if (action.kind === "key") return this.#giveKey(action.of, action.revoked);
    if (action.kind === "accredit") return this.#accredit(action.of, action.granted);
    if (isUnsigned(action)) return this.#govern(action);
    const again = action.kind === "again" ? this.#included[action.statement % this.#included.length] : undefined;
    if (action.kind === "again" && again === undefined) return;
    const { stated, signed } = again ?? (await this.#state(action as Exclude<typeof action, { kind: "again" }>));
    if (action.cancelled === true) await this.#cancel(stated);
    const { kind } = stated.action;
    // Who had certified before.
    const certifier = stated.lots[0]?.certifier;
    await nextBlockAt(this.#time);
    const real = await this.#real.include(signed);
    expect(
      real,
      JSON.stringify(stated.action, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
    ).to.equal(this.#model.take(stated, this.#time));
    this.#count(real ?? stated.action.kind);
    if (real !== undefined) {
      this.#count(`${kind}: ${real}`);
      if (real === "GoodsHeld") this.#count(`${kind} of ${holdOn(stated, this.#model.state, this.#time)}`);
      return;
    }
    this.#included.push({ stated, signed });
    if (stated.action.kind === "rotate") this.#real.rotated(stated.action.by, signed);
    if (stated.replaced !== undefined) this.#count("declare in its place");
    if (certifier !== undefined && stated.lots[0]?.certifier !== certifier) this.#count(`${kind} by another`);
    if ("place" in stated.action && goesAbroad(stated.action)) this.#count(`${kind} abroad`);
    if (kind === "seize" && stated.hold?.consignment !== undefined) this.#count("seize what was held on its way");
    if (kind === "seize" && stated.hold?.challenge !== undefined) this.#count("seize what was challenged");
  }

  /** Has a statement's nonce spent half a minute before it is included. */
  async #cancel({ action: { by }, nonce: cancelled }: Stated): Promise<void> {
    const signed = await this.#real.cancel(by, cancelled);
    const { key, nonce } = signed.message;
    await nextBlockAt(this.#time - 30);
    const real = await this.#real.include(signed);
    expect(real, "cancellation").to.equal(this.#model.cancel({ by, key, nonce, cancelled }));
    this.#count(real ?? "cancel");
  }

  async #state(drawn: StatedAction & { behoves?: boolean }): Promise<{ stated: Stated; signed: Signed }> {
    const { action, meaning } = aim(drawn, this.#model.state, this.#time);
    const [lot] = meaning.lots;
    const account = this.#model.state.accounts.get(action.by);
    const signed = await this.#real.sign(action, this.#time, { ...meaning, account });
    const { key, nonce, occurredAt, recipientKey, until, answerBy } = signed.message as Signed["message"] & Said;
    const stale = "stale" in action && action.stale;
    const certificateUntil = (lot?.validUntil ?? 0) + (stale ? 1 : 0);
    const told = {
      ...(action.kind === "declare" && { declares: signed.lot ?? 0n }),
      ...(signed.lots !== undefined && { made: signed.lots }),
      ...(action.kind === "weigh" && { weight: weightOf(action, lot) }),
      ...(action.kind === "withdraw" && { drawing: drawingOf(action, account, this.#time) }),
    };
    return {
      signed,
      stated: {
        ...{ action, statement: signed.digest, ...told, ...meaning },
        ...{ key, counterKey: recipientKey, nonce, certificateUntil, occurredAt },
        ...{ until: until ?? 0, answerBy: answerBy ?? 0 },
      },
    };
  }

  async #govern(action: Unsigned): Promise<void> {
    const about = aimGoverned(action, this.#model.state, this.#time);
    await nextBlockAt(this.#time);
    const { refusal: real, digest } = await this.#real.govern(action, about);
    const link = { digest, at: this.#time };
    expect(real, JSON.stringify(action)).to.equal(this.#model.govern(action, about, link));
    this.#count(real ?? (action.kind === "overrule" ? `overrule ${action.what}` : action.kind));
    if (real !== undefined) this.#count(`${action.kind}: ${real}`);
  }

  /** Governance takes a party's key out of use, or gives another to one whose key is. */
  async #giveKey(name: PartyName, revoked: boolean): Promise<void> {
    const { party, participants } = this.#scene;
    const { organisation, key } = party[name];
    const known = this.#model.state.revoked;
    if (known.has(key.address) === revoked) return;
    await nextBlockAt(this.#time);
    if (revoked) {
      await participants.revokeKey(organisation, key.address, 0);
      known.add(key.address);
      return;
    }
    const added = new ethers.Wallet(ethers.Wallet.createRandom().privateKey);
    await participants.addKey(organisation, added.address, EVERY_SCOPE, 0, FOR_EVER);
    party[name] = { ...party[name], key: added };
  }

  /** The scheme accredits a verifier, or no longer does. */
  async #accredit(name: PartyName, granted: boolean): Promise<void> {
    const { accredited } = this.#model.state;
    if (granted) accredited.add(name);
    else accredited.delete(name);
    await nextBlockAt(this.#time);
    const { organisation } = this.#scene.party[name];
    await this.#scene.schemes.accredit(SCHEME, organisation, 0, granted ? FOR_EVER : 0);
  }

  async #stand(party: PartyName, active: boolean): Promise<void> {
    const { suspended } = this.#model.state;
    if (suspended.has(party) !== active) return;
    const { organisation } = this.#scene.party[party];
    await nextBlockAt(this.#time);
    await (active ? this.#scene.participants.reinstate(organisation) : this.#scene.participants.suspend(organisation));
    if (active) suspended.delete(party);
    else suspended.add(party);
  }

  /** Everything that the model knows, read from the contracts. */
  compare(): Promise<void> {
    return expectSame(this.#scene, this.#model.state);
  }

  #count(outcome: string): void {
    this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
  }
}

/** What some messages say, of what the model judges by. */
interface Said {
  occurredAt?: number;
  recipientKey?: string;
  until?: number;
  answerBy?: number;
}

/** Whether nobody signs an action, and it may be refused. */
function isUnsigned(action: Drawn): action is Drawn & Unsigned {
  return UNSIGNED.includes(action.kind);
}

const UNSIGNED: readonly string[] = [
  ...["arbitrate", "setAside", "setAsideCorrection", "overrule", "release", "liftHold", "restoreSeized"],
];

/** Whether goods go to another country, or are taken there. */
function goesAbroad(action: { place: Place; destination?: Place }): boolean {
  return action.place !== (action.destination ?? "CN");
}

/** What stands in the way of goods that are held. */
function holdOn({ action, lots }: Stated, state: ModelState, time: number): string {
  const place = "place" in action ? action.place : "CN";
  const [held] = lots.flatMap((lot) => (lot && holdingOf(state, time, lot, action.by, place)) ?? []);
  if (held?.consignment !== undefined) return "what came of a consignment that is held";
  return held?.holder === "everybody" ? "what is everybody's and held" : "what is one holder's and held";
}
