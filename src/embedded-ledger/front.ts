import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Front {
  /** It holds a secret of this run: whoever was not told it is not answered, whatever else runs on the machine. */
  readonly url: string;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Enough for the largest transaction that fits into a block, written in hexadecimal. */
const maxBodyBytes = 64 * 1024 * 1024;
const idleMs = 120_000;
const secretBytes = 16;

/**
 * Serves JSON-RPC over HTTP on the loopback interface.
 * @param answer Gives the body of the answer to a body; a Refusal it throws concerns the request as a whole.
 * @param port 0 for any that is free.
 * @throws Error if the port is not free.
 */
export async function startFront(answer: (body: Buffer) => Promise<string | Buffer>, port: number): Promise<Front> {
  const path = Buffer.from(`/${randomBytes(secretBytes).toString("hex")}`);
  const server = createServer((request, response) => {
    const asked = Buffer.from(request.url ?? "");
    if (asked.length !== path.length || !timingSafeEqual(asked, path)) return void response.writeHead(404).end();
    serve(request, response, answer).catch((error: unknown) => {
      // Whoever asked has gone away in the middle.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  server.keepAliveTimeout = idleMs;
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (body: Buffer) => Promise<string | Buffer>,
): Promise<void> {
  if (request.method !== "POST") return void response.writeHead(405, { allow: "POST" }).end();
  const body = await readBody(request);
  if (body === undefined) return void response.writeHead(413, { connection: "close" }).end();
  const result = await answer(body);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(result) });
  response.end(result);
}

/** @returns undefined for a body over the limit, the rest of which is not read. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
