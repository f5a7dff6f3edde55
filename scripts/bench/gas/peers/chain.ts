import type { BaseContract, TransactionResponse, Wallet } from "ethers";
import { ethers } from "../../../../test/contracts/fixtures/fixture.ts";

/** Whoever signs for a peer. */
export type Signer = Pick<Wallet, "address" | "signTypedData">;

/** Deploys a contract from the artifact that its package ships. */
export async function deploy(
  artifact: { abi: object[]; bytecode: string },
  args: readonly unknown[] = [],
): Promise<BaseContract> {
  const [, relayer] = await ethers.getSigners();
  return new ethers.ContractFactory(artifact.abi, artifact.bytecode, relayer).deploy(...args);
}

/** Sends a call by an account that is no party to it. */
export async function send(
  contract: BaseContract,
  name: string,
  args: readonly unknown[],
): Promise<TransactionResponse> {
  const [, relayer] = await ethers.getSigners();
  if (!relayer) throw new Error("The in-process chain has too few accounts");
  const data = contract.interface.encodeFunctionData(name, args);
  return relayer.sendTransaction({ to: await contract.getAddress(), data, gasLimit: 60_000_000 });
}

/** The hash of a transaction, which has to have succeeded. */
export async function succeeded({ hash }: { hash: string }): Promise<string> {
  const receipt = await ethers.provider.getTransactionReceipt(hash);
  if (receipt?.status !== 1) throw new Error("A transaction that was to be measured failed");
  return hash;
}

/** Gas of a transaction, which has to have succeeded. */
export async function gasOf(transaction: { hash: string }): Promise<number> {
  const receipt = await ethers.provider.getTransactionReceipt(await succeeded(transaction));
  return Number(receipt?.gasUsed);
}
