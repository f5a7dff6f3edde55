import type { Command } from "commander";
import type { Address } from "../../../domain/hex.ts";
import { type Scope, scopes } from "../../../domain/participants.ts";
import { acts } from "../../../governance/acts.ts";
import { addKey, revokeKey } from "../../../governance/calls.ts";
import { someOf, toAddress } from "../../arguments.ts";
import type { Say } from "../../language.ts";
import { startOf } from "../../moment.ts";
import { act, addAct, type WindowOptions, windowOf, withWindow } from "./act.ts";

/** Acts about an organisation's keys: `key add`, `key revoke`. */
export function addKeyActs(govern: Command, say: Say): void {
  const key = govern.command("key").description(say("add or revoke an organisation's keys", "添加或吊销组织的密钥"));
  const organisation = ["<organisation>", say("its address", "组织地址"), toAddress] as const;
  const account = ["<address>", say("address of the key", "密钥地址"), toAddress] as const;

  const adding = addAct(key, say, "add", acts.addKey.words)
    .argument(...organisation)
    .argument(...account)
    .requiredOption(
      "--scopes <list>",
      say(`what it may sign: ${scopes.join(",")}`, `可签范围：${scopes.join(",")}`),
      someOf(scopes),
    );
  withWindow(adding, say).action(
    act((address: Address, added: Address, options: WindowOptions & { scopes: Scope[] }) =>
      addKey({ organisation: address, key: added, scopes: options.scopes, ...windowOf(options) }),
    ),
  );

  addAct(key, say, "revoke", acts.revokeKey.words)
    .argument(...organisation)
    .argument(...account)
    .option("--compromised-since <date>", say("from when on what it signed is suspect", "自何时起其签名可疑"), startOf)
    .action(
      act((address: Address, revoked: Address, { compromisedSince }: { compromisedSince?: number }) =>
        revokeKey({ organisation: address, key: revoked, compromisedSince: compromisedSince ?? null }),
      ),
    );
}
