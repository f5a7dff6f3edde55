import { bytesOfText, toHex } from "../../domain/bytes.ts";
import { checksumAddress } from "../../domain/checksum-address.ts";
import type { TypedData } from "../../statements/typed-data.ts";
import { type Signer, SigningFailure } from "./signer.ts";

/** What a wallet offers to pages (EIP-1193). */
interface Provider {
  request(call: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

/** A wallet of this browser, as it announces itself (EIP-6963). */
export interface Wallet {
  id: string;
  name: string;
  provider: Provider;
}

type Announcement = CustomEvent<{ info: { uuid: string; name: string }; provider: Provider }>;

/** Asks for the wallets of this browser, and hears of each. @returns Ends it. */
export function discoverWallets(found: (wallet: Wallet) => void): () => void {
  const hear = (event: Event) => {
    const { info, provider } = (event as Announcement).detail;
    found({ id: info.uuid, name: info.name, provider });
  };
  addEventListener("eip6963:announceProvider", hear);
  dispatchEvent(new Event("eip6963:requestProvider"));
  return () => removeEventListener("eip6963:announceProvider", hear);
}

/** Asks a wallet for its account. @throws SigningFailure */
export async function connectWallet({ name, provider }: Wallet): Promise<Signer> {
  const [account] = (await ask(provider, "eth_requestAccounts")) as string[];
  if (account === undefined) throw new SigningFailure("no-account");
  const address = checksumAddress(account);
  return {
    name,
    address,
    signMessage: async (text) => String(await ask(provider, "personal_sign", [toHex(bytesOfText(text)), account])),
    signTypedData: async (data) => {
      await requireNetwork(provider, data);
      return String(await ask(provider, "eth_signTypedData_v4", [account, JSON.stringify(data)]));
    },
    close: () => {},
  };
}

/** Wallets sign for the network that they are on; many refuse others with words that help nobody. */
async function requireNetwork(provider: Provider, { domain }: TypedData): Promise<void> {
  const wanted = BigInt(domain.chainId);
  if (BigInt(String(await ask(provider, "eth_chainId"))) === wanted) return;
  // A wallet that knows the network changes to it, if its owner agrees.
  try {
    await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId: `0x${wanted.toString(16)}` }] });
  } catch (error) {
    throw new SigningFailure("other-network", wordsOf(error));
  }
  if (BigInt(String(await ask(provider, "eth_chainId"))) !== wanted) throw new SigningFailure("other-network");
}

async function ask(provider: Provider, method: string, params: readonly unknown[] = []): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    throw new SigningFailure(reasonOf(error), wordsOf(error));
  }
}

function reasonOf(error: unknown) {
  const { code } = (error ?? {}) as { code?: unknown };
  if (code === 4001) return "refused";
  return code === 4100 ? "other-key" : "wallet-failed";
}

function wordsOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === "string" ? message.slice(0, 300) : "";
}
