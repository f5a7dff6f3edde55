const REMINDER_MS = 10_000;

/**
 * Says on standard error what is being done, every ten seconds that it still is, and how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(what, work) {
  const start = Date.now();
  const say = (text) => process.stderr.write(`ytterby: ${text}\n`);
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  say(`${what} …`);
  const reminder = setInterval(() => say(`still ${what} (${seconds()})`), REMINDER_MS);
  try {
    const result = await work();
    say(`${what}: ${seconds()}`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}
