import type { Command } from "commander";
import type { Say } from "../language.ts";
import { addCertificationActs } from "./govern/certification.ts";
import { addCustodyActs } from "./govern/custody.ts";
import { addExportControlActs } from "./govern/export-control.ts";
import { addKeyActs } from "./govern/keys.ts";
import { addLotActs } from "./govern/lots.ts";
import { addOrganisationActs } from "./govern/organisations.ts";
import { addProcessingActs } from "./govern/processing.ts";

/** `ytterby govern`: acts of governance, signed with the governor's key and sent straight to the ledger. */
export function addGovern(program: Command, say: Say): void {
  const govern = program
    .command("govern")
    .description(
      say("acts of governance (without --key: on the embedded ledger)", "治理行为（无 --key 时用于内嵌账本）"),
    );
  addOrganisationActs(govern, say);
  addKeyActs(govern, say);
  addCertificationActs(govern, say);
  addProcessingActs(govern, say);
  addCustodyActs(govern, say);
  addLotActs(govern, say);
  addExportControlActs(govern, say);
}
