import type { TypedData } from "../../statements/typed-data.ts";
import type { FromKeyWorker, ToKeyWorker } from "./key-file-worker.ts";
import { type FailureReason, type Signer, SigningFailure } from "./signer.ts";

/**
 * Opens an encrypted key file, as `ytterby keys` makes them. The key stays in the memory of a worker, which signs; the page never has it.
 * @param name What the file is called.
 * @param json Its content.
 * @throws SigningFailure where it is no key file, or the password is wrong.
 */
export async function openKeyFile(name: string, json: string, password: string): Promise<Signer> {
  const worker = new Worker(new URL("./key-file-worker.ts", import.meta.url), { type: "module" });
  try {
    const address = await ask(worker, { do: "open", json, password });
    return {
      name,
      address,
      signMessage: (text: string) => ask(worker, { do: "sign-message", text }),
      signTypedData: (data: TypedData) => ask(worker, { do: "sign-typed-data", data }),
      close: () => worker.terminate(),
    };
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

function ask(worker: Worker, order: ToKeyWorker): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<FromKeyWorker>) => {
      port1.close();
      if ("value" in data) resolve(data.value);
      else reject(new SigningFailure(data.failure satisfies FailureReason));
    };
    worker.onerror = ({ message }) => reject(new SigningFailure("wallet-failed", message));
    worker.postMessage(order, [port2]);
  });
}
