import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import { checksumAddress } from "../domain/checksum-address.ts";
import type { Hex } from "../domain/hex.ts";
import { readScopes } from "../domain/read-scopes.ts";
import type { Credential } from "./credential.ts";

const algorithm = "HS256";
const issuer = "ytterby";
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform(checksumAddress);
const claims = z.object({
  sub: address,
  key: address,
  jti: z.uuid().optional(),
  scopes: z.array(z.enum(readScopes)).optional(),
});

/** Seals and opens the tokens that readers show: sessions and machines' tokens alike. */
export class Tokens {
  readonly #key: Uint8Array;
  readonly #audience: string;

  /**
   * @param key 32 bytes that only this service knows.
   * @param ledger What tokens are good for: the ledger's genesis hash.
   */
  constructor(key: Hex, ledger: Hex) {
    this.#key = Buffer.from(key.slice(2), "hex");
    this.#audience = ledger;
  }

  /** A token. @param expiresAt Unix seconds; from then on it is not taken. */
  seal({ organisation, key, machine }: Credential, expiresAt: number): Promise<string> {
    const token = new SignJWT({ key, ...(machine && { scopes: machine.scopes }) })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setAudience(this.#audience)
      .setSubject(organisation)
      .setExpirationTime(expiresAt);
    if (machine) token.setJti(machine.id);
    return token.sign(this.#key);
  }

  /** What a token proves; undefined if it is none of ours or has run out. Costs one HMAC and no look into the store. */
  async open(token: string): Promise<Credential | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [algorithm],
        issuer,
        audience: this.#audience,
        requiredClaims: ["exp"],
      });
      const { sub, key, jti, scopes } = claims.parse(payload);
      if ((jti === undefined) !== (scopes === undefined)) return undefined;
      return { organisation: sub, key, ...(jti && scopes && { machine: { id: jti, scopes } }) };
    } catch {
      return undefined;
    }
  }
}
