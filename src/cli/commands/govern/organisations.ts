import type { Command } from "commander";
import type { Address } from "../../../domain/hex.ts";
import { type Role, roles } from "../../../domain/participants.ts";
import { enrol, grantRole, reinstate, suspend } from "../../../ledger/governance-calls.ts";
import { oneOf, toAddress, toCountry, toLocation, toName } from "../../arguments.ts";
import { openContext } from "../../context.ts";
import { type GovernorOptions, governWith } from "../../governing.ts";
import type { Say } from "../../language.ts";
import { act, addAct, type WindowOptions, windowOf, withWindow } from "./act.ts";
import { refuseDoubles } from "./doubles.ts";

interface EnrolOptions {
  name: string;
  country: string;
  site: bigint;
  knownDouble?: true;
}

/** Acts about organisations: `enrol`, `suspend`, `reinstate`, `role`. */
export function addOrganisationActs(govern: Command, say: Say): void {
  const organisation = ["<organisation>", say("its address", "组织地址"), toAddress] as const;

  addAct(govern, say, "enrol", "enrol an organisation", "登记组织")
    .argument(...organisation)
    .requiredOption("--name <name>", say("its name", "名称"), toName)
    .requiredOption("--country <code>", say("country of registration", "注册国家"), toCountry)
    .requiredOption("--site <gln>", say("its Global Location Number", "全球位置码"), toLocation)
    .option(
      "--known-double",
      say(
        "enrol it though another has such a name, or its location number",
        "即使与其他组织的名称相似或位置码相同也登记",
      ),
    )
    .action(async (address: Address, options: EnrolOptions, command: Command) => {
      const { name, country, site, knownDouble } = options;
      const context = openContext(command);
      if (knownDouble === undefined) await refuseDoubles(context, { address, name, site });
      await governWith(context, command.opts<GovernorOptions>(), enrol({ organisation: address, name, country, site }));
    });

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
