import type { Address, Hex } from "../domain/hex.ts";
import type { Rpc } from "../rpc/rpc.ts";
import { contractNames } from "../statements/contract-names.ts";
import { type StatementDomain, statementDigest } from "../statements/digest.ts";
import type { ContractName } from "../statements/kind.ts";
import type { StatementKindName } from "../statements/registry.ts";
import { kindOf, type Statement, type UnsignedStatement } from "../statements/statement.ts";
import { checkManifest } from "./check-manifest.ts";
import { contractInterface } from "./contract-interfaces.ts";
import { eventDecoders } from "./event-decoder.ts";
import type { Manifest } from "./manifest.ts";
import { carriedValues, type PlainValues, plainValues } from "./plain-values.ts";
import { encodeStatement } from "./statement-call.ts";

/** A log as JSON-RPC gives it; other fields are left alone. */
export interface RawLog {
  address: string;
  topics: readonly string[];
  data: Hex;
}

/** A log of one of the contracts. */
export interface DecodedLog {
  contract: ContractName;
  address: Address;
  name: string;
  args: PlainValues;
}

/** The deployed contracts on one chain: addresses, encoding and decoding. Reading is left to the one who holds `rpc`. */
export interface Ledger {
  readonly rpc: Rpc;
  readonly chainId: bigint;
  readonly manifest: Manifest;
  address(contract: ContractName): Address;
  /** What the digests of a kind, or of a module's statements, are bound to. */
  domain(of: StatementKindName | ContractName): StatementDomain;
  digest(statement: UnsignedStatement): Hex;
  encodeStatementCall(statement: Statement): { to: Address; data: Hex };
  encodeCall(contract: ContractName, functionName: string, args: readonly unknown[]): Hex;
  /** Outputs of a call by name, or by index where they have none. */
  decodeResult(contract: ContractName, functionName: string, data: Hex): PlainValues;
  /** undefined for logs of other contracts, and for events that the contract's ABI does not know. */
  decodeLog(log: RawLog): DecodedLog | undefined;
}

/**
 * Connects to deployed contracts.
 * @throws Error, one clear sentence, if the chain is another one or a contract's code is not what was deployed.
 */
export async function connectLedger(rpc: Rpc, manifest: Manifest): Promise<Ledger> {
  await checkManifest(rpc, manifest);
  return createLedger(rpc, manifest);
}

function createLedger(rpc: Rpc, manifest: Manifest): Ledger {
  const chainId = BigInt(manifest.chainId);
  const address = (contract: ContractName) => manifest.contracts[contract].address;
  const contractsByAddress = new Map(contractNames.map((name) => [address(name).toLowerCase(), name]));
  const contractOf = (of: StatementKindName | ContractName): ContractName =>
    (contractNames as readonly string[]).includes(of) ? (of as ContractName) : kindOf(of as StatementKindName).contract;
  const domain = (of: StatementKindName | ContractName) => ({ chainId, verifyingContract: address(contractOf(of)) });
  const encodeCall = (contract: ContractName, functionName: string, args: readonly unknown[]) => {
    const abi = contractInterface(contract);
    const parameters = abi.getFunction(functionName)?.inputs ?? [];
    return abi.encodeFunctionData(functionName, carriedValues(parameters, args));
  };
  return {
    rpc,
    chainId,
    manifest,
    address,
    domain,
    digest: (statement) => statementDigest(statement, domain(statement.kind)),
    encodeStatementCall: (statement) => ({
      to: address(kindOf(statement.kind).contract),
      data: encodeStatement(statement),
    }),
    encodeCall,
    decodeResult: (contract, functionName, data) => {
      const abi = contractInterface(contract);
      const fragment = abi.getFunction(functionName);
      if (fragment === null) throw new Error(`${contract} has no function ${functionName}`);
      return plainValues(fragment.outputs, abi.decodeFunctionResult(fragment, data));
    },
    decodeLog: (log) => {
      const contract = contractsByAddress.get(log.address.toLowerCase());
      if (contract === undefined) return undefined;
      const event = eventDecoders(contract).get(log.topics[0] ?? "");
      return event && { contract, address: address(contract), name: event.name, args: event.decode(log) };
    },
  };
}
