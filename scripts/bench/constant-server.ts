// A plain Express handler that answers a constant: what any HTTP interface of this stack can be compared with.
import type { AddressInfo } from "node:net";
import express from "express";

const [size = "0"] = process.argv.slice(2);
const constant = { filler: "x".repeat(Number(size)) };
const app = express();
app.disable("etag");
app.disable("x-powered-by");
app.get("/", (_request, response) => {
  response.json(constant);
});
const server = app.listen(0, "127.0.0.1", () => {
  console.error(`answers at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once("SIGTERM", () => process.exit(0));
