import type { Route } from "../route.ts";
import { readStatementStatus } from "./read-statement-status.ts";
import { submitStatement } from "./submit-statement.ts";

/** Every route of the interface. */
export const allRoutes: readonly Route[] = [submitStatement, readStatementStatus];
