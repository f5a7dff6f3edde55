import "./without-eval.ts";
import { type Material, recompute, type Step } from "./recompute.ts";

/** What the page is told: that it may send the material, each step as it is done, and that there are no more. */
export type Told = "ready" | Step | "done";

const tell = (told: Told) => postMessage(told);

// Beside the page, so that it never waits.
addEventListener("message", ({ data }: MessageEvent<Material>) => {
  for (const step of recompute(data)) tell(step);
  tell("done");
});
// Loading this module takes a while (it awaits WebAssembly), and what is sent before it listens would be lost.
tell("ready");
