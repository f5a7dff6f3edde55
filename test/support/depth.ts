/** `npm run test:deep` sets it. The files that read it run there, beside the Solidity tests. */
export const deep = process.env.YTTERBY_TEST_DEEP === "1";

/** How often something random is tried: `few` times in `npm test`, `many` in `npm run test:deep`. */
export function times(few: number, many: number): number {
  return deep ? many : few;
}
