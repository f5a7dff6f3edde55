import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { concat, dataLength, getBytes, hexlify, isHexString } from "ethers";
import type { Hex } from "../domain/hex.ts";
import { UnitsRefused } from "./refused.ts";
import { UnitKeys } from "./unit-keys.ts";

const secretBytes = 32;
const version = "0x01";
const nonceBytes = 12;
const tagBytes = 16;
const cipher = "aes-256-gcm";

/**
 * What all codes of a lot are derived from: 32 random bytes. Whoever has them can print the lot's codes. No logger, no
 * `JSON.stringify` and no `inspect` shows them.
 */
export class LotSecret {
  readonly #bytes: Uint8Array;

  /**
   * @throws UnitsRefused `secret`, for one of another length.
   */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== secretBytes) throw new UnitsRefused("secret", `The secret of a lot has ${secretBytes} bytes`);
    this.#bytes = Uint8Array.from(bytes);
  }

  static draw(): LotSecret {
    return new LotSecret(randomBytes(secretBytes));
  }

  /**
   * The secret as it was sealed.
   * @param context That of the lot, 32 bytes.
   * @throws UnitsRefused `sealed`, for what another key or another lot has sealed, and for what is damaged.
   */
  static unseal(sealed: Hex, key: KeyObject, context: Hex): LotSecret {
    const length = dataLength(version) + nonceBytes + secretBytes + tagBytes;
    if (!isHexString(sealed, length) || !sealed.startsWith(version)) {
      throw new UnitsRefused("sealed", "This is not the sealed secret of a lot");
    }
    const nonce = getBytes(sealed).subarray(1, 1 + nonceBytes);
    const body = getBytes(sealed).subarray(1 + nonceBytes, -tagBytes);
    const opened = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    opened.setAAD(getBytes(context));
    opened.setAuthTag(getBytes(sealed).subarray(-tagBytes));
    try {
      return new LotSecret(Buffer.concat([opened.update(body), opened.final()]));
    } catch {
      throw new UnitsRefused("sealed", "The secret was sealed with another key or for another lot, or is damaged");
    }
  }

  /**
   * The secret for keeping: version (1 byte), nonce (12), AES-256-GCM of the secret (32), tag (16). The lot's context is
   * authenticated with it. A nonce is random, and a key seals far fewer than 2^32 secrets.
   */
  seal(key: KeyObject, context: Hex): Hex {
    const nonce = randomBytes(nonceBytes);
    const sealed = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
    sealed.setAAD(getBytes(context));
    return hexlify(concat([version, nonce, sealed.update(this.#bytes), sealed.final(), sealed.getAuthTag()]));
  }

  keys(context: Hex): UnitKeys {
    return new UnitKeys(this.#bytes, context);
  }

  /** The bytes themselves: for another thread, or for a producer who takes the secret away. */
  reveal(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

/**
 * The key that secrets are sealed with, as a setting holds it.
 * @param text 32 bytes in hexadecimal digits, with or without `0x`.
 * @throws UnitsRefused `sealing-key`. Its message does not repeat the text.
 */
export function readSealingKey(text: string): KeyObject {
  const hex = text.startsWith("0x") ? text : `0x${text}`;
  if (!isHexString(hex, secretBytes)) {
    throw new UnitsRefused("sealing-key", "The key that seals secrets has 32 bytes: write 64 hexadecimal digits");
  }
  return createSecretKey(getBytes(hex));
}
