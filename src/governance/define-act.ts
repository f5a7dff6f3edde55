import { Interface } from "ethers";
import { bytesOf } from "../domain/bytes.ts";
import type { Hex } from "../domain/hex.ts";
import { keccak256Hex } from "../domain/keccak256.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import type { RegisterSubject } from "../domain/register-subject.ts";
import type { ContractName } from "../statements/kind.ts";

/** A call of governance, as its contract takes it. */
export interface GovernanceCall {
  contract: ContractName;
  functionName: string;
  args: readonly unknown[];
}

/** Values by name, as an event tells them: integers may be decimal strings. */
export type ActValues = Readonly<Record<string, unknown>>;

/** A kind of act of governance: everything the program knows of it. */
export interface Act {
  contract: ContractName;
  functionName: string;
  /** What it does, as a sentence goes on behind "to": for commands, and for whoever is about to sign it. */
  words: LocalisedText;
  /** The event that tells of it. It names the values as the fields do. */
  eventName: string;
  /** Names of the function's parameters, in their order. */
  fields: readonly string[];
  /** Of which register it is a link; null where it is one of lots' dossiers, or of none. */
  subject: ((values: ActValues) => RegisterSubject) | null;
  /** The call, from what its fields are given. */
  call(values: ActValues): GovernanceCall;
  /** What its link is made of: the hash of the call's data. @throws Error if the values are none of this act. */
  digest(values: ActValues): Hex;
}

/**
 * Completes an act.
 * @param definition With the function as Solidity declares it, every parameter named as the event names the value.
 */
export function defineAct(
  definition: { function: string } & Pick<Act, "contract" | "words" | "eventName" | "subject">,
): Act {
  const { function: declaration, contract, words, eventName, subject } = definition;
  const abi = new Interface([`function ${declaration}`]);
  const [fragment] = abi.fragments;
  if (fragment === undefined) throw new Error(`${declaration} is no function`);
  const functionName = declaration.slice(0, declaration.indexOf("("));
  const fields = fragment.inputs.map(({ name }) => name);
  const args = (values: ActValues) => fields.map((field) => values[field]);
  return {
    contract,
    functionName,
    words,
    eventName,
    fields,
    subject,
    call: (values) => ({ contract, functionName, args: args(values) }),
    digest: (values) => keccak256Hex(bytesOf(abi.encodeFunctionData(functionName, args(values)))),
  };
}
