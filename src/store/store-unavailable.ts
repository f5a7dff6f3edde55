/** What the system and the driver say where no connection is to be had, or one has broken off. */
const systemCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
/** SQLSTATE: connection exceptions (08), too many connections (53300), a server that shuts down, crashed or starts (57P01 to 57P03). */
const sqlStates = /^(08...|53300|57P0[123])$/;
const sentences = [
  "Connection terminated",
  "Client has encountered a connection error and is not queryable",
  "timeout exceeded when trying to connect",
];

/** Whether a failure means that the database does not answer, not that it refuses: the same is worth another try later. */
export function isStoreUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  if (error instanceof AggregateError && error.errors.some(isStoreUnavailable)) return true;
  if (typeof code === "string") {
    if (sqlStates.test(code)) return true;
    // Of what the system refuses, only connections are the database's.
    if (systemCodes.has(code))
      return syscall === "connect" || syscall === "read" || syscall === "write" || syscall === "getaddrinfo";
  }
  return sentences.some((sentence) => error.message.startsWith(sentence));
}
