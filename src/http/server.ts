import { randomUUID } from "node:crypto";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Express } from "express";
import { Problem, problemDocument } from "./plumbing/problem.ts";
import type { ProblemCode } from "./plumbing/problems.ts";

/** A server of the app, with an orderly end. */
export interface Server {
  /**
   * Listens.
   * @param port 0 for any free port.
   * @returns The address, such as http://127.0.0.1:8080
   */
  listen(host: string, port: number): Promise<string>;
  /** Takes no more connections, lets open requests finish until the deadline, then breaks them off. */
  close(deadlineMs: number): Promise<void>;
}

const headerBytesMaximum = 16 * 1024;

/** Creates a server of an app; it does not listen yet. */
export function createServer(app: Express): Server {
  const server = createHttpServer(
    { maxHeaderSize: headerBytesMaximum, headersTimeout: 10_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 },
    app,
  );
  server.on("clientError", answerUnreadable);
  let closing = false;
  // A kept connection outlives its last answer, and would hold up the end.
  server.on("request", (_request, response) => {
    response.once("close", () => closing && setImmediate(() => server.closeIdleConnections()));
  });
  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => {
          server.off("error", reject);
          const { port: actual } = server.address() as AddressInfo;
          resolve(`http://${host.includes(":") ? `[${host}]` : host}:${actual}`);
        });
      }),
    close: (deadlineMs) =>
      new Promise((resolve) => {
        closing = true;
        const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
        server.close(() => {
          clearTimeout(deadline);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

// What is no HTTP never reaches the app, and still gets a problem document.
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = new Problem(...unreadable(error.code));
  const body = JSON.stringify(problemDocument(problem, randomUUID()));
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.code}\r\ncontent-type: application/problem+json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function unreadable(code: string | undefined): [ProblemCode, string] {
  if (code === "HPE_HEADER_OVERFLOW") return ["headers-too-large", "The headers are larger than 16 KiB."];
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return ["request-timeout", "The request did not arrive in time."];
  return ["malformed-request", "The request is not well-formed HTTP."];
}
