import type { ContractTransactionResponse } from "ethers";
import { carried } from "./carried.ts";
import { ethers, FOR_EVER, type Party, type Scene } from "./fixture.ts";
import { type StatementName, statementFunctions, statementTypes } from "./typed-data.ts";

export type RawMessage = Record<string, unknown>;

/** How a statement departs from what its organisation's key would sign properly. */
export interface Departure {
  /** Changes to the message before it is signed. */
  message?: RawMessage;
  /** Signs in the key's stead. */
  signer?: { signTypedData: Party["key"]["signTypedData"] };
  /** Changes to the EIP-712 domain that is signed (not to the one that the digest is of). */
  domain?: { chainId?: bigint; verifyingContract?: string };
  /** What becomes of the signature before it is submitted. */
  tamper?: (signature: string) => string;
}

/** A statement, ready to be included. */
export interface Signed<M = object> {
  message: M & SignerFields;
  signature: string;
  digest: string;
  /** The contract it goes to, for its errors and events. */
  module: Scene[ModuleName];
  /** The call, for a batch. */
  call: { module: string; gasBudget: number; data: string };
  /** Submits it by an account that is no party to it. */
  send(): Promise<ContractTransactionResponse>;
}

export interface SignerFields {
  organisation: string;
  key: string;
  nonce: bigint;
  validAfter: number;
  validBefore: number;
}

type ModuleName = "participants" | "certification" | "custody" | "attestations" | "processing" | "siteAccounts";

let lastNonce = 0n;

/**
 * Signs a statement.
 * @param extra Arguments of the function between statement and signature (a witness), and after it (a countersignature).
 */
export async function sign<M extends object>(
  scene: Scene,
  name: StatementName,
  party: Party,
  fields: M,
  departure: Departure = {},
  extra: { before?: unknown[]; after?: (digest: TypedData) => Promise<unknown[]> } = {},
): Promise<Signed<M>> {
  const [contractName, functionName] = statementFunctions[name];
  const module = scene[`${contractName[0]?.toLowerCase()}${contractName.slice(1)}` as ModuleName];
  const address = await module.getAddress();
  const { types } = statementTypes[name];
  const message = { ...fields, ...signerFields(party), ...departure.message } as M & SignerFields;
  const domain = { name: "Ytterby", version: "1", chainId: 31_337n, verifyingContract: address };
  const signer = departure.signer ?? party.key;
  const signature = await signer.signTypedData({ ...domain, ...departure.domain }, types, message);
  const submitted = departure.tamper?.(signature) ?? signature;
  const after = (await extra.after?.({ domain, types, message })) ?? [];
  const args = [message, ...(extra.before ?? []), submitted, ...after];
  const data = module.interface.encodeFunctionData(functionName as never, carried(args) as never);
  return {
    message,
    signature: submitted,
    digest: ethers.TypedDataEncoder.hash(domain, types, message),
    module,
    call: { module: address, gasBudget: 2_000_000, data },
    send: async () => {
      const transaction = await scene.carrier.sendTransaction({ to: address, data, gasLimit: 15_000_000 });
      return transaction as unknown as ContractTransactionResponse;
    },
  };
}

export interface TypedData {
  domain: { name: string; version: string; chainId: bigint; verifyingContract: string };
  types: Record<string, { name: string; type: string }[]>;
  message: object;
}

/** Fields that end every statement, with a nonce of its own. */
export function signerFields({ organisation, key }: Party): SignerFields {
  return { organisation, key: key.address, nonce: ++lastNonce, validAfter: 0, validBefore: FOR_EVER };
}
