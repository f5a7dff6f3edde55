/** What to do where the ledger's blocks cannot be trusted as they are (docs/operations.md). */
export const wayBack = 'run "ytterby ledger back --to last-good" while the service is stopped';
