import { type ComponentType, lazy } from "react";
import type { PageName } from "./addresses.ts";

/**
 * The pages. A new one is a file in `pages/`, its address in `addresses.ts`, its line here, and its texts in both catalogues. Each is
 * loaded when it is first looked at.
 */
export const pages: Record<PageName, ComponentType> = {
  verify: lazy(() => import("./pages/verify.tsx")),
  lot: lazy(() => import("./pages/lot.tsx")),
  verdict: lazy(() => import("./pages/lot.tsx")),
  unit: lazy(() => import("./pages/unit.tsx")),
  unitLink: lazy(() => import("./pages/unit.tsx")),
};
