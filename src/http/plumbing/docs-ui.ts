import { readFileSync } from "node:fs";
import { type RequestHandler, Router } from "express";
import { pageHeaders } from "./security-headers.ts";

const folder = new URL(".", import.meta.resolve("swagger-ui-dist/package.json"));
const files = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Ytterby: HTTP interface</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#ui", deepLinking: true, validatorUrl: null });\n`;

/** Pages that show the OpenAPI document; every file is served from here, none from elsewhere. */
export function docsUi(): RequestHandler {
  const router = Router();
  router.use(pageHeaders);
  router.get("/", (_request, response) => void response.type("html").send(page));
  router.get("/start.js", (_request, response) => void response.type("js").send(start));
  for (const file of files) {
    const content = readFileSync(new URL(file, folder));
    router.get(`/${file}`, (_request, response) => void response.type(file.slice(file.lastIndexOf("."))).send(content));
  }
  return router;
}
