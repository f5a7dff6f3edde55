import { type Authority, behavesAsStatement } from "./fixtures/authority.behavior.ts";
import { concentrate } from "./fixtures/content.ts";
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
import { code, Kind, Role, randomAddress, Scope, short } from "./fixtures/fixture.ts";
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
import { registerUnitCodes } from "./fixtures/unit-codes.ts";

const holders = [Role.miner, Role.refiner, Role.magnetMaker, Role.recycler, Role.carrier, Role.buyer];
const producers = [Role.miner, Role.refiner, Role.magnetMaker, Role.recycler];
const processors = [Role.miner, Role.refiner, Role.magnetMaker, Role.recycler, Role.verifier];
const inspectors = [Role.customs, Role.regulator];
const overseers = [Role.verifier, Role.regulator];

/** Every kind of statement, and what its signer has to be. */
const authorities: Authority[] = [
  {
    name: "cancel",
    ...{ party: "miner", scope: Scope.keys, opens: false },
    prepare: async (scene) => (departure) => cancel(scene, 10n ** 12n, departure),
  },
  {
    name: "rotateKey",
    ...{ party: "miner", scope: Scope.keys, opens: false },
    prepare: async (scene) => (departure) => rotateKey(scene, randomAddress(), departure),
  },
  {
    name: "declare",
    ...{ party: "miner", scope: Scope.declaration, roles: [Role.miner], country: code("CN"), opens: true },
    site: concentrate().site,
    prepare: async (scene) => (departure) => declare(scene, {}, departure),
  },
  {
    name: "certify",
    ...{ party: "certifier", scope: Scope.certification, roles: [Role.verifier], country: code("SE"), opens: true },
    prepare: async (scene) => {
      const { lot } = await attested(scene);
      return (departure) => certify(scene, lot, departure);
    },
  },
  {
    name: "reject",
    ...{ party: "certifier", scope: Scope.certification, roles: [Role.verifier], country: code("SE"), opens: false },
    prepare: async (scene) => {
      const { identity } = await declared(scene);
      return (departure) => reject(scene, identity, departure);
    },
  },
  {
    name: "suspend",
    ...{ party: "certifier", scope: Scope.certification, roles: overseers, country: code("SE"), opens: false },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => suspend(scene, lot, departure);
    },
  },
  {
    name: "reinstate",
    ...{ party: "certifier", scope: Scope.certification, roles: overseers, country: code("SE"), opens: false },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      await (await suspend(scene, lot)).send();
      return (departure) => reinstate(scene, lot, departure);
    },
  },
  {
    name: "revoke",
    ...{ party: "certifier", scope: Scope.certification, roles: overseers, country: code("SE"), opens: false },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => revoke(scene, lot, departure);
    },
  },
  {
    name: "renew",
    ...{ party: "certifier", scope: Scope.certification, roles: [Role.verifier], country: code("SE"), opens: true },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => renew(scene, lot, departure);
    },
  },
  {
    name: "dispatch",
    ...{ party: "miner", scope: Scope.custody, roles: holders, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => dispatch(scene, [{ lot, grams: 1_000n }], departure);
    },
  },
  {
    name: "receive",
    ...{ party: "refiner", scope: Scope.custody, roles: holders, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const { dispatched } = await onTheRoad(scene);
      return (departure) => receive(scene, dispatched, departure);
    },
  },
  {
    name: "refuse",
    ...{ party: "refiner", scope: Scope.custody, roles: holders, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const { dispatched } = await onTheRoad(scene);
      return (departure) => refuse(scene, dispatched, departure);
    },
  },
  {
    name: "recall",
    ...{ party: "miner", scope: Scope.custody, roles: holders, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const { dispatched } = await refused(scene);
      return (departure) => recall(scene, dispatched, departure);
    },
  },
  {
    name: "reportLoss",
    ...{ party: "carrier", scope: Scope.custody, roles: holders, country: code("NL"), opens: false },
    prepare: async (scene) => {
      const { dispatched } = await refused(scene);
      return (departure) => reportLoss(scene, dispatched, departure, scene.party.carrier);
    },
  },
  {
    name: "changeRoute",
    ...{ party: "carrier", scope: Scope.custody, roles: holders, country: code("NL"), opens: false },
    prepare: async (scene) => {
      const { dispatched } = await onTheRoad(scene);
      return (departure) => changeRoute(scene, dispatched, ["VN"], departure);
    },
  },
  {
    name: "settle",
    ...{ party: "miner", scope: Scope.custody, roles: holders, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const { dispatched } = await disputed(scene);
      return (departure) => settle(scene, dispatched, [{ recipientGrams: 1n, senderGrams: 2n }], departure);
    },
  },
  {
    name: "handOver",
    ...{ party: "miner", scope: Scope.custody, roles: holders, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => handOver(scene, lot, 1_000n, departure);
    },
  },
  {
    name: "assay",
    ...{ party: "laboratory", scope: Scope.attestation, roles: [Role.laboratory], country: code("CN"), opens: true },
    site: 0n,
    prepare: async (scene) => {
      const { identity } = await declared(scene);
      return (departure) => assay(scene, identity, departure);
    },
  },
  {
    name: "attest",
    ...{ party: "verifier", scope: Scope.attestation, roles: processors, country: code("CN"), opens: true },
    site: 0n,
    prepare: async (scene) => {
      const { lot } = await declared(scene);
      return (departure) => attest(scene, lot, Kind.footprint, departure);
    },
  },
  {
    name: "revokeAssay",
    ...{ party: "laboratory", scope: Scope.attestation, roles: [Role.laboratory], country: code("CN"), opens: false },
    site: 0n,
    prepare: async (scene) => {
      const { identity } = await declared(scene);
      const made = await assay(scene, identity);
      await made.send();
      return (departure) => revokeAssay(scene, made, departure);
    },
  },
  {
    name: "revokeAttestation",
    ...{ party: "verifier", scope: Scope.attestation, roles: processors, country: code("CN"), opens: false },
    site: 0n,
    prepare: async (scene) => {
      const { lot } = await declared(scene);
      const made = await attest(scene, lot, Kind.footprint);
      await made.send();
      return (departure) => revokeAttestation(scene, made, departure);
    },
  },
  {
    name: "retire",
    ...{ party: "miner", scope: Scope.processing, roles: holders, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => retire(scene, lot, 1_000n, departure);
    },
  },
  {
    name: "transform",
    ...{ party: "miner", scope: Scope.processing, roles: [Role.miner, Role.refiner], country: code("CN"), opens: true },
    site: concentrate().site,
    prepare: async (scene) => {
      const { identity } = await certified(scene);
      const step = { taken: [{ identity, grams: 1_000n }], made: [outputOf(identity, { massGrams: 1_000n })] };
      return (departure) => transform(scene, step, departure);
    },
  },
  {
    name: "deposit",
    ...{ party: "miner", scope: Scope.processing, roles: [Role.miner, Role.refiner], country: code("CN"), opens: true },
    site: concentrate().site,
    prepare: async (scene) => {
      const { identity } = await certified(scene);
      return (departure) => deposit(scene, [{ identity, grams: 1_000n }], departure);
    },
  },
  {
    name: "withdraw",
    ...{
      party: "miner",
      scope: Scope.processing,
      roles: [Role.miner, Role.refiner],
      country: code("CN"),
      opens: false,
    },
    site: concentrate().site,
    prepare: async (scene) => {
      const { identity } = await certified(scene);
      await (await deposit(scene, [{ identity, grams: 1_000n }])).send();
      const claims = { custodyModel: Model.massBalance, deposit: short("mixed"), footprintGramsPerKilogram: 5_000 };
      const made = [outputOf(identity, { massGrams: 1_000n, ...claims })];
      return (departure) => withdraw(scene, made, {}, departure);
    },
  },
  {
    name: "correctFootprint",
    ...{ party: "certifier", scope: Scope.processing, roles: processors, country: code("SE"), opens: false },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => correctFootprint(scene, lot, 5_000, departure);
    },
  },
  {
    name: "registerUnitCodes",
    ...{ party: "miner", scope: Scope.declaration, roles: producers, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => registerUnitCodes(scene, lot, departure);
    },
  },
  {
    name: "hold",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => hold(scene, lot, {}, departure);
    },
  },
  {
    name: "holdConsignment",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const { dispatched } = await onTheRoad(scene);
      return (departure) => holdConsignment(scene, dispatched, {}, departure);
    },
  },
  {
    name: "renewHold",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const held = await heldLot(scene);
      return (departure) => renewHold(scene, held, {}, departure);
    },
  },
  {
    name: "releaseHold",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const held = await heldLot(scene);
      return (departure) => releaseHold(scene, held, {}, departure);
    },
  },
  {
    name: "permit",
    ...{ party: "regulator", scope: Scope.attestation, roles: [Role.regulator], country: code("CN"), opens: true },
    prepare: async (scene) => (departure) => permit(scene, {}, departure),
  },
  {
    name: "withdrawPermit",
    ...{ party: "regulator", scope: Scope.attestation, roles: [Role.regulator], country: code("CN"), opens: false },
    prepare: async (scene) => {
      const signed = await permitted(scene);
      return (departure) => withdrawPermit(scene, signed, {}, departure);
    },
  },
  {
    name: "challenge",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const { lot } = await certified(scene);
      return (departure) => challenge(scene, lot, {}, departure);
    },
  },
  {
    name: "answerChallenge",
    ...{ party: "miner", scope: Scope.custody, roles: holders, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const challenged = await challengedLot(scene);
      return (departure) => answerChallenge(scene, challenged, {}, departure);
    },
  },
  {
    name: "decideChallenge",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const challenged = await challengedLot(scene);
      await (await answerChallenge(scene, challenged)).send();
      return (departure) => decideChallenge(scene, challenged, {}, departure);
    },
  },
  {
    name: "seize",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: true },
    prepare: async (scene) => {
      const held = await heldPart(scene, (await certified(scene)).lot);
      return (departure) => seize(scene, held, 7n, {}, departure);
    },
  },
  {
    name: "returnSeized",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("CN"), opens: false },
    prepare: async (scene) => {
      const seized = await seizedLot(scene);
      return (departure) => returnSeized(scene, seized, {}, departure);
    },
  },
  {
    name: "recordFinding",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("MX"), opens: true },
    prepare: async (scene) => (departure) => recordFinding(scene, {}, departure),
  },
  {
    name: "linkFinding",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("MX"), opens: true },
    prepare: async (scene) => {
      const [finding, { lot }] = [await found(scene), await certified(scene)];
      return (departure) => linkFinding(scene, finding, lot, {}, departure);
    },
  },
  {
    name: "withdrawFinding",
    ...{ party: "customs", scope: Scope.attestation, roles: inspectors, country: code("MX"), opens: false },
    prepare: async (scene) => {
      const { finding, lot } = await linked(scene);
      return (departure) => withdrawFinding(scene, finding, lot, {}, departure);
    },
  },
];

describe("Authority of a statement", () => {
  for (const authority of authorities) {
    describe(authority.name, () => behavesAsStatement(authority));
  }
});
