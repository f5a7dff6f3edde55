import { ethers } from "ethers";
import type { RawIdentity } from "../fixtures/content.ts";
import { concentrate, elementAt, lotOf } from "../fixtures/content.ts";
import {
  code,
  DAY,
  EVERY_SCOPE,
  Kind,
  type Party,
  type PartyName,
  quotas,
  type Scene,
  short,
} from "../fixtures/fixture.ts";
import {
  assay,
  attest,
  cancel,
  certify,
  type Dispatched,
  declare,
  dispatch,
  handOver,
  receive,
  reject,
} from "../fixtures/kinds.ts";
import {
  recall,
  refuse as refuseGoods,
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
} from "../fixtures/life-cycle-kinds.ts";
import { correctFootprint, deposit, outputOf, Process, transform, withdraw } from "../fixtures/processing-kinds.ts";
import { revertData } from "../fixtures/refusal.ts";
import type { Departure, Signed } from "../fixtures/statements.ts";
import type { From, Parts, StatedAction, Unsigned } from "./actions.ts";
import { shortfallOf, weightOf } from "./certificates.ts";
import { sharesOf, shortageOf } from "./custody.ts";
import { type Governed, idOf, type Meant } from "./model-ledger.ts";
import { claimOf, correctedOf, drawingOf, footprintOf, formOf, partsOf } from "./processing.ts";
import { lift, signAtBorder } from "./real-border.ts";
import type { AttestationState, ConsignmentState, LotState } from "./state.ts";

/** What became of a transaction. */
interface Sent {
  digest: string;
  /** Name of the error, where it was refused. */
  refusal: string | undefined;
}

/** The contracts, stated to as the model is. */
export class RealLedger {
  readonly scene: Scene;
  readonly #identities = new Map<bigint, RawIdentity>();
  readonly #dispatches = new Map<string, Dispatched>();
  readonly #weighings = new Map<string, Awaited<ReturnType<typeof attest>>>();
  readonly #assays = new Map<string, Awaited<ReturnType<typeof assay>>>();
  /** The key that a rotation adds, once it is included. */
  readonly #added = new Map<string, Party["key"]>();

  constructor(scene: Scene) {
    this.scene = scene;
  }

  /**
   * Signs a statement for what an action means.
   * @param at Time of the block that is to include it.
   */
  async sign(
    action: StatedAction,
    at: number,
    { lots, consignment, attestation, replaced, account, hold, seizure }: Meant,
  ): Promise<Signed & { lot?: bigint; lots?: bigint[] }> {
    const { scene } = this;
    const by = scene.party[action.by];
    const [lot] = lots;
    const id = idOf(lot);
    switch (action.kind) {
      case "declare":
        return this.#declare(action, by, replaced);
      case "weigh": {
        const quantity = weightOf(action, lot);
        const weighed = await attest(scene, id, Kind.weight, { message: { outcome: action.outcome, quantity } }, by);
        this.#weighings.set(weighed.digest, weighed);
        return weighed;
      }
      case "assay": {
        const identity = await this.#identityOf(id);
        const partsPerHundredMillion = [...identity.content.partsPerHundredMillion];
        partsPerHundredMillion[ND] = (partsPerHundredMillion[ND] ?? 0) - shortfallOf(action);
        const message = { outcome: action.outcome, partsPerHundredMillion };
        const assayed = await assay(scene, identity, { message }, by);
        this.#assays.set(assayed.digest, assayed);
        return assayed;
      }
      case "unattest":
        return this.#unattest(action, by, attestation);
      case "rotate":
        return this.#rotate(action, by);
      case "certify":
        return certify(scene, id, { message: { validUntil: at + action.days * DAY } }, by);
      case "renew": {
        const renewed = { validUntil: at + action.days * DAY };
        return renew(scene, id, { message: { ...renewed, ...certificateUntil(action, lot) } }, by);
      }
      case "reject": {
        return reject(scene, await this.#identityOf(id), { message: { reason: action.reason } }, by);
      }
      case "suspend":
      case "revoke": {
        const departure = { message: { reason: action.reason, ...certificateUntil(action, lot) } };
        return action.kind === "suspend" ? suspend(scene, id, departure, by) : revoke(scene, id, departure, by);
      }
      case "reinstate":
        return reinstate(scene, id, action.stale ? { message: { suspension: ethers.id("another") } } : {}, by);
      case "dispatch": {
        const lines = action.lines.map(({ grams }, index) => ({ lot: idOf(lots[index]), grams }));
        const way = { fromCountry: code(action.place), toCountry: code(action.destination) };
        const dispatched = await dispatch(scene, lines, { message: way }, by, scene.party[action.to]);
        this.#dispatches.set(dispatched.digest, dispatched);
        return dispatched;
      }
      case "receive":
      case "recall":
      case "refuse":
      case "reportLoss":
        return this.#close(action, by, consignment);
      case "settle": {
        const { dispatched, shares } = await this.#sharing(consignment, action.parts);
        const to = scene.party[consignment?.to ?? "refiner"];
        return settle(scene, dispatched, shares, { message: { lossReason: action.reason } }, by, to);
      }
      case "handOver":
        return handOver(scene, id, action.grams, atPlace(action), by, scene.party[action.to]);
      case "retire":
        return retire(scene, id, action.grams, atPlace(action, action.beneficiary ? {} : NO_BENEFICIARY), by);
      case "transform":
        return this.#transform(action, by, lot);
      case "deposit":
        return deposit(scene, [{ identity: await this.#identityOf(id), grams: action.grams }], atPlace(action), by);
      case "withdraw": {
        const { period, origin, custodyModel, footprint, country } = drawingOf(action, account, at);
        const { identity } = await declare(scene);
        const content = {
          ...{ massGrams: action.grams, custodyModel, footprintGramsPerKilogram: footprint },
          ...{ originCountry: code(origin), deposit: short("mixed"), country: code(country) },
        };
        const made = outputOf(identity, content, action.certifiable);
        const withdrawn = await withdraw(scene, [made], { period: BigInt(period) }, {}, by);
        for (const each of withdrawn.identities) this.#identities.set(lotOf(each), each);
        return withdrawn;
      }
      case "correct":
        return correctFootprint(scene, id, correctedOf(action, lot), {}, by);
      default: {
        const dispatched = () => this.#dispatchOf(consignment);
        return signAtBorder(scene, action, at, { lot, hold, seizure, dispatched });
      }
    }
  }

  /** Includes a statement in a block of its own; the name of the error where it is refused. */
  async include({ call }: Pick<Signed, "call">): Promise<string | undefined> {
    const { refusal } = await this.#sent(() =>
      this.scene.relayer.sendTransaction({ to: call.module, data: call.data, gasLimit: 15_000_000 }),
    );
    return refusal;
  }

  /** Signs with the key that an included rotation added, from now on. */
  rotated(by: PartyName, { digest }: Pick<Signed, "digest">): void {
    const key = this.#added.get(digest);
    if (key !== undefined) this.scene.party[by] = { ...this.scene.party[by], key };
  }

  /** Has a party spend the nonce of what it signed. */
  cancel(by: PartyName, nonce: bigint) {
    return cancel(this.scene, nonce, {}, this.scene.party[by]);
  }

  /** Has governance share out what is in dispute, set something aside or give something back, or has grams released. */
  async govern(action: Unsigned, { lot, consignment, hold, seizure }: Governed): Promise<Sent> {
    const { scene } = this;
    const another = ethers.id("another");
    switch (action.kind) {
      case "arbitrate": {
        const { dispatched, shares } = await this.#sharing(consignment, action.parts);
        return this.#sent(() => scene.custody.arbitrate(dispatched.message, shares, action.reason));
      }
      case "setAside": {
        const taking = action.stale ? another : (lot?.taking?.statement ?? ethers.ZeroHash);
        return this.#sent(() => scene.certification.setAside(idOf(lot), taking));
      }
      case "setAsideCorrection": {
        const correction = lot?.corrections.at(action.which === "first" ? 0 : -1)?.statement ?? ethers.ZeroHash;
        const named = action.which === "another" ? another : correction;
        return this.#sent(() => scene.certification.setAsideCorrection(idOf(lot), named));
      }
      case "release":
        return this.#sent(() => scene.quotas.connect(scene.stranger).release(idOf(lot)));
      case "liftHold":
      case "restoreSeized":
        return this.#sent(() => lift(scene, action, { hold, seizure }));
      case "overrule": {
        const standing = action.what === "finding" ? lot?.findings.get(action.of) : lot?.[action.what]?.statement;
        const finding = action.stale ? another : (standing ?? ethers.ZeroHash);
        const { organisation } = scene.party[action.of];
        return this.#sent(() => scene.attestations.overruleFinding(idOf(lot), organisation, finding));
      }
    }
  }

  /** What is a link in dossiers of an act is the hash of its call. */
  async #sent(call: () => Promise<{ data: string }>): Promise<Sent> {
    try {
      return { digest: ethers.keccak256((await call()).data), refusal: undefined };
    } catch (error) {
      return { digest: ethers.ZeroHash, refusal: this.#nameOf(error) };
    }
  }

  async #rotate({ way }: StatedAction & { kind: "rotate" }, by: Party) {
    const key = new ethers.Wallet(ethers.Wallet.createRandom().privateKey);
    const newKey = way === "nothing" ? ethers.ZeroAddress : way === "known" ? by.key.address : key.address;
    const withdrawnKey = way === "replaced" ? by.key.address : ethers.ZeroAddress;
    const signed = await rotateKey(this.scene, newKey, { message: { scopes: EVERY_SCOPE, withdrawnKey } }, by);
    this.#added.set(signed.digest, key);
    return signed;
  }

  async #sharing(consignment: ConsignmentState | undefined, parts: Parts) {
    const dispatched = await this.#dispatchOf(consignment);
    const shares = dispatched.message.lines.map((_, index) =>
      sharesOf(index === 0 ? (consignment?.missing ?? 0n) : 0n, index === 0 ? parts : "lost"),
    );
    return { dispatched, shares };
  }

  /** Of none: one that was never included. */
  async #dispatchOf(consignment: ConsignmentState | undefined): Promise<Dispatched> {
    const known = consignment === undefined ? undefined : this.#dispatches.get(consignment.id);
    return known ?? (await dispatch(this.scene, [{ lot: 1n, grams: 1n }]));
  }

  async #declare(
    { quota, form, grams, names }: StatedAction & { kind: "declare" },
    by: Party,
    replaced: LotState | "unknown" | undefined,
  ) {
    const replaces = replaced === undefined ? 0n : idOf(replaced === "unknown" ? undefined : replaced);
    const country = code(by.country);
    const certifier = names === "nobody" ? ethers.ZeroAddress : this.scene.party[names].organisation;
    const content = { ...concentrate(), certifier, form, massGrams: grams, country, originCountry: country };
    const id = quota === "unknown" ? ethers.id("no quota") : quotas[quota];
    const declaration = await declare(this.scene, { ...content, quota: id, replaces }, {}, by);
    this.#identities.set(declaration.lot, declaration.identity);
    return declaration;
  }

  async #transform(action: StatedAction & { kind: "transform" }, by: Party, lot: LotState | undefined) {
    const identity = await this.#identityOf(idOf(lot));
    const { content } = identity;
    const { parts, loss } = partsOf(action);
    const more = action.richer ? 1 : 0;
    const partsPerHundredMillion = content.partsPerHundredMillion.map((share, element) => {
      if (element === ND) return share + more;
      return element === elementAt("Ce") ? share - more : share;
    });
    const claimed = {
      partsPerHundredMillion,
      form: formOf(action, content.form),
      replaces: 0n,
      country: code(action.place),
      custodyModel: claimOf(action, content.custodyModel),
      footprintGramsPerKilogram: footprintOf(action, lot?.footprint ?? content.footprintGramsPerKilogram),
    };
    const elsewhere = { country: code(action.place === "CN" ? "JP" : "CN") };
    const made = parts.map((massGrams, index) => {
      const place = action.apart && index > 0 ? elsewhere : {};
      return outputOf(identity, { ...claimed, massGrams, ...place }, action.certifiable);
    });
    const taken = [{ identity, grams: action.grams }];
    const step = { process: Process[action.process], taken, made, lossGrams: loss };
    const transformed = await transform(this.scene, step, {}, by);
    for (const each of transformed.identities) this.#identities.set(lotOf(each), each);
    return transformed;
  }

  /** Of none: one that nobody ever stated. */
  async #unattest(
    { reason }: StatedAction & { kind: "unattest" },
    by: Party,
    attestation: AttestationState | undefined,
  ) {
    const assayed = this.#assays.get(attestation?.statement ?? "");
    if (assayed !== undefined) return revokeAssay(this.scene, assayed, { message: { reason } }, by);
    const known = this.#weighings.get(attestation?.statement ?? "");
    const weighed = known ?? (await attest(this.scene, 1n, Kind.weight, {}, by));
    return revokeAttestation(this.scene, weighed, { message: { reason } }, by);
  }

  /** Of a lot that was never declared: any. */
  async #identityOf(lot: bigint): Promise<RawIdentity> {
    return this.#identities.get(lot) ?? (await declare(this.scene)).identity;
  }

  async #close(
    action: Extract<StatedAction, { kind: "receive" | "recall" | "refuse" | "reportLoss" }>,
    by: Party,
    consignment: ConsignmentState | undefined,
  ) {
    const { scene } = this;
    const dispatched = await this.#dispatchOf(consignment);
    if (!("short" in action)) {
      const make = action.kind === "refuse" ? refuseGoods : reportLoss;
      return make(scene, dispatched, { message: { reason: action.reason } }, by);
    }
    const grams = dispatched.message.lines.map((line) => line.grams);
    if (consignment !== undefined) grams[0] = (grams[0] ?? 0n) - shortageOf(action, consignment);
    const message = { shortageReason: action.reason };
    return action.kind === "receive"
      ? receive(scene, dispatched, { message: { ...message, receivedGrams: grams } }, by)
      : recall(scene, dispatched, { message: { ...message, returnedGrams: grams } }, by);
  }

  #nameOf(error: unknown): string {
    const { participants, lots, quotas, schemes, policies, ...others } = this.scene;
    const { certification, custody, attestations, processing, siteAccounts, retirements, unitCodes } = others;
    const { customs, seizures, exportControl, findings, routes } = others;
    const data = revertData(error);
    const modules = [
      certification,
      custody,
      attestations,
      processing,
      siteAccounts,
      retirements,
      unitCodes,
      customs,
      seizures,
      exportControl,
      findings,
      routes,
    ];
    for (const contract of [participants, lots, quotas, schemes, policies, ...modules]) {
      const parsed = data === undefined ? null : contract.interface.parseError(data);
      if (parsed !== null) return parsed.name;
    }
    throw error;
  }
}

const ND = elementAt("Nd");
const NO_BENEFICIARY: Departure = { message: { beneficiary: ethers.ZeroHash } };

/** The same, of what is at a place. */
function atPlace({ place }: From, { message }: Departure = {}): Departure {
  return { message: { ...message, country: code(place) } };
}

function certificateUntil({ stale }: { stale: boolean }, lot: LotState | undefined) {
  return { certificateUntil: (lot?.validUntil ?? 0) + (stale ? 1 : 0) };
}
