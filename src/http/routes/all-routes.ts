import type { Route } from "../route.ts";
import { readEvidence } from "./read-evidence.ts";
import { readNetwork } from "./read-network.ts";
import { readStatementStatus } from "./read-statement-status.ts";
import { health, metrics, openApi, ready } from "./service-routes.ts";
import { storeEvidence } from "./store-evidence.ts";
import { submitStatement } from "./submit-statement.ts";
import { verifyLot } from "./verify-lot.ts";

/** Every route of the interface. */
export const allRoutes: readonly Route[] = [
  submitStatement,
  readStatementStatus,
  storeEvidence,
  readEvidence,
  verifyLot,
  readNetwork,
  health,
  ready,
  metrics,
  openApi,
];
