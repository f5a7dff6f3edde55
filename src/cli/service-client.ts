import { Client } from "../client/client.ts";
import { readServiceRecord } from "../data-folder/service-record.ts";
import type { Address } from "../domain/hex.ts";
import type { Context } from "./context.ts";
import { storedSession } from "./session-store.ts";

/** A client of the service that was named, or that runs on the data folder, or that the settings would start. */
export async function serviceClient(context: Context): Promise<Client> {
  return new Client(await serviceUrl(context));
}

/** The same, signed in where there is a session. */
export async function signedInClient(context: Context): Promise<Client> {
  return (await signedIn(context)).client;
}

/** The same, with the organisation that is signed in. */
export async function signedIn(context: Context): Promise<{ client: Client; organisation: Address | undefined }> {
  const url = await serviceUrl(context);
  const session = await storedSession(context.config.dataFolder, url);
  return { client: new Client(url, session?.token), organisation: session?.organisation };
}

/** Where that service answers. */
export async function serviceUrl({ config, url }: Context): Promise<string> {
  const found = url ?? (await readServiceRecord(config.dataFolder))?.url;
  return found ?? `http://${config.httpHost}:${config.httpPort}`;
}
