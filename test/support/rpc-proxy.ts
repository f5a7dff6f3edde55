import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Rpc } from "../../src/ledger/rpc.ts";
import { RpcError } from "../../src/ledger/rpc-error.ts";

/** Answers a call in the node's stead, or by `forward` lets the node answer. A thrown RpcError is the node's error. */
export type Answer = (method: string, params: unknown[], forward: () => Promise<unknown>) => unknown;

/** A node's HTTP interface behind which answers can be bent. */
export interface RpcProxy {
  rpc: Rpc;
  /** Bends every answer from now on; without an argument the node answers itself again. */
  bend(answer?: Answer): void;
  close(): void;
}

/** Starts a proxy in front of a node. */
export async function startRpcProxy(node: Rpc): Promise<RpcProxy> {
  let answer: Answer = (_method, _params, forward) => forward();
  const one = async ({ id, method, params }: { id: number; method: string; params: unknown[] }) => {
    try {
      return { jsonrpc: "2.0", id, result: await answer(method, params, () => node.call(method, params)) };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { jsonrpc: "2.0", id, error: { code: error.code ?? -32000, message: error.message } };
    }
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const reply = Array.isArray(body) ? await Promise.all(body.map(one)) : await one(body);
    response.setHeader("content-type", "application/json").end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const rpc = new Rpc(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    rpc,
    bend(bent = (_method, _params, forward) => forward()) {
      answer = bent;
    },
    close() {
      rpc.close();
      server.close();
    },
  };
}
