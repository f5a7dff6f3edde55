/**
 * For a suite that opens things: returns what registers how each is closed. They are closed after the suite, the last opened
 * first, even if opening another one failed (a child process left behind would keep the test run alive).
 */
export function cleanup(): (close: () => unknown) => void {
  const closes: (() => unknown)[] = [];
  after(async () => {
    for (const close of closes.reverse()) await close();
  });
  return (close) => closes.push(close);
}
