export interface PostLimits {
  /** From sending to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
}

export interface PostAnswer {
  /** As in HTTP. */
  readonly status: number;
  readonly body: Buffer;
}

/** A way to a node. */
export interface Post {
  /** Its name for people. An address may hold a secret, so this never has all of it. */
  readonly host: string;
  /**
   * Sends a request's body.
   * @throws RpcError of kind `transport`, `timeout`, or `malformed` where the answer exceeds its limit.
   */
  send(body: string | Buffer, limits: PostLimits): Promise<PostAnswer>;
  /** Closes idle connections; the process need not wait for them. */
  close(): void;
}

/** Requests at once; more of them wait for their turn. */
export const maxConnections = 64;
