import { Agent, request } from "node:http";

/** What was answered. */
export interface Answer {
  status: number;
  body: string;
}

/** Connections that are kept, as many as are asked for; lighter than `fetch`, as client and service share two cores. */
export class Connections {
  readonly #agent: Agent;
  readonly #url: string;

  constructor(url: string, count: number) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: count });
  }

  get(path: string): Promise<Answer> {
    return this.#exchange("GET", path);
  }

  post(path: string, json: string): Promise<Answer> {
    return this.#exchange("POST", path, json);
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(method: string, path: string, json?: string): Promise<Answer> {
    const headers =
      json === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(json) };
    return new Promise((resolve, reject) => {
      const sent = request(this.#url + path, { method, agent: this.#agent, headers }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(json);
    });
  }
}
