import type { Request, Response } from "express";
import type { z } from "zod";
import type { Reader } from "../../readers/reader.ts";
import type { Services } from "../services.ts";
import type { ProblemCode } from "./problems.ts";

/** What a handler is given, parsed by the route's schemas. */
export interface RouteInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  reader: Reader;
  request: Request;
  response: Response;
}

/** What a handler answers with; `undefined` where it has written to the response itself. */
export type Reply<T> = { body: T; headers?: Record<string, string> } | undefined;

/** One method of one address: what it takes, what it answers, and how; the OpenAPI document says the same. */
export interface Route {
  /** What generated clients call it. */
  name: string;
  method: "get" | "post" | "put" | "delete";
  /** Address with its parameters in braces, as OpenAPI writes it. */
  path: string;
  tag:
    | "Statements"
    | "Lots"
    | "Custody"
    | "Organisations"
    | "Evidence"
    | "Verification"
    | "Events"
    | "Alerts"
    | "Readers"
    | "Service";
  summary: string;
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Schema of a JSON body. */
  body?: z.ZodType;
  /** Content type and description of a body that is no JSON: the handler reads it. */
  rawBody?: { contentType: string; description: string };
  success: {
    status: 200 | 201 | 202;
    description: string;
    /** Content type, where it is not application/json. */
    contentType?: string;
    schema?: z.ZodType;
    /** Writes what the reader may see of the answer as that type. */
    render?(shown: never): string;
  };
  /** Problems of its own; those that every route can answer with are added. */
  problems: readonly ProblemCode[];
  handle(services: Services, input: RouteInput<unknown, unknown, unknown>): Promise<Reply<unknown>> | Reply<unknown>;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/**
 * A route whose handler is typed by the route's own schemas.
 */
export function defineRoute<
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  R extends z.ZodType | undefined = undefined,
>(
  route: Omit<Route, "params" | "query" | "body" | "success" | "handle"> & {
    params?: P;
    query?: Q;
    body?: B;
    success: Omit<Route["success"], "schema" | "render"> & {
      schema?: R;
      render?(shown: R extends z.ZodType ? z.output<R> : never): string;
    };
    handle(
      services: Services,
      input: RouteInput<Parsed<P>, Parsed<Q>, Parsed<B>>,
    ):
      | Promise<Reply<R extends z.ZodType ? z.input<R> : undefined>>
      | Reply<R extends z.ZodType ? z.input<R> : undefined>;
  },
): Route {
  return route as unknown as Route;
}
