import { encryptKeystoreJsonSync, hexlify, randomBytes, Wallet } from "ethers";
import type { DemoOrganisation } from "../../src/api/demo-organisation.ts";
import type { Address } from "../../src/domain/hex.ts";
import type { SignerFields } from "../../src/statements/kind.ts";
import { randomNonce } from "../../src/statements/random-nonce.ts";
import { cast, type Part, type PartName, partNames, siteOf } from "./cast.ts";

const clockSkewSeconds = 300;
const dayInSeconds = 86_400;

/** An organisation of the story: the account that identifies it, and the key that signs for it. */
export class Organisation {
  readonly part: Part;
  readonly site: bigint;
  readonly account = new Wallet(hexlify(randomBytes(32)));
  readonly key = new Wallet(hexlify(randomBytes(32)));

  constructor(name: PartName) {
    this.part = cast[name];
    this.site = siteOf(name);
  }

  get address(): Address {
    return this.account.address;
  }

  /** The fields that end its next statement, valid for a day. */
  signs(now = Math.floor(Date.now() / 1000)): SignerFields {
    return {
      organisation: this.address,
      key: this.key.address,
      nonce: randomNonce(),
      validAfter: now - clockSkewSeconds,
      validBefore: now + dayInSeconds,
    };
  }
}

export type Organisations = Readonly<Record<PartName, Organisation>>;

/** The whole cast, each with new keys. */
export function createOrganisations(): Organisations {
  return Object.fromEntries(partNames.map((name) => [name, new Organisation(name)])) as Organisations;
}

/** All of them, as anybody may try them on. The key files are encrypted cheaply, as their password is told to everybody. */
export function organisationsToTryOn(organisations: Organisations): DemoOrganisation[] {
  return Object.values(organisations).map(({ part, address, key }) => {
    const password = hexlify(randomBytes(8));
    const keyFile = encryptKeystoreJsonSync(key, password, { scrypt: { N: 1024, r: 8, p: 1 } });
    return { name: part.name, organisation: address, roles: part.roles, keyFile, password };
  });
}
