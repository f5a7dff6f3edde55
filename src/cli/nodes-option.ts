import type { Say } from "./language.ts";

/** The option that names nodes of a ledger, for commands that ask no service. */
export function nodesOption(say: Say): [flags: string, description: string, parse: (text: string) => string[]] {
  return [
    "--rpc <urls>",
    say("nodes of the ledger, with commas between them: no service is asked", "账本节点，以逗号分隔：不经任何服务"),
    (text) => text.split(",").map((url) => url.trim()),
  ];
}
