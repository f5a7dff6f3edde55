import type { Command } from "commander";
import type { Address } from "../../../domain/hex.ts";
import { type Role, roles } from "../../../domain/participants.ts";
import { enrol, grantRole, reinstate, suspend } from "../../../ledger/governance-calls.ts";
import { oneOf, toAddress, toCountry, toLocation } from "../../arguments.ts";
import type { Say } from "../../program.ts";
import { act, addAct, type WindowOptions, windowOf, withWindow } from "./act.ts";

/** Acts about organisations: `enrol`, `suspend`, `reinstate`, `role`. */
export function addOrganisationActs(govern: Command, say: Say): void {
  const organisation = ["<organisation>", say("its address", "组织地址"), toAddress] as const;

  addAct(govern, say, "enrol", "enrol an organisation", "登记组织")
    .argument(...organisation)
    .requiredOption("--name <name>", say("its name", "名称"))
    .requiredOption("--country <code>", say("country of registration", "注册国家"), toCountry)
    .requiredOption("--site <gln>", say("its Global Location Number", "全球位置码"), toLocation)
    .action(
      act((address: Address, { name, country, site }: { name: string; country: string; site: bigint }) =>
        enrol({ organisation: address, name, country, site }),
      ),
    );

  addAct(govern, say, "suspend", "stop an organisation's statements", "暂停组织的声明")
    .argument(...organisation)
    .action(act((address: Address, _options: object) => suspend(address)));

  addAct(govern, say, "reinstate", "let a suspended organisation state again", "恢复被暂停组织的声明权")
    .argument(...organisation)
    .action(act((address: Address, _options: object) => reinstate(address)));

  const role = addAct(govern, say, "role", "grant a role, or change its window", "授予角色或更改其期限")
    .argument(...organisation)
    .argument("<role>", roles.join(", "), oneOf(roles))
    .option(
      "--country <code>",
      say("country in which it holds (default: every one)", "适用国家（默认：所有）"),
      toCountry,
    )
    .option("--site <gln>", say("site for which it holds (default: every one)", "适用地点（默认：所有）"), toLocation);
  withWindow(role, say).action(
    act((address: Address, granted: Role, options: WindowOptions & { country?: string; site?: bigint }) =>
      grantRole({
        organisation: address,
        role: granted,
        country: options.country ?? null,
        site: options.site ?? null,
        ...windowOf(options),
      }),
    ),
  );
}
