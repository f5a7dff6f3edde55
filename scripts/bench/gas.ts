import {
  code,
  deployed,
  enrolled,
  FOR_EVER,
  Kind,
  networkHelpers,
  type Party,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../../test/contracts/fixture.ts";
import { manyCertified } from "../../test/contracts/journeys.ts";
import { attest, cancel, certify, declare, dispatch, handOver, receive } from "../../test/contracts/kinds.ts";
import type { Departure, Signed } from "../../test/contracts/statements.ts";
import { gasOf } from "./peers/chain.ts";
import { peerFigures } from "./peers/figures.ts";
import { type Row, row } from "./row.ts";

type Draft = (departure: Departure) => Promise<Signed>;

/**
 * Gas of whole transactions in the steady state: organisations, quotas and a word of nonces each are in use already, and who
 * is handed grams of a lot holds some of it. Lots, consignments and what a receipt brings into a hand are new.
 */
export async function gasRows(): Promise<Row[]> {
  const scene = await networkHelpers.loadFixture(deployed);
  const { miner, refiner, certifier, laboratory, magnetMaker } = scene.party;
  const stage = new Stage(scene);
  const laboratories = await stage.enrolLaboratories(20);
  await stage.settle([miner, refiner, certifier, laboratory, magnetMaker, ...laboratories]);
  const lots = (await manyCertified(scene, 100)).sort((a, b) => (a < b ? -1 : 1));
  const ten = lots.slice(0, 10).map((lot) => ({ lot, grams: 1_000n }));
  const [lot = 0n] = lots;

  const declareAndCertify = async () => {
    const declaration = await stage.signed(miner, (departure) => declare(scene, {}, departure));
    const { lot: declaredLot } = declaration as Awaited<ReturnType<typeof declare>>;
    return [declaration, await stage.signed(certifier, (departure) => certify(scene, declaredLot, departure))];
  };
  const handsOver = (id: bigint) => stage.signed(miner, (departure) => handOver(scene, id, 100n, departure));
  const weighs = (id: bigint, by: Party) =>
    stage.signed(by, (departure) => attest(scene, id, Kind.weight, departure, by));
  const sends = (lines: typeof ten) => stage.signed(miner, (departure) => dispatch(scene, lines, departure));

  // Whoever takes grams below holds some already; each lot has been weighed before.
  await stage.batch(await each(lots, (id) => handsOver(id)));
  await stage.batch(await each(lots, (id) => weighs(id, laboratory)));
  await stage.bundles([await declareAndCertify()]);

  const figures: [metric: string, gas: number][] = [
    ["declare and certify single gas", await stage.bundles([await declareAndCertify()])],
    ["declare and certify batch gas", (await stage.bundles(await times(50, declareAndCertify))) / 50],
    ["hand over single gas", await stage.single(await handsOver(lot))],
    ["hand over batch gas", (await stage.batch(await each(lots.slice(0, 50), handsOver))) / 50],
    ["attest single gas", await stage.single(await weighs(lot, laboratory))],
    ["attest batch gas", (await stage.batch(await each(lots, (id) => weighs(id, laboratory)))) / 100],
    [
      "attest from twenty laboratories gas",
      (await stage.batch(await each(lots, (id, index) => weighs(id, laboratories[index % 20] ?? laboratory)))) / 100,
    ],
    ["dispatch 1 line gas", await stage.single(await sends(ten.slice(0, 1)))],
  ];
  const sent = await stage.signed(miner, (departure) => dispatch(scene, ten, departure, miner, magnetMaker));
  figures.push(["dispatch 10 lines gas", await stage.single(sent)]);
  const received = await stage.signed(magnetMaker, (departure) =>
    receive(scene, sent as Awaited<ReturnType<typeof dispatch>>, departure, magnetMaker),
  );
  figures.push(["receive 10 lines gas", await stage.single(received)]);
  const peers = await peerFigures();
  return figures.map(([metric, gas]) => row("gas", metric, "gas", gas, peers[metric]));
}

/** A scene whose statements carry nonces in the order in which an organisation signs them. */
class Stage {
  readonly #scene: Scene;
  readonly #nonces = new Map<string, bigint>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  async enrolLaboratories(count: number): Promise<Party[]> {
    const laboratories: Party[] = [];
    for (let index = 0; index < count; index += 1) {
      laboratories.push(await enrolled(this.#scene.participants, `Laboratory ${index}`, Role.laboratory, "CN"));
    }
    await this.#scene.certification.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
    return laboratories;
  }

  /** Grants roles country by country, as regulators do, and spends a nonce of every word that is going to be used. */
  async settle(parties: readonly Party[]): Promise<void> {
    const { participants } = this.#scene;
    for (const party of parties) {
      const { roles } = await participants.organisations(party.organisation);
      for (const country of new Set([party.country, "CN"])) {
        await participants.grantRole(party.organisation, Math.log2(Number(roles)), code(country), 0, 0, FOR_EVER);
      }
      for (let word = 0n; word < 4n; word += 1n) {
        const message = { nonce: (FIRST_WORD + word) << 8n };
        await (await cancel(this.#scene, (message.nonce << 1n) + 1n, { message }, party)).send();
      }
      this.#nonces.set(party.organisation, FIRST_WORD << 8n);
    }
  }

  /** Signs with the organisation's next nonce. */
  async signed(party: Party, draft: Draft): Promise<Signed> {
    let nonce = (this.#nonces.get(party.organisation) ?? 0n) + 1n;
    if ((nonce & 0xffn) === 0n) nonce += 1n;
    this.#nonces.set(party.organisation, nonce);
    return draft({ message: { nonce } });
  }

  /** Gas of a statement sent straight to its module. */
  async single({ send }: Signed): Promise<number> {
    return gasOf(await send());
  }

  /** Gas of statements sent through the batch entry. */
  batch(statements: readonly Signed[]): Promise<number> {
    return this.bundles(statements.map((statement) => [statement]));
  }

  /** Gas of bundles sent through the batch entry. */
  async bundles(bundles: readonly Signed[][]): Promise<number> {
    const groups = bundles.map((bundle) => bundle.map(({ call }) => ({ ...call, gasBudget: 1_000_000 })));
    const [reasons] = await this.#scene.statements.submit.staticCall(groups, { gasLimit });
    const failure = [...reasons].find((reason) => reason !== "0x");
    if (failure !== undefined) throw new Error(`A statement that was to be measured failed: ${failure}`);
    return gasOf(await this.#scene.statements.connect(this.#scene.carrier).submit(groups, { gasLimit }));
  }
}

/** No nonce of the fixture's own lies as far out. */
const FIRST_WORD = 1_000n;
const gasLimit = 60_000_000;

async function each<T>(values: readonly T[], make: (value: T, index: number) => Promise<Signed>): Promise<Signed[]> {
  const made: Signed[] = [];
  for (const [index, value] of values.entries()) made.push(await make(value, index));
  return made;
}

async function times<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let index = 0; index < count; index += 1) made.push(await make());
  return made;
}
