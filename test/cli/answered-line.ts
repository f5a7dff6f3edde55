import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CommandLine, type Ended } from "./command-line.ts";

/** The command line of a suite, against a service that answers everything as the suite says. */
export interface AnsweredLine {
  /** What the service was asked, in order: addresses with their parameters. */
  readonly asked: readonly string[];
  /** The data folder. */
  folder(): string;
  run(...args: string[]): Promise<Ended>;
}

/** Sets it up for the suite that calls this. @param answer What the service answers to an address, as JSON. */
export function answeredLine(answer: (address: string) => unknown): AnsweredLine {
  const asked: string[] = [];
  let line: CommandLine;
  let server: Server;
  let url: string;

  before(async () => {
    line = await CommandLine.create();
    server = createServer((request, response) => {
      const address = request.url ?? "";
      asked.push(address);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer(address)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(async () => {
    await new Promise((resolve) => server.close(resolve));
    await line.remove();
  });

  return { asked, folder: () => line.folder, run: (...args) => line.run(["--url", url, ...args]) };
}
