import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Rpc } from "../../src/rpc/rpc.ts";
import { RpcError } from "../../src/rpc/rpc-error.ts";

/**
 * Answers a call in the node's stead, or by `forward` lets the node answer. A thrown RpcError is the node's error (or, where
 * the node did not answer, a lost connection), a thrown NodeFailure a failure of any shape.
 */
export type Answer = (method: string, params: unknown[], forward: () => Promise<unknown>) => unknown;

/** What a node, or whatever stands before it, may answer instead of an answer. */
export class NodeFailure extends Error {
  /** The `error` member of the answer, a body with a status, or nothing: the connection is cut. */
  readonly shape: { error: unknown } | { status: number; body: string } | undefined;

  constructor(shape?: NodeFailure["shape"]) {
    super("the node fails");
    this.shape = shape;
  }
}

/** A node's HTTP interface behind which answers can be bent. */
export interface RpcProxy {
  url: string;
  rpc: Rpc;
  /** Bends every answer from now on; without an argument the node answers itself again. */
  bend(answer?: Answer): void;
  /** Answers a request of more calls than so many with one error, from now on; without an argument any number is answered. */
  boundBatches(limit?: { calls: number; error: object }): void;
  close(): void;
}

interface Request {
  id: number;
  method: string;
  params: unknown[];
}

/**
 * Starts a proxy in front of a node.
 * @param node The node, or what tells where it is at the moment.
 */
export async function startRpcProxy(node: Rpc | (() => Rpc)): Promise<RpcProxy> {
  const current = typeof node === "function" ? node : () => node;
  let answer: Answer = (_method, _params, forward) => forward();
  const one = async ({ id, method, params }: Request): Promise<object> => {
    try {
      return { jsonrpc: "2.0", id, result: await answer(method, params, () => current().call(method, params)) };
    } catch (error) {
      return { jsonrpc: "2.0", id, error: errorMember(error) };
    }
  };
  let bound: { calls: number; error: object } | undefined;
  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const isTooLong = Array.isArray(body) && bound !== undefined && body.length > bound.calls;
      const reply = isTooLong
        ? { jsonrpc: "2.0", id: null, error: bound?.error }
        : Array.isArray(body)
          ? await Promise.all(body.map(one))
          : await one(body);
      response.setHeader("content-type", "application/json").end(JSON.stringify(reply));
    } catch (failure) {
      failWhole(response, failure);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rpc = new Rpc(url);
  return {
    url,
    rpc,
    bend(bent = (_method, _params, forward) => forward()) {
      answer = bent;
    },
    boundBatches(limit) {
      bound = limit;
    },
    close() {
      rpc.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function errorMember(error: unknown): unknown {
  if (error instanceof NodeFailure && error.shape !== undefined && "error" in error.shape) return error.shape.error;
  if (error instanceof RpcError && error.kind === "rpc") {
    return {
      code: error.code ?? -32000,
      message: error.message,
      ...(error.data !== undefined && { data: error.data }),
    };
  }
  throw error;
}

function failWhole(response: ServerResponse, failure: unknown): void {
  const shape = failure instanceof NodeFailure ? failure.shape : undefined;
  if (shape !== undefined && "status" in shape) response.writeHead(shape.status).end(shape.body);
  else response.destroy();
}
