import type { Request } from "express";

/**
 * Host, with its port, that sign-in is bound to. Never taken from what the client says of it: another site could then have its
 * visitors sign in to itself, and pass their signatures on to here.
 * @param publicUrl Where readers reach the service, if not at the address it listens on.
 */
export function signInDomain({ socket }: Request, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return new URL(publicUrl).host;
  const { localAddress = "", localPort } = socket;
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/, "");
  return new URL(`http://${address.includes(":") ? `[${address}]` : address}:${localPort}`).host;
}
