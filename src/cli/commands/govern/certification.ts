import type { Command } from "commander";
import { z } from "zod";
import { attestationKinds } from "../../../domain/attestation.ts";
import { forms } from "../../../domain/form.ts";
import type { Address } from "../../../domain/hex.ts";
import { allocations, custodyModels } from "../../../domain/lot.ts";
import { momentOf } from "../../../domain/moment.ts";
import { type QuotaKind, quotaKinds } from "../../../domain/quota.ts";
import { acts } from "../../../governance/acts.ts";
import { accredit, grantQuota, setScheme } from "../../../governance/calls.ts";
import { oneOf, toAddress, toCountry, toGrams, toName, toQuota, toScheme } from "../../arguments.ts";
import { openContext } from "../../context.ts";
import { type GovernorOptions, governWith } from "../../governing.ts";
import type { Say } from "../../language.ts";
import { parse, readJson } from "../../statement-file.ts";
import { act, addAct, type WindowOptions, windowOf, withWindow } from "./act.ts";

interface QuotaOptions extends WindowOptions {
  organisation: Address;
  kind: QuotaKind;
  country: string;
  grams: bigint;
}

const days = z.int().min(0).max(65_535);
/** Unix seconds, or a day or a moment as text. */
const time = (edge: "start" | "end") =>
  z.union([
    z.int().min(0),
    z.string().transform((text, context) => {
      const moment = momentOf(text, edge);
      if (typeof moment === "number") return moment;
      context.addIssue({ code: "custom", message: moment.fault.en, params: { zh: moment.fault.zh } });
      return z.NEVER;
    }),
  ]);

const terms = z.strictObject({
  validFrom: time("start"),
  validUntil: time("end"),
  suspended: z
    .strictObject({ from: time("start"), until: time("end") })
    .nullable()
    .default(null),
  attestations: z.array(z.enum(attestationKinds)),
  forms: z.array(z.enum(forms)),
  maximumAgeDays: days,
  maximumValidityDays: days,
  custodyModels: z.array(z.enum(custodyModels)).default([...custodyModels]),
  allocations: z.array(z.enum(allocations)).default([...allocations]),
  minimumPrimaryDataPercent: z.int().min(0).max(100).default(0),
});

/** Acts about certification: `quota`, `scheme`, `accredit`. */
export function addCertificationActs(govern: Command, say: Say): void {
  const quota = addAct(govern, say, "quota", acts.grantQuota.words)
    .argument(
      "<name>",
      say("its name, of at most 31 bytes, or 0x and 64 digits", "名称（至多 31 字节）或 0x 加 64 位数字"),
      toQuota,
    )
    .requiredOption("--organisation <address>", say("who may draw on it", "可使用的组织"), toAddress)
    .requiredOption("--kind <kind>", quotaKinds.join(", "), oneOf(quotaKinds))
    .requiredOption("--country <code>", say("country of the producing site", "生产地国家"), toCountry)
    .requiredOption("--grams <grams>", say("grams granted in all", "授予总克数"), toGrams);
  withWindow(quota, say).action(async (id: string, options: QuotaOptions, command: Command) => {
    const { organisation, kind, country, grams, ...window } = options;
    const context = openContext(command);
    const granted = { quota: id, organisation, kind, country, grantedGrams: grams, ...windowOf(window) };
    await governWith(context, command.opts<GovernorOptions>(), grantQuota(granted));
    context.terminal.note({ en: `The quota's id is ${id}.`, zh: `配额编号为 ${id}。` });
  });

  addAct(govern, say, "scheme", acts.setScheme.words)
    .argument("<number>", say("its number", "编号"), toScheme)
    .requiredOption("--name <name>", say("its name", "名称"), toName)
    .requiredOption(
      "--terms <file>",
      say(
        'JSON {"validFrom", "validUntil", "suspended", "attestations", "forms", "maximumAgeDays", "maximumValidityDays", "custodyModels", "allocations", "minimumPrimaryDataPercent"}',
        'JSON {"validFrom", "validUntil", "suspended", "attestations", "forms", "maximumAgeDays", "maximumValidityDays", "custodyModels", "allocations", "minimumPrimaryDataPercent"}',
      ),
    )
    .action(
      act(async (scheme: number, options: { name: string; terms: string }) =>
        setScheme({ scheme, name: options.name, terms: parse(terms, await readJson(options.terms), options.terms) }),
      ),
    );

  const accreditation = addAct(govern, say, "accredit", acts.accredit.words)
    .argument("<scheme>", say("number of the scheme", "方案编号"), toScheme)
    .argument("<organisation>", say("address of the verifier", "核查方地址"), toAddress);
  withWindow(accreditation, say).action(
    act((scheme: number, organisation: Address, options: WindowOptions) =>
      accredit({ scheme, organisation, ...windowOf(options) }),
    ),
  );
}
