import { connect } from "node:net";
import { expect } from "chai";
import express from "express";
import { createServer } from "../../src/http/server.ts";

/** What comes back for bytes sent as they are. */
function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = "";
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("server", () => {
  it("answers what is no HTTP with a problem document too", async () => {
    const server = createServer(express());
    const url = await server.listen("127.0.0.1", 0);
    const garbage = await exchange(url, "hello\r\n\r\n");
    expect(garbage)
      .to.match(/^HTTP\/1\.1 400 /)
      .and.include("application/problem+json");
    expect(JSON.parse(garbage.slice(garbage.indexOf("{")))).to.include({ code: "malformed-request", status: 400 });
    const long = await exchange(url, `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
    expect(long)
      .to.match(/^HTTP\/1\.1 431 /)
      .and.include("headers-too-large");
    await server.close(1_000);
  });

  it("lets open requests finish when it closes, and takes no more", async () => {
    let finish = () => {};
    let arrived = () => {};
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const app = express().get("/slow", (_request, response) => {
      finish = () => void response.send("done");
      arrived();
    });
    const server = createServer(app);
    const url = await server.listen("127.0.0.1", 0);
    const slow = fetch(`${url}/slow`).then((answer) => answer.text());
    await reached;
    const closed = server.close(10_000);
    expect(await fetch(`${url}/slow`).catch(() => "refused")).to.equal("refused");
    finish();
    expect(await slow).to.equal("done");
    await closed;
  });

  it("breaks off what does not finish by the deadline", async () => {
    let arrived = () => {};
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const server = createServer(express().get("/never", () => arrived()));
    const url = await server.listen("127.0.0.1", 0);
    const never = fetch(`${url}/never`).then(
      () => "answered",
      () => "broken off",
    );
    await reached;
    await server.close(20);
    expect(await never).to.equal("broken off");
  });

  it("says so when its port is taken", async () => {
    const first = createServer(express());
    const { port } = new URL(await first.listen("127.0.0.1", 0));
    const failure = await createServer(express())
      .listen("127.0.0.1", Number(port))
      .catch((error: unknown) => error);
    expect(failure).to.have.property("code", "EADDRINUSE");
    await first.close(1_000);
  });
});
