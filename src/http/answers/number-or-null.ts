/** A time of the store as answers have it. */
export function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
