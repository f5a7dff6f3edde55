import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a receiver was told. */
export interface Received {
  id: string;
  body: { type: string; timestamp: string; data: { id: string; digest: string; [name: string]: unknown } };
  headers: Record<string, string>;
  text: string;
}

/** Somebody who is called. */
export interface Receiver {
  url: string;
  received: Received[];
  /** What the next calls are answered with; 204 after that. */
  answers: number[];
  close(): Promise<void>;
}

/** Starts one on the loopback interface. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: number[] = [];
  const server: Server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const headers = request.headers as Record<string, string>;
    received.push({ id: headers["webhook-id"] ?? "", body: JSON.parse(text), headers, text });
    response.writeHead(answers.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    answers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Whether a call is signed with a secret, as a receiver checks it. */
export function isSigned({ headers, text }: Received, secret: string): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`;
  return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}
