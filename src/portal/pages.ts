import type { ComponentType } from "react";
import type { PageName } from "./addresses.ts";
import { onDemand } from "./components/on-demand.tsx";

/**
 * The pages. A new one is a file in `pages/`, its address in `addresses.ts`, its line here, and its texts in both catalogues. Each is
 * loaded when it is first looked at.
 */
export const pages: Record<PageName, ComponentType> = {
  verify: onDemand(() => import("./pages/verify.tsx")),
  lot: onDemand(() => import("./pages/lot.tsx")),
  verdict: onDemand(() => import("./pages/lot.tsx")),
  unit: onDemand(() => import("./pages/unit.tsx")),
  unitLink: onDemand(() => import("./pages/unit.tsx")),
  work: withSchemas(() => import("./pages/work.tsx")),
  signIn: onDemand(() => import("./pages/sign-in.tsx")),
  newStatement: withSchemas(() => import("./pages/new-statement.tsx")),
  draft: withSchemas(() => import("./pages/draft.tsx")),
  open: withSchemas(() => import("./pages/open.tsx")),
  importDrafts: withSchemas(() => import("./pages/import.tsx")),
  labels: withSchemas(() => import("./pages/labels.tsx")),
  packing: withSchemas(() => import("./pages/packing.tsx")),
  package: withSchemas(() => import("./pages/package.tsx")),
  signMany: withSchemas(() => import("./pages/sign-many.tsx")),
  statement: withSchemas(() => import("./pages/statement.tsx")),
  stock: withSchemas(() => import("./desks/stock.tsx")),
  challenges: withSchemas(() => import("./desks/challenges.tsx")),
  certification: withSchemas(() => import("./desks/certification.tsx")),
  examinations: withSchemas(() => import("./desks/examinations.tsx")),
  border: withSchemas(() => import("./desks/border.tsx")),
  oversight: withSchemas(() => import("./desks/oversight.tsx")),
  control: withSchemas(() => import("./desks/control.tsx")),
  audit: withSchemas(() => import("./desks/audit.tsx")),
  operations: withSchemas(() => import("./desks/operations.tsx")),
  alerts: withSchemas(() => import("./desks/alerts.tsx")),
  alert: withSchemas(() => import("./pages/alert.tsx")),
  statistics: withSchemas(() => import("./desks/statistics.tsx")),
};

/** A page that reads statements: their schemas are told first that the page's policy lets nothing be compiled from text. */
function withSchemas(load: () => Promise<{ default: ComponentType }>) {
  return onDemand(async () => {
    await import("./check/without-eval.ts");
    return load();
  });
}
