import { Client } from "../client/client.ts";
import { readServiceRecord } from "../data-folder/service-record.ts";
import type { Context } from "./context.ts";
import { sessionToken } from "./session-store.ts";

/** A client of the service that was named, or that runs on the data folder, or that the settings would start. */
export async function serviceClient(context: Context): Promise<Client> {
  return new Client(await serviceUrl(context));
}

/** The same, signed in where there is a session. */
export async function signedInClient(context: Context): Promise<Client> {
  const url = await serviceUrl(context);
  return new Client(url, await sessionToken(context.config.dataFolder, url));
}

/** Where that service answers. */
export async function serviceUrl({ config, url }: Context): Promise<string> {
  const found = url ?? (await readServiceRecord(config.dataFolder))?.url;
  return found ?? `http://${config.httpHost}:${config.httpPort}`;
}
