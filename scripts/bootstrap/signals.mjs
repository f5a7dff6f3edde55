const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Sends the signals that ask us to end to a child instead, so that it can end in order and we after it.
 * @param {import("node:child_process").ChildProcess} child
 */
export function passSignalsTo(child) {
  let received;
  const onSignal = (signal) => {
    received = signal;
    // A terminal's Ctrl-C has reached the whole process group already; twice would mean "at once, never mind order".
    if (signal === "SIGINT" && process.stdin.isTTY) return;
    child.kill(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, onSignal);
  return {
    /** Stops passing on. */
    release() {
      for (const signal of PASSED_ON) process.off(signal, onSignal);
    },
    /** Ends this process by the signal it had received, if any. */
    dieOfWhatCame() {
      if (received !== undefined) process.kill(process.pid, received);
    },
  };
}
