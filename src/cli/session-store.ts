import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const schema = z.strictObject({
  /** Service that it was opened at. */
  url: z.string(),
  token: z.string(),
  organisation: z.string(),
  /** Unix seconds. */
  expiresAt: z.int(),
});

/** A session as it is kept between commands. */
export type StoredSession = z.output<typeof schema>;

const pathIn = (dataFolder: string) => join(dataFolder, "session.json");

/** Keeps a session in the data folder, for the owner only. */
export async function storeSession(dataFolder: string, session: StoredSession): Promise<void> {
  const path = pathIn(dataFolder);
  const temporary = `${path}.${process.pid}.tmp`;
  await rm(temporary, { force: true });
  await writeFile(temporary, `${JSON.stringify(session)}\n`, { mode: 0o600, flag: "wx" });
  await rename(temporary, path);
}

/** The session at a service; undefined if there is none, or it has run out. Its token is never shown to another service. */
export async function storedSession(dataFolder: string, url: string): Promise<StoredSession | undefined> {
  try {
    const session = schema.parse(JSON.parse(await readFile(pathIn(dataFolder), "utf8")));
    return session.url === url && session.expiresAt > Date.now() / 1_000 ? session : undefined;
  } catch {
    return undefined;
  }
}
