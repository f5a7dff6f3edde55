import {
  code,
  enrolled,
  FOR_EVER,
  type Party,
  Role,
  SCHEME,
  type Scene,
  schemeTerms,
} from "../../../test/contracts/fixtures/fixture.ts";
import { cancel } from "../../../test/contracts/fixtures/kinds.ts";
import type { Departure, Signed } from "../../../test/contracts/fixtures/statements.ts";
import { succeeded } from "./peers/chain.ts";

export type Draft = (departure: Departure) => Promise<Signed>;

/** A scene whose statements carry nonces in the order in which an organisation signs them. */
export class Stage {
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
    await this.#scene.schemes.setScheme(SCHEME, "Without attestations", schemeTerms({ attestations: 0 }));
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

  /** A statement sent straight to its module; the hash of the transaction. */
  async single({ send }: Signed): Promise<string> {
    return succeeded(await send());
  }

  /** Statements sent through the batch entry. */
  batch(statements: readonly Signed[]): Promise<string> {
    return this.bundles(statements.map((statement) => [statement]));
  }

  /** Bundles sent through the batch entry. */
  async bundles(bundles: readonly Signed[][]): Promise<string> {
    const groups = bundles.map((bundle) => bundle.map(({ call }) => ({ ...call, gasBudget: 1_000_000 })));
    const [reasons] = await this.#scene.statements.submit.staticCall(groups, { gasLimit });
    const failure = [...reasons].find((reason) => reason !== "0x");
    if (failure !== undefined) throw new Error(`A statement that was to be measured failed: ${failure}`);
    return succeeded(await this.#scene.statements.connect(this.#scene.relayer).submit(groups, { gasLimit }));
  }
}

/** No nonce of the fixture's own lies as far out. */
const FIRST_WORD = 1_000n;
const gasLimit = 60_000_000;
