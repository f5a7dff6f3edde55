import { isKeystoreJson, Wallet } from "ethers";
import type { TypedData } from "../../statements/typed-data.ts";

/** What the page asks for. */
export type ToKeyWorker =
  | { do: "open"; json: string; password: string }
  | { do: "sign-message"; text: string }
  | { do: "sign-typed-data"; data: TypedData };

/** What it is told. */
export type FromKeyWorker = { value: string } | { failure: "no-key-file" | "wrong-password" | "wallet-failed" };

let key: Wallet | undefined;

addEventListener("message", ({ data, ports: [port] }: MessageEvent<ToKeyWorker>) => {
  void answer(data).then((told) => port?.postMessage(told));
});

async function answer(order: ToKeyWorker): Promise<FromKeyWorker> {
  if (order.do === "open") return open(order.json, order.password);
  if (key === undefined) return { failure: "wallet-failed" };
  if (order.do === "sign-message") return { value: await key.signMessage(order.text) };
  // The library adds the domain's type by itself.
  const { EIP712Domain: _, ...types } = order.data.types;
  return { value: await key.signTypedData(order.data.domain, types, order.data.message) };
}

async function open(json: string, password: string): Promise<FromKeyWorker> {
  if (!isKeystoreJson(json)) return { failure: "no-key-file" };
  try {
    const { privateKey } = await Wallet.fromEncryptedJson(json, password);
    key = new Wallet(privateKey);
    return { value: key.address };
  } catch {
    return { failure: "wrong-password" };
  }
}
