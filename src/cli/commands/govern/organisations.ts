import type { Command } from "commander";
import type { Address } from "../../../domain/hex.ts";
import { type Role, roles, type Scope, scopes } from "../../../domain/participants.ts";
import { acts } from "../../../governance/acts.ts";
import { addKey, enrol, type GovernanceCall, grantRole, reinstate, suspend } from "../../../governance/calls.ts";
import { oneOf, someOf, toAddress, toCountry, toLocation, toName } from "../../arguments.ts";
import { CliError } from "../../cli-error.ts";
import { openContext } from "../../context.ts";
import { type GovernorOptions, governWith } from "../../governing.ts";
import type { Say } from "../../language.ts";
import { endOf, startOf } from "../../moment.ts";
import { act, addAct, type WindowOptions, windowOf, withWindow } from "./act.ts";
import { refuseDoubles } from "./doubles.ts";

interface EnrolOptions extends Partial<WindowOptions> {
  name: string;
  country: string;
  site: bigint;
  knownDouble?: true;
  role?: Role[];
  signingKey?: Address;
  scopes?: Scope[];
}

/** Acts about organisations: `enrol`, `suspend`, `reinstate`, `role`. */
export function addOrganisationActs(govern: Command, say: Say): void {
  const organisation = ["<organisation>", say("its address", "组织地址"), toAddress] as const;

  addAct(govern, say, "enrol", acts.enrol.words)
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
    .option(
      "--role <list>",
      say(`with these roles: ${roles.join(",")}`, `同时授予角色：${roles.join(",")}`),
      someOf(roles),
    )
    .option("--signing-key <address>", say("with this key", "同时添加此密钥"), toAddress)
    .option(
      "--scopes <list>",
      say(`what it may sign: ${scopes.join(",")}`, `可签范围：${scopes.join(",")}`),
      someOf(scopes),
    )
    .option(
      "--from <date>",
      say("first day of roles and key (default: now)", "角色与密钥的首日（默认：现在）"),
      startOf,
    )
    .option("--until <date>", say("last day of roles and key, inclusive", "角色与密钥的末日（含）"), endOf)
    .action(async (address: Address, options: EnrolOptions, command: Command) => {
      const { name, country, site, knownDouble } = options;
      const context = openContext(command);
      const more = rolesAndKey(address, options);
      if (knownDouble === undefined) await refuseDoubles(context, { address, name, site });
      const enrolment = enrol({ organisation: address, name, country, site });
      await governWith(context, command.opts<GovernorOptions>(), enrolment, ...more);
      if (options.signingKey === undefined) {
        context.terminal.note({
          en: `It has no key yet, so it can sign nothing: ytterby govern key add ${address} <key> --scopes … --until …`,
          zh: `它尚无密钥，不能签署任何声明：ytterby govern key add ${address} <密钥> --scopes … --until …`,
        });
      }
      if (options.role === undefined) {
        context.terminal.note({
          en: `It has no role yet: ytterby govern role ${address} <role> --until …`,
          zh: `它尚无角色：ytterby govern role ${address} <角色> --until …`,
        });
      }
    });

  addAct(govern, say, "suspend", acts.suspend.words)
    .argument(...organisation)
    .action(act((address: Address, _options: object) => suspend(address)));

  addAct(govern, say, "reinstate", acts.reinstate.words)
    .argument(...organisation)
    .action(act((address: Address, _options: object) => reinstate(address)));

  const role = addAct(govern, say, "role", acts.grantRole.words)
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

/** Roles and key that an organisation is enrolled with, in the same transaction. */
function rolesAndKey(organisation: Address, options: EnrolOptions): GovernanceCall[] {
  const { role: granted = [], signingKey: key, scopes: signs, from, until } = options;
  if (granted.length === 0 && key === undefined) return [];
  if (until === undefined || (key === undefined) !== (signs === undefined)) {
    throw new CliError("usage", {
      en: "Roles and a key need their last day (--until), and a key what it may sign (--scopes).",
      zh: "角色与密钥须有末日（--until），密钥须有可签范围（--scopes）。",
    });
  }
  const window = windowOf({ ...(from !== undefined && { from }), until });
  return [
    ...granted.map((role) => grantRole({ organisation, role, country: null, site: null, ...window })),
    ...(key === undefined || signs === undefined ? [] : [addKey({ organisation, key, scopes: signs, ...window })]),
  ];
}
