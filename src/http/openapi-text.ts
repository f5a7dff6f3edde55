let text: Promise<string> | undefined;

/** The OpenAPI document as JSON text, made once. It is made from all routes, of which the one that sends it is one. */
export function openApiText(): Promise<string> {
  text ??= import("./openapi.ts").then(({ openApiDocument }) => `${JSON.stringify(openApiDocument(), null, 2)}\n`);
  return text;
}
