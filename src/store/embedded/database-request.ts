/** What the embedded database's thread starts with. */
export interface DatabaseStart {
  /** Where its files are; made if missing. */
  folder: string;
  engine: WebAssembly.Module;
}

/** What the embedded database's thread is asked. */
export type DatabaseRequest = { id: number } & (
  | { type: "query"; sql: string; parameters: readonly unknown[] }
  | { type: "close" }
);

/** What it answers; the first answer, to a request 0 that nobody made, says that it is open. */
export type DatabaseAnswer = { id: number } & (
  | { type: "result"; command: string | undefined; rows: unknown[]; affectedRows: number | undefined }
  | { type: "error"; error: DatabaseErrorFields }
);

/** What PostgreSQL says of an error, but for the parameters: these may be secret. */
export interface DatabaseErrorFields {
  message: string;
  /** SQLSTATE */
  code?: string | undefined;
  detail?: string | undefined;
  constraint?: string | undefined;
}
