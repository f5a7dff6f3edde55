import { RLP } from "@ethereumjs/rlp";
import { toHex } from "../domain/bytes.ts";
import type { Address, Hex } from "../domain/hex.ts";
import type { ReadingBlock } from "../domain/verdict.ts";
import type { Manifest } from "../ledger/manifest-schema.ts";
import { contractNames } from "../statements/contract-names.ts";
import type { ContractName } from "../statements/kind.ts";
import type { State } from "./asked-state.ts";
import { CertificateRefusal } from "./refusal.ts";
import { type Slot, trieKey } from "./storage-slots.ts";
import type { TrieNodes } from "./trie-nodes.ts";

/** Hash of no code. */
const NO_CODE = "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";

/** An account, as the state's trie has it. */
interface Account {
  storageRoot: Hex;
  codeHash: Hex;
}

/** State that is proved word by word against a block's state root. Contracts have the code that their manifest names. */
export class ProvenState implements State {
  readonly block: ReadingBlock;
  readonly #stateRoot: Hex;
  readonly #nodes: TrieNodes;
  readonly #storageRoots: ReadonlyMap<ContractName, Hex>;

  /**
   * @param names Contracts of which something is proved; all if absent.
   * @throws CertificateRefusal where a contract has other code, or its proof lacks.
   */
  constructor(
    header: { block: ReadingBlock; stateRoot: Hex },
    nodes: TrieNodes,
    contracts: Manifest["contracts"],
    names: readonly ContractName[] = contractNames,
  ) {
    this.block = header.block;
    this.#stateRoot = header.stateRoot;
    this.#nodes = nodes;
    this.#storageRoots = new Map(
      names.map((name) => {
        const { address, codeHash } = contracts[name];
        const account = this.#account(address);
        if (account?.codeHash !== codeHash) throw new CertificateRefusal("code-differs", name);
        return [name, account.storageRoot];
      }),
    );
  }

  /** @throws CertificateRefusal where the proof lacks, or is none. */
  word({ contract, key }: Slot): bigint {
    const value = this.#nodes.get(this.#storageRoots.get(contract) as Hex, trieKey(key));
    if (value === null) return 0n;
    const bytes = decoded(value);
    if (!(bytes instanceof Uint8Array) || bytes.length > 32) throw new CertificateRefusal("proof-invalid");
    return bytes.length === 0 ? 0n : BigInt(toHex(bytes));
  }

  /** @throws CertificateRefusal where the proof lacks, or is none. */
  isContract(account: Address): boolean {
    const found = this.#account(account);
    return found !== null && found.codeHash !== NO_CODE;
  }

  #account(address: Address): Account | null {
    const value = this.#nodes.get(this.#stateRoot, trieKey(address));
    if (value === null) return null;
    const fields = decoded(value);
    if (!Array.isArray(fields) || fields.length !== 4) throw new CertificateRefusal("proof-invalid");
    const [, , storageRoot, codeHash] = fields as Uint8Array[];
    if (!(storageRoot instanceof Uint8Array) || !(codeHash instanceof Uint8Array)) {
      throw new CertificateRefusal("proof-invalid");
    }
    return { storageRoot: toHex(storageRoot), codeHash: toHex(codeHash) };
  }
}

function decoded(value: Uint8Array): unknown {
  try {
    return RLP.decode(value);
  } catch {
    throw new CertificateRefusal("proof-invalid");
  }
}
