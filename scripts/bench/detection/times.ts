/** In seconds. */
export const HOUR = 3_600;
export const DAY = 86_400;

/** Two years: in the second there is smuggling. Unix seconds. */
export const firstDay = Date.UTC(2025, 0, 1) / 1_000;
export const daysInAll = 730;
export const smuggledFrom = firstDay + 365 * DAY;
