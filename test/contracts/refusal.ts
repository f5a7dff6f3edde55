import { expect } from "chai";
import type { BaseContract } from "ethers";

/** What can be sent: a statement, or a governance call in a closure. */
export interface Sendable {
  send(): Promise<unknown>;
}

/** Expects a statement to be refused with a contract's error, argument by argument. */
export async function expectRefused(
  statement: Sendable | Promise<Sendable>,
  contract: BaseContract,
  error: string,
  ...args: unknown[]
): Promise<void> {
  const { send } = await statement;
  await expectReverted(send(), contract, error, ...args);
}

/** Expects a call to revert with a contract's error, argument by argument. */
export async function expectReverted(
  call: Promise<unknown>,
  contract: BaseContract,
  error: string,
  ...args: unknown[]
): Promise<void> {
  const reverted = expect(call).to.be.revertedWithCustomError(contract, error);
  await (args.length === 0 ? reverted : reverted.withArgs(...args));
}
