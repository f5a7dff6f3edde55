import { randomUUID } from "node:crypto";
import { AbiCoder, hashMessage } from "ethers";
import type { Address, Hex } from "../domain/hex.ts";
import type { ReadScope } from "../domain/read-scopes.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { RpcError } from "../rpc/rpc-error.ts";
import { recoverAddress } from "../statements/recover.ts";
import type { Store } from "../store/open-store.ts";
import { ReaderRepository, type ReaderToken } from "../store/repositories/reader-repository.ts";
import type { Credential } from "./credential.ts";
import { Nonces } from "./nonces.ts";
import { readSignInMessage } from "./read-sign-in-message.ts";
import type { Reader } from "./reader.ts";
import { rightsOf } from "./rights.ts";
import { Tokens } from "./tokens.ts";

/** What readers are known over. */
export interface ReadersOptions {
  ledger: Ledger;
  store: Store;
  /** 32 bytes that only this service knows; sessions and tokens end with it. */
  sessionKey: Hex;
}

/** What came of a sign-in, times in Unix seconds. */
export type SignedIn =
  | { outcome: "signed-in"; token: string; expiresAt: number; organisation: Address; key: Address }
  | { outcome: "refused"; reason: string };

const sessionSeconds = 15 * 60;
const isValidSignature = "0x1626ba7e";

/** Who reads: sign-in, sessions, machines' tokens, and what the ledger lets each of them see now. */
export class Readers {
  readonly #options: ReadersOptions;
  readonly #nonces: Nonces;
  readonly #tokens: Tokens;
  readonly #repository: ReaderRepository;

  constructor(options: ReadersOptions) {
    this.#options = options;
    this.#nonces = new Nonces(options.sessionKey);
    this.#tokens = new Tokens(options.sessionKey, options.ledger.manifest.genesisHash);
    this.#repository = new ReaderRepository(options.store.db);
  }

  /** A nonce to sign in with, once and soon. */
  issueNonce(): { nonce: string; expiresAt: number } {
    return this.#nonces.issue(clock());
  }

  /**
   * Opens a session for whoever signed a message of EIP-4361.
   * @param domain Host, with its port, that this service is reached at.
   * @throws RpcError if a contract wallet is to be asked and the ledger does not answer.
   */
  async signIn(text: string, signature: Hex, domain: string): Promise<SignedIn> {
    const now = clock();
    const message = readSignInMessage(text);
    if (message === undefined) return refused("It is no message of EIP-4361 that names one organisation.");
    const { organisation, key, nonce, chainId } = message;
    if (message.domain !== domain) return refused(`It is meant for ${message.domain}; this is ${domain}.`);
    if (hostOf(message.uri) !== domain) return refused("Its URI leads somewhere else.");
    if (chainId !== this.#options.ledger.chainId) return refused(`It is meant for chain ${chainId}.`);
    if (!message.isInForce(now)) return refused("It has run out, or is not yet in force.");
    const nonceExpiresAt = this.#nonces.expiryOf(nonce, now);
    if (nonceExpiresAt === undefined)
      return refused("Its nonce is not one that this service gave out, or has run out.");
    const credential = { organisation, key };
    // Asked before any wallet, so that strangers cannot have the ledger run contracts of their choice.
    if ((await rightsOf(this.#options.store.db, credential, now)) === undefined) {
      return refused("The key is not one of the organisation's in force, or the organisation is not active.");
    }
    if (!(await this.#isSignedBy(key, text, signature))) return refused("The signature is not the key's.");
    if (!(await this.#repository.spendNonce(nonce, nonceExpiresAt, now))) return refused("Its nonce has been used.");
    const expiresAt = now + sessionSeconds;
    return {
      outcome: "signed-in",
      token: await this.#tokens.seal(credential, expiresAt),
      expiresAt,
      organisation,
      key,
    };
  }

  /** What a token proves; undefined if it is none of ours or has run out. Cheap enough for junk. */
  open(token: string): Promise<Credential | undefined> {
    return this.#tokens.open(token);
  }

  /** The reader that a credential stands for now; undefined if the ledger, or whoever revoked the token, has ended it. */
  async readerOf(credential: Credential): Promise<Reader | undefined> {
    const jurisdiction = await rightsOf(this.#options.store.db, credential, clock());
    return jurisdiction && { credential, jurisdiction };
  }

  /** Gives a machine a token that may do less than the session that it is asked for in. */
  async addToken(
    { organisation, key }: Credential,
    scopes: readonly ReadScope[],
    validUntil: number,
  ): Promise<{ token: string; row: ReaderToken }> {
    const id = randomUUID();
    const row: ReaderToken = {
      id,
      organisation,
      key,
      scopes: [...new Set(scopes)],
      created_at: BigInt(clock()),
      valid_until: BigInt(validUntil),
      revoked_at: null,
    };
    await this.#repository.addToken(row);
    const credential = { organisation, key, machine: { id, scopes } };
    return { token: await this.#tokens.seal(credential, validUntil + 1), row };
  }

  /** Tokens of an organisation that have not run out. */
  tokens(organisation: Address): Promise<ReaderToken[]> {
    return this.#repository.tokens(organisation, clock());
  }

  /** Ends a token. @returns undefined if the organisation has none of that id. */
  revokeToken(organisation: Address, id: string): Promise<ReaderToken | undefined> {
    return this.#repository.revokeToken(organisation, id, clock());
  }

  /** Records what an authority is about to be shown. */
  recordAccess({ organisation, key, machine }: Credential, method: string, path: string): Promise<void> {
    const token = machine?.id ?? null;
    return this.#repository.recordAccess({ at: BigInt(clock()), organisation, key, token, method, path });
  }

  async #isSignedBy(key: Address, text: string, signature: Hex): Promise<boolean> {
    const hash = hashMessage(text);
    if (recoverAddress(hash, signature) === key) return true;
    const { rpc } = this.#options.ledger;
    const call = AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes"], [hash, signature]).slice(2);
    try {
      const answer = await rpc.call("eth_call", [{ to: key, data: isValidSignature + call, gas: "0x30d40" }, "latest"]);
      return typeof answer === "string" && answer === isValidSignature.padEnd(66, "0");
    } catch (error) {
      if (error instanceof RpcError && error.retryable) throw error;
      return false;
    }
  }
}

function refused(reason: string): SignedIn {
  return { outcome: "refused", reason };
}

function hostOf(uri: string): string | undefined {
  return URL.canParse(uri) ? new URL(uri).host : undefined;
}

function clock(): number {
  return Math.floor(Date.now() / 1_000);
}
