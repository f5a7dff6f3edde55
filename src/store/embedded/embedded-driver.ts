import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import {
  AbortedTransactionError,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from "kysely";
import type { DatabaseAnswer, DatabaseErrorFields, DatabaseRequest, DatabaseStart } from "./database-request.ts";

type Result = Extract<DatabaseAnswer, { type: "result" }>;
type Waiting = { resolve(result: Result): void; reject(error: Error): void };
type Asked = DatabaseRequest extends infer Request
  ? Request extends DatabaseRequest
    ? Omit<Request, "id">
    : never
  : never;

let engine: Promise<WebAssembly.Module> | undefined;

/** The database's program, compiled once in a process: all its threads run the same, and it is not made fast anew in each. */
function compiledEngine(): Promise<WebAssembly.Module> {
  const file = new URL("pglite.wasm", import.meta.resolve("@electric-sql/pglite"));
  engine ??= readFile(file).then((bytes) => WebAssembly.compile(bytes));
  return engine;
}

/** An error of the embedded database, with PostgreSQL's code where it has one. */
export class EmbeddedDatabaseError extends Error {
  override name = "EmbeddedDatabaseError";

  constructor({ message, ...fields }: DatabaseErrorFields) {
    super(message);
    Object.assign(this, fields);
  }
}

/**
 * The embedded database, which runs in a thread of its own, as Kysely drives databases. It has one session, so a transaction shuts out
 * everybody else. What stands alone is handed over at once: the thread has the next query there when it has answered one, and need not wait
 * until this one, which is busy, has read the answer.
 */
export class EmbeddedDriver implements Driver {
  readonly #folder: string;
  readonly #waiting = new Map<number, Waiting>();
  /** Whose transaction is open. */
  #holder: DatabaseConnection | undefined;
  /** What is handed over once that has ended, in order. */
  readonly #held: (() => void)[] = [];
  readonly #onEnd: (reason: Error) => void;
  #worker: Worker | undefined;
  #ended: Error | undefined;
  #closing = false;
  #lastId = 0;

  /** @param onEnd Told once if the database ends by itself; it does not come back. */
  constructor(folder: string, onEnd: (reason: Error) => void = () => {}) {
    this.#folder = folder;
    this.#onEnd = onEnd;
  }

  /** Opens the database. @throws EmbeddedDatabaseError if the folder holds none and none can be made there. */
  async init(): Promise<void> {
    const workerData: DatabaseStart = { folder: this.#folder, engine: await compiledEngine() };
    // Options that node was started with are meant for the main thread.
    const options = { workerData, execArgv: [] };
    const worker = new Worker(new URL("./database-thread.ts", import.meta.url), options);
    this.#worker = worker;
    worker.on("message", (answer: DatabaseAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#end(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => this.#end(new EmbeddedDatabaseError({ message: "The embedded database has ended." })));
    await this.#answerTo(worker, 0);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection: DatabaseConnection = {
      executeQuery: <Row>({ sql, parameters }: CompiledQuery) => this.#query<Row>(connection, sql, parameters),
      streamQuery: () => {
        throw new Error("The embedded database gives its rows at once.");
      },
    };
    return connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#ask({ type: "query", sql: "begin", parameters: [] }, connection, true);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const committing = this.#ask({ type: "query", sql: "commit", parameters: [] }, connection);
    this.#leave(connection);
    // PostgreSQL answers so where a statement has failed before: nothing of the transaction is there.
    if ((await committing).command === "ROLLBACK") throw new AbortedTransactionError();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const taking = this.#ask({ type: "query", sql: "rollback", parameters: [] }, connection);
    this.#leave(connection);
    await taking;
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    // Where it could not be begun, or be ended.
    this.#leave(connection);
  }

  async destroy(): Promise<void> {
    if (this.#worker === undefined || this.#ended !== undefined) return;
    this.#closing = true;
    await this.#ask({ type: "close" }, await this.acquireConnection());
    await this.#worker.terminate();
  }

  async #query<Row>(
    connection: DatabaseConnection,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const { rows, affectedRows } = await this.#ask({ type: "query", sql, parameters }, connection);
    const numAffectedRows = affectedRows === undefined ? undefined : BigInt(affectedRows);
    return { rows: rows as Row[], ...(numAffectedRows !== undefined && { numAffectedRows }) };
  }

  /** The thread answers in the order in which it is asked, so that a transaction is open between its first and its last word. */
  #ask(asked: Asked, connection: DatabaseConnection, begins = false): Promise<Result> {
    const worker = this.#worker;
    if (worker === undefined) return Promise.reject(new Error("The embedded database is not open."));
    const id = ++this.#lastId;
    const answer = this.#answerTo(worker, id);
    const send = () => {
      if (begins) this.#holder = connection;
      try {
        worker.postMessage({ id, ...asked });
      } catch (error) {
        // What cannot be handed over is nobody's but the asker's trouble.
        const waiting = this.#waiting.get(id);
        this.#forget(id);
        waiting?.reject(error as Error);
      }
    };
    if (this.#holder === connection || (this.#holder === undefined && this.#held.length === 0)) send();
    else this.#held.push(send);
    return answer;
  }

  /** Ends a connection's transaction, if it has one: who waited is let in, in order, up to the next one's. */
  #leave(connection: DatabaseConnection): void {
    if (this.#holder !== connection) return;
    this.#holder = undefined;
    while (this.#holder === undefined) {
      const next = this.#held.shift();
      if (next === undefined) return;
      next();
    }
  }

  #answerTo(worker: Worker, id: number): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      // Only somebody who waits for an answer keeps the process alive.
      if (this.#waiting.size === 0) worker.ref();
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #settle(answer: DatabaseAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#forget(answer.id);
    if (answer.type === "result") waiting?.resolve(answer);
    else waiting?.reject(new EmbeddedDatabaseError(answer.error));
  }

  #forget(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker?.unref();
  }

  #end(reason: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
    this.#held.length = 0;
    if (!this.#closing) this.#onEnd(reason);
  }
}
