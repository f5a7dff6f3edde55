/** The service did not answer, or not as a service of this kind does. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}
