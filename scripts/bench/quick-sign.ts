import { createRequire } from "node:module";
import { getBytes, type SigningKey } from "ethers";
import type { Hex } from "../../src/domain/hex.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { randomNonce } from "../../src/statements/random-nonce.ts";
import type { StatementKindName } from "../../src/statements/registry.ts";
import type { Statement, UnsignedStatement } from "../../src/statements/statement.ts";
import type { Organisation } from "../demo/organisation.ts";
import type { Fields } from "../demo/road.ts";

type SignDigest = (digest: Hex, key: SigningKey) => Hex;

/** Signs a digest: by the native library where it is installed. */
export const signDigest = native() ?? ((digest, key) => key.sign(digest).serialized);

/**
 * Signs statements faster than a wallet does, so that the time goes to what is measured. Its nonces count, from a random
 * one: random ones alone would take a slot of the ledger's state each, and what is measured would be the growth of that.
 */
export class QuickSigner {
  readonly #ledger: Ledger;
  #nonce = randomNonce();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  sign<K extends StatementKindName>(
    by: Organisation,
    kind: K,
    fields: Fields<K>,
    recipient?: Organisation,
  ): Statement<K> {
    this.#nonce += 1n;
    const draft = { kind, ...fields, message: { ...fields.message, ...by.signs(), nonce: this.#nonce } };
    const digest = this.#ledger.digest(draft as unknown as UnsignedStatement);
    const countersignature = recipient && { countersignature: signDigest(digest, recipient.key.signingKey) };
    return {
      ...draft,
      signature: signDigest(digest, by.key.signingKey),
      ...countersignature,
    } as unknown as Statement<K>;
  }
}

interface NativePackage {
  ecdsaSign(digest: Uint8Array, key: Uint8Array): { signature: Uint8Array; recid: number };
}

function native(): SignDigest | undefined {
  try {
    const { ecdsaSign } = createRequire(import.meta.url)("secp256k1/bindings.js") as NativePackage;
    return (digest, key) => {
      const { signature, recid } = ecdsaSign(getBytes(digest), getBytes(key.privateKey));
      return `0x${Buffer.from(signature).toString("hex")}${(27 + recid).toString(16)}`;
    };
  } catch {
    return undefined;
  }
}
