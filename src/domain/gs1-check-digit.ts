/**
 * The check digit of the GS1 General Specifications, section 7.9: from the right, digits weigh 3 and 1 in turn, and the
 * check digit completes the sum to a multiple of ten.
 * @param digits The key without its check digit.
 */
export function gs1CheckDigit(digits: string): number {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits.charAt(digits.length - 1 - place));
    sum += place % 2 === 0 ? 3 * digit : digit;
  }
  return (10 - (sum % 10)) % 10;
}
