import { LRUCache } from "lru-cache";
import type { Hex } from "../domain/hex.ts";
import type { Rpc } from "../rpc/rpc.ts";

interface Request {
  method: string;
  params: unknown[];
}

interface Waiting {
  request: Request;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

const answersMaximum = 20_000;

/**
 * Reads the ledger's state at one block. State at a block's hash never changes, so every answer is remembered; what is
 * asked for in one turn of the event loop travels in one JSON-RPC batch.
 */
export class StateSource {
  readonly blockHash: Hex;
  readonly #rpc: Rpc;
  readonly #answers = new LRUCache<string, Promise<unknown>>({ max: answersMaximum });
  #waiting: Waiting[] = [];

  constructor(rpc: Rpc, blockHash: Hex) {
    this.#rpc = rpc;
    this.blockHash = blockHash;
  }

  /**
   * An answer, decoded once.
   * @param id Names what is asked for: the same id always stands for the same request.
   * @throws RpcError if the node does not answer; it is asked again the next time.
   */
  read<T>(id: string, request: () => Request, decode: (answer: unknown) => T): Promise<T> {
    const known = this.#answers.get(id);
    if (known !== undefined) return known as Promise<T>;
    const answer = this.#ask(request()).then(decode);
    this.#answers.set(id, answer);
    answer.catch(() => this.#answers.delete(id));
    return answer;
  }

  /**
   * Answers of which one request brings many.
   * @param ids Each names one thing that is asked for, as for `read`.
   * @param request Asks for those that are not known yet, by their places in `ids`.
   * @param decode The answers to such a request, in the order of these places.
   * @throws RpcError if the node does not answer.
   */
  readTogether<T>(
    ids: readonly string[],
    request: (places: readonly number[]) => Request,
    decode: (answer: unknown, count: number) => T[],
  ): Promise<T[]> {
    const known = ids.map((id) => this.#answers.get(id) as Promise<T> | undefined);
    const places = [...known.keys()].filter((place) => known[place] === undefined);
    if (places.length === 0) return Promise.all(known as Promise<T>[]);
    const asked = this.#ask(request(places)).then((answer) => decode(answer, places.length));
    for (const [index, place] of places.entries()) {
      const id = ids[place] as string;
      const answer = asked.then((answers) => answers[index] as T);
      answer.catch(() => this.#answers.delete(id));
      this.#answers.set(id, answer);
      known[place] = answer;
    }
    return Promise.all(known as Promise<T>[]);
  }

  /** The same for the view of a contract. */
  call<T>(id: string, to: Hex, data: () => Hex, decode: (answer: Hex) => T): Promise<T> {
    const block = { blockHash: this.blockHash, requireCanonical: true };
    const request = () => ({ method: "eth_call", params: [{ to, data: data() }, block] });
    return this.read(id, request, (answer) => decode(answer as Hex));
  }

  #ask(request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#send());
      this.#waiting.push({ request, resolve, reject });
    });
  }

  async #send(): Promise<void> {
    const sent = this.#waiting;
    this.#waiting = [];
    try {
      const answers = await this.#rpc.batch(sent.map(({ request }) => request));
      for (const [index, { resolve }] of sent.entries()) resolve(answers[index]);
    } catch (error) {
      for (const { reject } of sent) reject(error);
    }
  }
}
