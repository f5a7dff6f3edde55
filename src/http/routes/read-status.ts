import { serviceStatus } from "../../api/schemas/status.ts";
import { alarms } from "../../watch/alarms.ts";
import { lagOf } from "../../watch/lag.ts";
import { readinessProblems } from "../plumbing/readiness.ts";
import { defineRoute } from "../plumbing/route.ts";

/** Tells operators how the service fares. */
export const readStatus = defineRoute({
  name: "readStatus",
  method: "get",
  path: "/v1/status",
  tag: "Service",
  summary: "How queue, nonces and index stand, and what calls for the operator",
  success: { status: 200, description: "The status, whether ready or not", schema: serviceStatus },
  problems: [],
  async handle(services) {
    const problems = await readinessProblems(services);
    const { watch, indexer, relay } = services;
    const { alarms: raised, last } = watch.status();
    const index = indexer.status();
    const { trouble: _trouble, ...figures } = relay.status();
    return {
      body: {
        ready: problems.length === 0,
        problems,
        alarms: raised.map(({ code, detail, since }) => ({ code, message: { ...alarms[code] }, detail, since })),
        index: {
          state: index.state,
          block: numberOrNull(index.indexedBlock),
          lagBlocks: numberOrNull(lagOf(index)),
        },
        relay: { ...figures, ledgerNonce: numberOrNull(last?.ledger?.nonce) },
      },
    };
  },
});

function numberOrNull(value: bigint | undefined): number | null {
  return value === undefined ? null : Number(value);
}
