import { LRUCache } from "lru-cache";
import type { Address } from "../domain/hex.ts";
import type { Rpc } from "../rpc/rpc.ts";
import type { LedgerError } from "../statements/ledger-error.ts";
import { recoverAddress } from "../statements/recover.ts";
import { isRegular } from "../statements/regular-signature.ts";
import { MicroBatches } from "./micro-batches.ts";
import type { PreparedStatement, PreparedSubmission } from "./prepared-submission.ts";

const batchLength = 200;
const remembered = 10_000;
/** An account that is no contract may become one: then its first statement waits this long. */
const rememberMs = 5_000;

/**
 * Checks signatures of key pairs, so that junk costs next to nothing: no call of the contracts, and of the ledger only whether
 * a key is a contract wallet, of many keys at once, one request after the other. So junk waits for junk; whoever has signed as
 * a key pair does is not held up. A signature of a contract wallet, and a countersignature, are left to the simulation.
 */
export class SignatureCheck {
  readonly #contracts: MicroBatches<Address, boolean>;
  readonly #known = new LRUCache<Address, Promise<boolean>>({ max: remembered, ttl: rememberMs });

  constructor(rpc: Rpc) {
    this.#contracts = new MicroBatches(batchLength, 1, async (keys) => {
      const codes = await rpc.batch(keys.map((key) => ({ method: "eth_getCode", params: [key, "latest"] })));
      return codes.map((code) => code !== "0x");
    });
  }

  /**
   * @returns what the ledger would say of the first signature that is nobody's, or another's; undefined if there is none.
   * @throws RpcError if it cannot be told whether a key is a contract wallet.
   */
  async check({ statements }: PreparedSubmission): Promise<LedgerError | undefined> {
    for (const [item, statement] of statements.entries()) {
      if (await this.#mayHold(statement)) continue;
      const { key } = statement.statement.message;
      return {
        name: "SignatureInvalid",
        contract: "Participants",
        args: { key, digest: statement.digest },
        reason: reasonOf(statement),
        ...(statements.length > 1 && { item }),
      };
    }
    return undefined;
  }

  async #mayHold({ statement, digest }: PreparedStatement): Promise<boolean> {
    const { key } = statement.message;
    return recoverAddress(digest, statement.signature) === key || (await this.#isContract(key));
  }

  #isContract(key: Address): Promise<boolean> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.#contracts.add(key);
    this.#known.set(key, asked);
    // What was not answered is asked again.
    asked.catch(() => this.#known.delete(key));
    return asked;
  }
}

/** What is wrong with a signature that is not its key's. */
function reasonOf({ statement, digest }: PreparedStatement): string {
  const { message, signature } = statement;
  if (isRegular(signature)) {
    const signer = recoverAddress(digest, signature) ?? "nobody";
    return `Over this statement it is the signature of ${signer}, and the statement names the key ${message.key}. Another key has signed, or something else was signed.`;
  }
  const bytes = signature.length / 2 - 1;
  return `It has ${bytes} bytes, and read as r, s, v, as EIP-2098 or as DER it is no signature of the key ${message.key} over this statement; and the key is no contract wallet.`;
}
