import * as http from "node:http";
import * as https from "node:https";
import { maxConnections, type Post, type PostAnswer, type PostLimits } from "./post.ts";
import { RpcError } from "./rpc-error.ts";

/** Posts JSON to one address over connections that are kept open. */
export class HttpPost implements Post {
  readonly #url: URL;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  /** @throws Error if the address is no http or https URL. */
  constructor(url: string) {
    this.#url = new URL(url);
    if (this.#url.protocol !== "http:" && this.#url.protocol !== "https:") {
      throw new Error(`A node is reached over http or https, not ${this.#url.protocol}`);
    }
    const { Agent, request } = this.#url.protocol === "https:" ? https : http;
    this.#agent = new Agent({ keepAlive: true, maxSockets: maxConnections });
    this.#request = request;
  }

  /** Host and port. The address may hold a secret (a key in its path), so only these are ever shown. */
  get host(): string {
    return this.#url.host;
  }

  send(body: string | Buffer, { timeoutMs, maxResponseBytes }: PostLimits): Promise<PostAnswer> {
    return new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const request = this.#request(this.#url, { method: "POST", agent: this.#agent, headers });
      const deadline = setTimeout(() => {
        request.destroy(new RpcError("timeout", `No answer within ${timeoutMs} ms`));
      }, timeoutMs);
      const fail = (error: Error): void => reject(error instanceof RpcError ? error : this.#unreachable(error));
      request.on("error", fail);
      request.on("close", () => clearTimeout(deadline));
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("error", fail);
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size <= maxResponseBytes) chunks.push(chunk);
          else request.destroy(new RpcError("malformed", `The answer exceeds ${maxResponseBytes} bytes`));
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #unreachable(cause: NodeJS.ErrnoException): RpcError {
    const message = `The node at ${this.host} cannot be reached: ${cause.message || cause.code}`;
    return new RpcError("transport", message, { cause });
  }
}
