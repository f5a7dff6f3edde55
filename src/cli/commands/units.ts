import type { Command } from "commander";
import { hexlify } from "ethers";
import { LotSecret } from "../../units/lot-secret.ts";
import { type CodedLot, codedLot, keptSecret, refused, treeOf } from "../coded-lot.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { signedInClient } from "../service-client.ts";
import { addUnitCheck } from "./units/check.ts";
import { addUnitPacking } from "./units/pack.ts";
import { addUnitPrinting } from "./units/print.ts";
import { addUnitRegister } from "./units/register.ts";

/** `ytterby units`: codes of a lot's grams. */
export function addUnits(program: Command, say: Say): void {
  const units = program
    .command("units")
    .description(
      say("codes of a lot's grams: make, register, print and check them", "批次各克的编码：生成、登记、打印与核验"),
    );

  units
    .command("generate <lot>")
    .description(
      say(
        "draw a lot's secret, and make the tree over the codes of its grams; what was interrupted goes on",
        "抽取批次密钥并生成各克编码之树；中断后可继续",
      ),
    )
    .action(async (name: string, _options: object, command: Command) => {
      const context = openContext(command);
      const coded = await codedLot(context, await signedInClient(context), name);
      const { root, grams } = await treeOf(context, coded, await drawnSecret(coded));
      context.terminal.result({ lot: coded.lot.id, grams: Number(grams), root }, [
        context.terminal.text({
          en: `${grams} codes of lot ${coded.lot.lotNumber} are made. Register their root: ytterby units register ${coded.lot.lotNumber}`,
          zh: `批次 ${coded.lot.lotNumber} 的 ${grams} 个编码已生成。请登记其根：ytterby units register ${coded.lot.lotNumber}`,
        }),
        root,
      ]);
    });

  units
    .command("delegate <lot>")
    .description(
      say(
        "have the service keep the secret of a lot, so that it can check and print codes; as its producer, signed in",
        "将批次密钥交服务保管，使其能核验与打印编码；须以生产商身份登录",
      ),
    )
    .action(async (name: string, _options: object, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const coded = await codedLot(context, client, name);
      const secret = await keptSecret(coded);
      const state = await client.keepUnitSecret(coded.lot.id, hexlify(secret.reveal()));
      context.terminal.result(state, [
        context.terminal.text(
          state.state === "open"
            ? { en: "The service checks codes of this lot from now on.", zh: "服务即日起可核验该批次的编码。" }
            : {
                en: `The service has the secret; its codes are: ${state.state}.`,
                zh: `服务已收到密钥；编码状态：${state.state}。`,
              },
        ),
      ]);
    });

  units
    .command("custody <lot>")
    .description(say("whether the service can check codes of a lot by itself", "服务能否自行核验某批次的编码"))
    .action(async (name: string, _options: object, command: Command) => {
      const context = openContext(command);
      const client = await signedInClient(context);
      const coded = await codedLot(context, client, name);
      const state = await client.unitCustody(coded.lot.id);
      context.terminal.result(state, [state.state]);
    });

  addUnitRegister(units, say);
  addUnitPrinting(units, say);
  addUnitPacking(units, say);
  addUnitCheck(units, say);
}

/** The secret of a lot, drawn where none is kept. It is on the disk before anything is derived from it. */
async function drawnSecret({ custody, lot, context }: CodedLot): Promise<LotSecret> {
  const kept = await custody.secretOf(lot.id, context).catch(refused);
  if (kept !== undefined) return kept;
  const secret = LotSecret.draw();
  await custody.keep(lot.id, context, secret);
  return secret;
}
