import { mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** Bytes that the path of a socket may have on any system, with the zero behind it. */
const longest = 104;
const socketName = "rpc";
const prefix = "ytterby-engine-";

/**
 * Makes a folder that only its owner may enter, and says where in it an engine's socket belongs. Where the path would be
 * too long for a socket, that is in a fresh folder elsewhere, to which a link in the folder leads.
 * @param folder Is made.
 */
export function makeSocketFolder(folder: string): string {
  mkdirSync(folder, { mode: 0o700 });
  const path = join(folder, socketName);
  if (Buffer.byteLength(path) < longest) return path;
  const elsewhere = mkdtempSync(join(tmpdir(), prefix));
  symlinkSync(elsewhere, join(folder, socketName));
  return join(elsewhere, socketName);
}

/** Removes such a folder, and the one elsewhere; it may be missing. */
export function removeSocketFolder(folder: string): void {
  const elsewhere = linkIn(folder);
  // Nothing else is removed, whatever a link leads to.
  if (elsewhere !== undefined && dirname(elsewhere) === tmpdir() && basename(elsewhere).startsWith(prefix)) {
    rmSync(elsewhere, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
}

function linkIn(folder: string): string | undefined {
  try {
    return readlinkSync(join(folder, socketName));
  } catch {
    return undefined;
  }
}
