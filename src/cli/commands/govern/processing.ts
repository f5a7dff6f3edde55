import type { Command } from "commander";
import { z } from "zod";
import { elementSymbols } from "../../../domain/elements.ts";
import { type Form, forms } from "../../../domain/form.ts";
import type { Address } from "../../../domain/hex.ts";
import { type InheritancePolicy, inheritancePolicies } from "../../../domain/inheritance.ts";
import { acts } from "../../../governance/acts.ts";
import { grantAllowance, setInheritancePolicy, setTerms, setThreshold } from "../../../governance/calls.ts";
import { oneOf, toAddress, toFootprint, toLocation, toNanograms, toReason, toScheme } from "../../arguments.ts";
import type { Say } from "../../language.ts";
import { parse, readJson } from "../../statement-file.ts";
import { act, addAct } from "./act.ts";

const terms = z.strictObject({
  toleranceBasisPoints: z.int().min(0).max(100),
  prices: z.partialRecord(z.enum(elementSymbols), z.int().min(0).max(0xffff_ffff)).default({}),
});

interface ThresholdOptions {
  low: number;
  zero: number;
}

interface AllowanceOptions {
  tolerance: bigint;
  reliance: bigint;
}

/** Acts about carbon classes, and about what transformations may do. */
export function addProcessingActs(govern: Command, say: Say): void {
  addAct(govern, say, "threshold", acts.setThreshold.words)
    .argument("<scheme>", say("number of the scheme", "方案编号"), toScheme)
    .argument("<form>", say("form of the lots", "批次形态"), oneOf(forms))
    .requiredOption("--low <grams>", say("low-carbon up to, g CO2e per kg", "低碳上限，g CO2e/kg"), toFootprint)
    .requiredOption("--zero <grams>", say("zero-carbon up to, g CO2e per kg", "零碳上限，g CO2e/kg"), toFootprint)
    .action(
      act((scheme: number, form: Form, { low, zero }: ThresholdOptions) =>
        setThreshold({ scheme, form, lowCarbonGramsPerKilogram: low, zeroCarbonGramsPerKilogram: zero }),
      ),
    );

  addAct(govern, say, "terms", acts.setTerms.words)
    .argument("<scheme>", say("number of the scheme", "方案编号"), toScheme)
    .requiredOption(
      "--terms <file>",
      say(
        'JSON {"toleranceBasisPoints", "prices": {"Nd": …}} (smallest unit of a currency, per kg as element)',
        'JSON {"toleranceBasisPoints", "prices": {"Nd": …}}（货币最小单位，每千克元素）',
      ),
    )
    .action(
      act(async (scheme: number, options: { terms: string }) =>
        setTerms({ scheme, ...parse(terms, await readJson(options.terms), options.terms) }),
      ),
    );

  addAct(govern, say, "allowance", acts.grantAllowance.words)
    .argument("<organisation>", say("address of the organisation", "组织地址"), toAddress)
    .argument("<site>", say("Global Location Number", "全球位置码"), toLocation)
    .requiredOption("--tolerance <nanograms>", say("on tolerance, in all", "容差总额度（纳克）"), toNanograms)
    .requiredOption("--reliance <nanograms>", say("on detection limits, in all", "检出限总额度（纳克）"), toNanograms)
    .action(
      act((organisation: Address, site: bigint, { tolerance, reliance }: AllowanceOptions) =>
        grantAllowance({ organisation, site, toleranceNanograms: tolerance, relianceNanograms: reliance }),
      ),
    );

  addAct(govern, say, "inheritance", acts.setInheritancePolicy.words)
    .argument("<reason>", say("reason code", "原因代码"), toReason)
    .argument("<policy>", inheritancePolicies.join(", "), oneOf(inheritancePolicies))
    .action(act((reason: number, policy: InheritancePolicy) => setInheritancePolicy({ reason, policy })));
}
