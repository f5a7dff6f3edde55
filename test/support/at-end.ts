const closes: (() => unknown)[] = [];

/** For what several files share: registers how it is closed when this process has run its last file. */
export function atEnd(close: () => unknown): void {
  closes.push(close);
}

/** Closes what was registered, the last first. */
export async function closeAtEnd(): Promise<void> {
  for (const close of closes.splice(0).reverse()) await close();
}
