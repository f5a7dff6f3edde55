import type { Wallet } from "ethers";
import type { Page } from "playwright-core";

/** A wallet behind EIP-1193 that announces itself (EIP-6963) and signs for real, until it is told otherwise. */
export interface TestWallet {
  /** Chain that it is on. */
  chainId: bigint;
  /** Whether its owner refuses to sign. */
  isRefusing: boolean;
  /** Whether its owner refuses to change the network. */
  isStaying: boolean;
}

interface Call {
  method: string;
  params: string[];
}
type Answer = { value: unknown } | { code: number; message: string };

const refused: Answer = { code: 4001, message: "User rejected the request." };

/** Gives a page a wallet with one key. Before it is opened. */
export async function giveWallet(page: Page, key: Wallet, chainId: bigint): Promise<TestWallet> {
  const wallet: TestWallet = { chainId, isRefusing: false, isStaying: false };
  const answer = async ({ method, params }: Call): Promise<Answer> => {
    switch (method) {
      case "eth_requestAccounts":
        return { value: [key.address.toLowerCase()] };
      case "eth_chainId":
        return { value: `0x${wallet.chainId.toString(16)}` };
      case "wallet_switchEthereumChain": {
        if (wallet.isStaying) return { code: 4902, message: "Unrecognized chain ID." };
        const [{ chainId: wanted } = { chainId: "" }] = params as unknown as { chainId: string }[];
        wallet.chainId = BigInt(wanted);
        return { value: null };
      }
      case "personal_sign": {
        if (wallet.isRefusing) return refused;
        const text = Buffer.from(String(params[0]).slice(2), "hex").toString("utf8");
        return { value: await key.signMessage(text) };
      }
      case "eth_signTypedData_v4": {
        if (wallet.isRefusing) return refused;
        const data = JSON.parse(String(params[1]));
        const { EIP712Domain: _, ...types } = data.types;
        return { value: await key.signTypedData(data.domain, types, data.message) };
      }
      default:
        return { code: -32601, message: `There is no ${method}` };
    }
  };
  await page.exposeFunction("askTestWallet", answer);
  await page.addInitScript(() => {
    const { askTestWallet } = window as unknown as { askTestWallet(call: Call): Promise<Answer> };
    const provider = {
      request: async ({ method, params = [] }: { method: string; params?: string[] }) => {
        const told = await askTestWallet({ method, params });
        if ("value" in told) return told.value;
        throw Object.assign(new Error(told.message), { code: told.code });
      },
    };
    const detail = Object.freeze({
      info: { uuid: "4a2f2f3e-0000-4000-8000-000000000001", name: "Test wallet", icon: "data:,", rdns: "example.test" },
      provider,
    });
    const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
    addEventListener("eip6963:requestProvider", announce);
    announce();
  });
  return wallet;
}
