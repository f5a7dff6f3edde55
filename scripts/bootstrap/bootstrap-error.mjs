/** A reason why the bootstrap cannot go on, as one sentence for the person at the terminal. */
export class BootstrapError extends Error {}
