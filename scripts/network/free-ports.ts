import { createServer } from "node:net";

/** Ports from the first validator's on: ten for each, of which three are used. */
const portsEach = 10;
/** Below the ports that systems give to outgoing connections. */
const range = { from: 21_100, to: 31_000 };

/** A first port such that all that a network of this size listens on are free just now. @throws Error if none is found. */
export async function freePorts(validators: number): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const width = validators * portsEach;
    const base = range.from + width * Math.floor(Math.random() * Math.floor((range.to - range.from) / width));
    if ((await Promise.all(portsOf(base, validators).map(isFree))).every(Boolean)) return base;
  }
  throw new Error("No free ports were found for a network.");
}

function portsOf(base: number, validators: number): number[] {
  return Array.from({ length: validators }, (_, index) =>
    [0, 1, 2].map((offset) => base + portsEach * index + offset),
  ).flat();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
