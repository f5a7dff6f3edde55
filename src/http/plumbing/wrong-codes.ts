import { Problem } from "./problem.ts";

const perMinute = 20;
const windowMs = 60_000;
/** Clients that are remembered. Where more guess at once, those who began first are forgotten. */
const mostClients = 100_000;

/** Wrong codes of grams by client, so that nobody searches for a right one here. Right ones are not counted. */
export class WrongCodes {
  readonly #clients = new Map<string, { since: number; wrong: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @throws Problem `too-many-wrong-codes`, whatever the code that is asked about. */
  require(client: string): void {
    const known = this.#clients.get(client);
    if (known === undefined) return;
    const left = known.since + windowMs - this.#now();
    if (left <= 0) this.#clients.delete(client);
    else if (known.wrong >= perMinute) {
      throw new Problem(
        "too-many-wrong-codes",
        `This service says of ${perMinute} codes a minute that they are wrong.`,
        {
          headers: { "retry-after": String(Math.ceil(left / 1_000)) },
        },
      );
    }
  }

  count(client: string): void {
    const known = this.#clients.get(client);
    if (known !== undefined) {
      known.wrong += 1;
      return;
    }
    const [first] = this.#clients.keys();
    if (this.#clients.size >= mostClients && first !== undefined) this.#clients.delete(first);
    this.#clients.set(client, { since: this.#now(), wrong: 1 });
  }
}
