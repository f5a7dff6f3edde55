import type { ProblemDocument } from "../api/problem-document.ts";
import { readEventStream } from "./event-stream.ts";
import type { EventsWanted } from "./filters.ts";
import { ProblemError } from "./problem-error.ts";
import { UnreachableError } from "./unreachable-error.ts";

const timeoutMs = 60_000;

/**
 * How a client speaks with the service over HTTP. Every call throws `ProblemError` where the service answers with a problem, and
 * `UnreachableError` where it does not answer.
 */
export class Connection {
  readonly #url: string;
  readonly #token: () => string | undefined;

  /**
   * @param url Where the service answers.
   * @param token Tells at each call by which token readers are known; undefined for nobody in particular.
   */
  constructor(url: string, token: () => string | undefined) {
    this.#url = url.replace(/\/$/, "");
    this.#token = token;
  }

  /** Reads JSON. */
  get<T>(path: string): Promise<T> {
    return this.exchange(path, {});
  }

  /** Sends JSON, and reads JSON. */
  sendJson<T>(method: "POST" | "PUT", path: string, value: unknown): Promise<T> {
    return this.send(method, path, "application/json", JSON.stringify(value));
  }

  /** Sends bytes or text, and reads JSON. */
  send<T>(method: string, path: string, contentType: string, body: string | Uint8Array<ArrayBuffer>): Promise<T> {
    return this.exchange(path, { method, headers: { "content-type": contentType }, body });
  }

  /** Asks whatever is to be asked, and reads JSON. */
  async exchange<T>(path: string, request: RequestInit): Promise<T> {
    const response = await this.#fetch(path, request);
    if (!response.ok) throw await this.#failureOf(response);
    try {
      return (await response.json()) as T;
    } catch (cause) {
      throw this.#stranger(cause);
    }
  }

  /** Reads a document whole. */
  async bytes(path: string): Promise<Uint8Array> {
    const response = await this.#fetch(path, {});
    if (response.ok) return response.bytes();
    throw await this.#failureOf(response);
  }

  /** Reads a document piece by piece, however long it takes. */
  async *pieces(path: string): AsyncGenerator<Uint8Array> {
    const response = await this.#fetch(path, {}, null);
    if (!response.ok || response.body === null) throw await this.#failureOf(response);
    try {
      yield* response.body;
    } catch (cause) {
      throw this.#brokenOff(cause);
    }
  }

  /** Reads events as they come, until the stream breaks off or ends; each in JSON. */
  async *stream<Event>(address: string, { after, follow = true, signal }: EventsWanted): AsyncGenerator<Event> {
    const path = `${address}${query({ after, ...(follow ? {} : { follow: 0 }) })}`;
    const response = await this.#fetch(path, {}, signal ?? null);
    if (!response.ok || response.body === null) throw await this.#failureOf(response);
    try {
      for await (const data of readEventStream(response.body)) yield JSON.parse(data) as Event;
    } catch (cause) {
      if (signal?.aborted) return;
      throw this.#brokenOff(cause);
    }
  }

  async #fetch(
    path: string,
    request: RequestInit,
    signal: AbortSignal | null = AbortSignal.timeout(timeoutMs),
  ): Promise<Response> {
    try {
      const headers = new Headers(request.headers);
      const token = this.#token();
      if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
      return await fetch(this.#url + path, { ...request, headers, signal });
    } catch (cause) {
      throw new UnreachableError(`The service at ${this.#url} does not answer.`, { cause });
    }
  }

  async #failureOf(response: Response): Promise<Error> {
    const answer: unknown = await response.json().catch(() => undefined);
    return isProblem(answer) ? new ProblemError(answer) : this.#stranger();
  }

  #brokenOff(cause: unknown): UnreachableError {
    return new UnreachableError(`The service at ${this.#url} has broken off.`, { cause });
  }

  #stranger(cause?: unknown): UnreachableError {
    return new UnreachableError(`What answers at ${this.#url} is not this service.`, { cause });
  }
}

/** Parameters of a query, behind its question mark; nothing where none is given. */
export function query(parameters: object): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)]))).toString();
  return text === "" ? "" : `?${text}`;
}

function isProblem(answer: unknown): answer is ProblemDocument {
  return typeof answer === "object" && answer !== null && "code" in answer && "detail" in answer;
}
