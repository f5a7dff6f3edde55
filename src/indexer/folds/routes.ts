import type { Fold, IncludedStatement } from "../fold.ts";

/** A consignment goes another way. What it was ever said to pass it may have passed. */
export const changeRoute: Fold<IncludedStatement<"change-route">> = {
  want({ statement, digest }, tables) {
    tables.consignment.want(statement.message.consignment);
    tables.route_change.want(digest);
  },
  apply({ statement: { message }, digest, timestamp, blockNumber, logIndex }, tables) {
    const { consignment: id, organisation, route, reason, occurredAt } = message;
    const consignment = tables.consignment.require(id);
    tables.consignment.put({ ...consignment, route, passed: [...new Set([...consignment.passed, ...route])] });
    tables.route_change.put({
      ...{ statement: digest, consignment: id, organisation, route, reason, occurred_at: BigInt(occurredAt) },
      ...{ stated_at: timestamp, block_number: blockNumber, log_index: logIndex },
    });
  },
};
