import { expect } from "chai";
import {
  answerChallenge,
  challenge,
  challengedLot,
  decideChallenge,
  heldLot,
  hold,
  holdConsignment,
  releaseHold,
  renewHold,
} from "./fixtures/customs.ts";
import { permit, permitted, withdrawPermit } from "./fixtures/export-control.ts";
import { found, linked, linkFinding, recordFinding, withdrawFinding } from "./fixtures/findings.ts";
import {
  EVERY_SCOPE,
  ethers,
  FOR_EVER,
  freshScene,
  Kind,
  networkHelpers,
  randomAddress,
  type Scene,
  short,
} from "./fixtures/fixture.ts";
import { attested, certified, declared, disputed, onTheRoad, refused } from "./fixtures/journeys.ts";
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
import { correctFootprint, deposit, Model, outputOf, transform, withdraw } from "./fixtures/processing-kinds.ts";
import { changeRoute } from "./fixtures/routes.ts";
import { heldPart, returnSeized, seize, seizedLot } from "./fixtures/seizures.ts";
import type { Departure, Signed } from "./fixtures/statements.ts";
import { type StatementName, statementTypes } from "./fixtures/typed-data.ts";
import { registerUnitCodes } from "./fixtures/unit-codes.ts";

type Make = (departure: Departure) => Promise<Signed>;

const makers: Record<StatementName, (scene: Scene) => Promise<Make>> = {
  cancel: async (scene) => (departure) => cancel(scene, 10n ** 12n, departure),
  rotateKey: async (scene) => (departure) => rotateKey(scene, randomAddress(), departure),
  declare: async (scene) => (departure) => declare(scene, {}, departure),
  certify: async (scene) => {
    const { lot } = await attested(scene);
    return (departure) => certify(scene, lot, departure);
  },
  reject: async (scene) => {
    const { identity } = await declared(scene);
    return (departure) => reject(scene, identity, departure);
  },
  suspend: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => suspend(scene, lot, departure);
  },
  reinstate: async (scene) => {
    const { lot } = await certified(scene);
    await (await suspend(scene, lot)).send();
    return (departure) => reinstate(scene, lot, departure);
  },
  revoke: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => revoke(scene, lot, departure);
  },
  renew: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => renew(scene, lot, departure);
  },
  dispatch: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => dispatch(scene, [{ lot, grams: 5n }], departure);
  },
  receive: async (scene) => {
    const { dispatched } = await onTheRoad(scene);
    return (departure) => receive(scene, dispatched, departure);
  },
  refuse: async (scene) => {
    const { dispatched } = await onTheRoad(scene);
    return (departure) => refuse(scene, dispatched, departure);
  },
  recall: async (scene) => {
    const { dispatched } = await refused(scene);
    return (departure) => recall(scene, dispatched, departure);
  },
  reportLoss: async (scene) => {
    const { dispatched } = await refused(scene);
    return (departure) => reportLoss(scene, dispatched, departure);
  },
  changeRoute: async (scene) => {
    const { dispatched } = await onTheRoad(scene);
    return (departure) => changeRoute(scene, dispatched, ["VN"], departure, scene.party.carrier);
  },
  settle: async (scene) => {
    const { dispatched } = await disputed(scene);
    return (departure) => settle(scene, dispatched, [{ recipientGrams: 1n, senderGrams: 2n }], departure);
  },
  handOver: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => handOver(scene, lot, 5n, departure);
  },
  assay: async (scene) => {
    const { identity } = await declared(scene);
    return (departure) => assay(scene, identity, departure);
  },
  attest: async (scene) => {
    const { lot } = await declared(scene);
    return (departure) => attest(scene, lot, Kind.footprint, departure);
  },
  revokeAssay: async (scene) => {
    const made = await assay(scene, (await declared(scene)).identity);
    await made.send();
    return (departure) => revokeAssay(scene, made, departure);
  },
  revokeAttestation: async (scene) => {
    const made = await attest(scene, (await declared(scene)).lot, Kind.footprint);
    await made.send();
    return (departure) => revokeAttestation(scene, made, departure);
  },
  retire: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => retire(scene, lot, 5n, departure);
  },
  transform: async (scene) => {
    const { identity } = await certified(scene);
    const step = { taken: [{ identity, grams: 1_000n }], made: [outputOf(identity, { massGrams: 1_000n })] };
    return (departure) => transform(scene, step, departure);
  },
  deposit: async (scene) => {
    const { identity } = await certified(scene);
    return (departure) => deposit(scene, [{ identity, grams: 1_000n }], departure);
  },
  withdraw: async (scene) => {
    const { identity } = await certified(scene);
    await (await deposit(scene, [{ identity, grams: 1_000n }])).send();
    const claims = { custodyModel: Model.massBalance, deposit: short("mixed"), footprintGramsPerKilogram: 5_000 };
    const made = [outputOf(identity, { massGrams: 1_000n, ...claims })];
    return (departure) => withdraw(scene, made, {}, departure);
  },
  correctFootprint: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => correctFootprint(scene, lot, 5_000, departure);
  },
  registerUnitCodes: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => registerUnitCodes(scene, lot, departure);
  },
  permit: async (scene) => (departure) => permit(scene, {}, departure),
  withdrawPermit: async (scene) => {
    const signed = await permitted(scene);
    return (departure) => withdrawPermit(scene, signed, {}, departure);
  },
  hold: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => hold(scene, lot, {}, departure);
  },
  holdConsignment: async (scene) => {
    const { dispatched } = await onTheRoad(scene);
    return (departure) => holdConsignment(scene, dispatched, {}, departure);
  },
  renewHold: async (scene) => {
    const held = await heldLot(scene);
    return (departure) => renewHold(scene, held, {}, departure);
  },
  releaseHold: async (scene) => {
    const held = await heldLot(scene);
    return (departure) => releaseHold(scene, held, {}, departure);
  },
  challenge: async (scene) => {
    const { lot } = await certified(scene);
    return (departure) => challenge(scene, lot, {}, departure);
  },
  answerChallenge: async (scene) => {
    const challenged = await challengedLot(scene);
    return (departure) => answerChallenge(scene, challenged, {}, departure);
  },
  decideChallenge: async (scene) => {
    const challenged = await challengedLot(scene);
    await (await answerChallenge(scene, challenged)).send();
    return (departure) => decideChallenge(scene, challenged, {}, departure);
  },
  seize: async (scene) => {
    const held = await heldPart(scene, (await certified(scene)).lot);
    return (departure) => seize(scene, held, 7n, {}, departure);
  },
  returnSeized: async (scene) => {
    const seized = await seizedLot(scene);
    return (departure) => returnSeized(scene, seized, {}, departure);
  },
  recordFinding: async (scene) => (departure) => recordFinding(scene, {}, departure),
  linkFinding: async (scene) => {
    const [finding, { lot }] = [await found(scene), await certified(scene)];
    return (departure) => linkFinding(scene, finding, lot, {}, departure);
  },
  withdrawFinding: async (scene) => {
    const { finding, lot } = await linked(scene);
    return (departure) => withdrawFinding(scene, finding, lot, {}, departure);
  },
};

/** Types of the words in which a struct stands, in order; what is of no fixed size stands elsewhere. */
function wordTypes(types: Record<string, { name: string; type: string }[]>, type: string): string[] {
  // Shares are carried in two words.
  if (type === "uint32[17]") return ["shares", "shares"];
  const [, item = "", length] = type.match(/^(.+)\[(\d*)\]$/) ?? [];
  if (length === "" || type === "string" || type === "bytes") return ["elsewhere"];
  if (length !== undefined) return new Array(Number(length)).fill(wordTypes(types, item)).flat();
  return types[type]?.flatMap((field) => wordTypes(types, field.type)) ?? [type];
}

/** Position, within a word, of a byte that a value of the type leaves at zero; none where the type takes the whole word. */
function spareByte(type: string): number | undefined {
  if (["elsewhere", "uint256", "bytes32"].includes(type)) return undefined;
  return type.startsWith("bytes") ? 31 : 0;
}

/**
 * Statements are hashed and logged as they stand in the call's data. So every word that is wider than its field's type has
 * to be refused, even where the key is a contract wallet that would put its name to anything.
 */
describe("Words wider than their field", () => {
  for (const [name, maker] of Object.entries(makers) as [StatementName, (typeof makers)[StatementName]][]) {
    it(`are refused in ${name}, field by field`, async () => {
      const scene = await freshScene();
      const make = await maker(scene);
      const { organisation } = (await make({})).message;
      const wallet = await (await ethers.deployContract("HostileWallet", [SIGNS_ANYTHING])).getAddress();
      await scene.participants.addKey(organisation, wallet, EVERY_SCOPE, 0, FOR_EVER);
      const signed = await make({ message: { key: wallet } });
      const { module: to, data } = signed.call;
      const { types, primaryType } = statementTypes[name];
      const words = wordTypes(types, primaryType);
      const start = words.includes("elsewhere") ? 4 + Number(ethers.dataSlice(data, 4, 36)) : 4;
      let narrow = 0;
      for (const [index, type] of words.entries()) {
        const spare = spareByte(type);
        if (spare === undefined) continue;
        narrow += 1;
        const dirty = ethers.getBytes(data);
        dirty[start + index * 32 + spare] = 1;
        const sent = scene.relayer.call({ to, data: ethers.hexlify(dirty), gasLimit: 15_000_000 });
        const refused = await sent.then(
          () => false,
          () => true,
        );
        expect(refused, `word ${index}, of ${type}`).to.equal(true);
      }
      expect(narrow).to.be.at.least(4);
      await networkHelpers.mine();
      await signed.send();
    });
  }
});

/** A mood of the mock `HostileWallet`. */
const SIGNS_ANYTHING = 1;
