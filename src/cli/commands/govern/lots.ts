import type { Command } from "commander";
import type { Address, Hex } from "../../../domain/hex.ts";
import { type LiftReason, liftReasons } from "../../../domain/hold.ts";
import { acts } from "../../../governance/acts.ts";
import {
  enrolLotsModule,
  enrolModule,
  liftHold,
  overruleFinding,
  release,
  restoreSeized,
  setAside,
  setAsideCorrection,
  setCalendar,
  setMovementRules,
  setURI,
  unlinkFinding,
} from "../../../governance/calls.ts";
import { oneOf, toAddress, toAddresses, toCountry, toDays, toHash, toTimeSpan } from "../../arguments.ts";
import type { Say } from "../../language.ts";
import { act, addAct } from "./act.ts";

/** Acts about lots and about the contracts that write them: `set-aside`, `set-aside-correction`, `release`, `overrule`, `lift-hold`, `restore-seized`, `unlink-finding`, `calendar`, `module …`, `metadata`, `movement-rules`. */
export function addLotActs(govern: Command, say: Say): void {
  const lot = ["<lot>", say("id of the lot", "批次标识"), toHash] as const;

  addAct(govern, say, "set-aside", acts.setAside.words)
    .argument(...lot)
    .argument("<statement>", say("digest of what is set aside", "被推翻声明的摘要"), toHash)
    .action(act((id: Hex, statement: Hex, _options: object) => setAside(BigInt(id), statement)));

  addAct(govern, say, "set-aside-correction", acts.setAsideCorrection.words)
    .argument(...lot)
    .argument("<correction>", say("digest of the correction", "更正声明的摘要"), toHash)
    .action(act((id: Hex, correction: Hex, _options: object) => setAsideCorrection(BigInt(id), correction)));

  addAct(govern, say, "release", acts.release.words)
    .argument(...lot)
    .action(act((id: Hex, _options: object) => release(BigInt(id))));

  addAct(govern, say, "overrule", acts.overruleFinding.words)
    .argument(...lot)
    .argument("<attester>", say("address of who made it", "作出结果的组织地址"), toAddress)
    .argument("<finding>", say("digest of the finding", "检验结果的摘要"), toHash)
    .action(
      act((id: Hex, attester: Address, finding: Hex, _options: object) =>
        overruleFinding({ lot: BigInt(id), attester, finding }),
      ),
    );

  addAct(govern, say, "lift-hold", acts.liftHold.words)
    .argument(...lot)
    .argument("<hold>", say("digest of the hold", "扣留声明的摘要"), toHash)
    .requiredOption("--reason <reason>", liftReasons.join(", "), oneOf(liftReasons))
    .action(
      act((id: Hex, hold: Hex, { reason }: { reason: LiftReason }) => liftHold({ lot: BigInt(id), hold, reason })),
    );

  addAct(govern, say, "restore-seized", acts.restoreSeized.words)
    .argument(...lot)
    .argument("<seizure>", say("digest of the seizure", "扣押声明的摘要"), toHash)
    .requiredOption("--reason <reason>", liftReasons.join(", "), oneOf(liftReasons))
    .action(
      act((id: Hex, seizure: Hex, { reason }: { reason: LiftReason }) =>
        restoreSeized({ lot: BigInt(id), seizure, reason }),
      ),
    );

  addAct(govern, say, "unlink-finding", acts.unlinkFinding.words)
    .argument(...lot)
    .argument("<finding>", say("digest of the finding", "查获情况声明的摘要"), toHash)
    .requiredOption("--reason <reason>", liftReasons.join(", "), oneOf(liftReasons))
    .action(
      act((id: Hex, finding: Hex, { reason }: { reason: LiftReason }) =>
        unlinkFinding({ lot: BigInt(id), finding, reason }),
      ),
    );

  addAct(govern, say, "calendar", acts.setCalendar.words)
    .argument("<country>", say("ISO 3166-1 alpha-2 code", "国家代码"), toCountry)
    .argument("<days...>", say("days, such as 2026-10-01", "日期，如 2026-10-01"), toDays)
    .option("--usual", say("they are no exceptions any more", "不再属于例外"))
    .action(
      act((country: string, daysChanged: number[], { usual = false }: { usual?: boolean }) =>
        setCalendar({ country, daysChanged, exceptional: !usual }),
      ),
    );

  const module = govern
    .command("module")
    .description(say("let contracts act as modules, or no longer", "允许或停止合约作为模块"));
  const address = ["<address>", say("address of the contract", "合约地址"), toAddress] as const;
  const withLateness = (command: Command) =>
    command.option(
      "--lateness <duration>",
      say("how far back its statements may lie: 12h, 30d", "其声明可追溯的时长：12h、30d"),
      toTimeSpan,
      toTimeSpan("30d"),
    );
  withLateness(
    addAct(module, say, "add", {
      en: "let a contract take statements and write lots",
      zh: "允许合约接收声明并写入批次",
    }),
  )
    .argument(...address)
    .action(
      act((added: Address, { lateness }: { lateness: number }) => [
        enrolModule({ module: added, status: "active", latenessSeconds: lateness }),
        enrolLotsModule(added, true),
      ]),
    );
  withLateness(addAct(module, say, "close", { en: "let it only end what it began", zh: "只允许其了结已开始的业务" }))
    .argument(...address)
    .action(
      act((closed: Address, { lateness }: { lateness: number }) =>
        enrolModule({ module: closed, status: "closing", latenessSeconds: lateness }),
      ),
    );
  addAct(module, say, "remove", { en: "let it do nothing any more", zh: "停止其一切业务" })
    .argument(...address)
    .action(
      act((removed: Address, _options: object) => [
        enrolModule({ module: removed, status: "none", latenessSeconds: 0 }),
        enrolLotsModule(removed, false),
      ]),
    );

  addAct(govern, say, "metadata", acts.setURI.words)
    .argument("<uri>", say("address, with {id} for the token", "地址，以 {id} 代表通证"))
    .action(act((uri: string, _options: object) => setURI(uri)));

  addAct(govern, say, "movement-rules", acts.setMovementRules.words)
    .argument("[addresses...]", say("addresses of the contracts (default: none)", "合约地址（默认：无）"), toAddresses)
    .action(act((rules: Address[] | undefined, _options: object) => setMovementRules(rules ?? [])));
}
