import { connect, type Socket } from "node:net";
import { maxConnections, type Post, type PostAnswer, type PostLimits } from "./post.ts";
import { RpcError } from "./rpc-error.ts";

const lineEnd = 0x0a;

/**
 * Sends JSON to a node's socket on this machine, over connections that are kept open. A connection has one request at a
 * time: so an answer is the next line, whatever ids are in it, and what is large need not be taken apart.
 */
export class SocketPost implements Post {
  readonly host = "socket";
  readonly #path: string;
  readonly #idle: Socket[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  /** @param path Where the socket is; at most as long as the system allows. */
  constructor(path: string) {
    this.#path = path;
  }

  async send(body: string | Buffer, limits: PostLimits): Promise<PostAnswer> {
    if (this.#busy >= maxConnections) await new Promise<void>((go) => this.#waiting.push(go));
    this.#busy++;
    try {
      const socket = this.#idle.pop() ?? this.#connect();
      return { status: 200, body: await this.#exchange(socket, body, limits) };
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }

  close(): void {
    for (const socket of this.#idle.splice(0)) socket.destroy();
  }

  #connect(): Socket {
    const socket = connect(this.#path);
    socket.on("close", () => {
      const at = this.#idle.indexOf(socket);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    // While nobody waits for an answer, its end says enough.
    socket.on("error", () => undefined);
    return socket;
  }

  #exchange(socket: Socket, body: string | Buffer, { timeoutMs, maxResponseBytes }: PostLimits): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const settle = (): void => {
        clearTimeout(deadline);
        socket.off("data", onData).off("error", onError).off("close", onClose);
      };
      const fail = (error: RpcError): void => {
        settle();
        socket.destroy();
        reject(error);
      };
      const onError = (cause: NodeJS.ErrnoException): void => {
        const message = `The node's socket cannot be reached: ${cause.message || cause.code}`;
        fail(new RpcError("transport", message, { cause }));
      };
      const onClose = (): void => fail(new RpcError("transport", "The node closed its socket before it had answered"));
      const onData = (chunk: Buffer): void => {
        const end = chunk.indexOf(lineEnd);
        const part = end < 0 ? chunk : chunk.subarray(0, end);
        size += part.length;
        if (size > maxResponseBytes) {
          fail(new RpcError("malformed", `The answer exceeds ${maxResponseBytes} bytes`));
          return;
        }
        chunks.push(part);
        if (end < 0) return;
        if (end + 1 < chunk.length) {
          fail(new RpcError("malformed", "The node answered more than was asked"));
          return;
        }
        settle();
        socket.unref();
        this.#idle.push(socket);
        resolve(Buffer.concat(chunks));
      };
      const deadline = setTimeout(() => fail(new RpcError("timeout", `No answer within ${timeoutMs} ms`)), timeoutMs);
      socket.ref();
      socket.on("data", onData).on("error", onError).on("close", onClose);
      socket.cork();
      socket.write(body);
      socket.write("\n");
      socket.uncork();
    });
  }
}
