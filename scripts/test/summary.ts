import { brokenBy, type Trial } from "./trial.ts";

const SLOWEST = 10;

/** Prints what each task printed, once it has ended, and all that failed at the end. */
export class Summary {
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  readonly #failures: { name: string; text: string }[] = [];
  readonly #passedLater: { name: string; text: string }[] = [];
  readonly #leftOut: string[] = [];
  readonly #durations: { name: string; ms: number; otherMs: number }[] = [];

  add({ name, outcome, ms, output }: Trial): void {
    const { passed, failed, skipped, failures, testsMs } = outcome;
    this.#counts.passed += passed;
    this.#counts.failed += failed;
    this.#counts.skipped += skipped;
    for (const text of failures) this.#failures.push({ name, text });
    this.#durations.push({ name, ms, otherMs: testsMs === 0 ? 0 : ms - testsMs });
    // With --grep most files have nothing to say.
    if (passed + failed + skipped > 0) this.#printOutput(`${name} (${seconds(ms)})`, output);
  }

  /** The second trial of what failed: that one counts. */
  addSecond(first: Trial, second: Trial): void {
    this.#printOutput(`${first.name} failed (${seconds(first.ms)}), and was tried again`, first.output);
    this.add(second);
    if (second.outcome.failed > 0) return;
    for (const text of first.outcome.failures) this.#passedLater.push({ name: first.name, text });
  }

  /** What was not begun, as there was no time for it. */
  addLeftOut(name: string): void {
    this.#counts.skipped += 1;
    this.#leftOut.push(name);
  }

  /** A process that ended how it should not. */
  addBroken(name: string, reason: string, output: string): void {
    const { failed, failures } = brokenBy(reason, output);
    this.#counts.failed += failed;
    for (const text of failures) this.#failures.push({ name, text });
    this.#printOutput(name, output);
  }

  /** @returns Whether something ran and nothing failed. */
  print(): boolean {
    const { passed, failed, skipped } = this.#counts;
    if (this.#durations.length > SLOWEST) this.#printSlowest();
    if (passed + failed === 0) console.log("\nNo test was run: nothing matches.");
    if (this.#leftOut.length > 0) console.log("\nLeft out, for want of time:");
    for (const name of this.#leftOut) console.log(`  ${name}`);
    if (this.#failures.length > 0) console.log("\nFailed tests:");
    for (const { name, text } of this.#failures) console.log(`\n${name}\n  ${text}`);
    if (this.#passedLater.length > 0) console.log("\nPassed only when tried again:");
    for (const { name, text } of this.#passedLater) console.log(`\n${name}\n  ${text}`);
    console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
    return failed === 0 && passed > 0;
  }

  #printOutput(heading: string, output: string): void {
    if (output.trim() !== "") console.log(`\n${heading}\n${output.trimEnd()}`);
  }

  #printSlowest(): void {
    const slowest = this.#durations.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST);
    console.log("\nSlowest files, with what hooks and loading took of it:");
    for (const { name, ms, otherMs } of slowest) {
      console.log(`  ${seconds(ms).padStart(7)} ${`(${seconds(otherMs)})`.padStart(9)}  ${name}`);
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
