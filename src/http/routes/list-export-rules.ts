import { exportRules } from "../../api/schemas/export-control.ts";
import { exportRuleOf, exportRuleToWire } from "../answers/export-rule.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Lists rules of export control. */
export const listExportRules = defineRoute({
  name: "listExportRules",
  method: "get",
  path: "/v1/export-control/rules",
  tag: "Custody",
  summary: "Rules of export control, as governance has set them",
  success: { status: 200, description: "All rules", schema: exportRules },
  problems: [],
  async handle({ exportControl }) {
    const rows = await exportControl.rules();
    return { body: { items: rows.map((row) => exportRuleToWire(exportRuleOf(row))) } };
  },
});
