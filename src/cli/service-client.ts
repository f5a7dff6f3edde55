import { Client } from "../client/client.ts";
import { readServiceRecord } from "../service-record.ts";
import type { Context } from "./context.ts";

/** A client of the service that was named, or that runs on the data folder, or that the settings would start. */
export async function serviceClient({ config, url }: Context): Promise<Client> {
  const found = url ?? (await readServiceRecord(config.dataFolder))?.url;
  return new Client(found ?? `http://${config.httpHost}:${config.httpPort}`);
}
