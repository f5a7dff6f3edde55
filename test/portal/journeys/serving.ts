import { once } from "node:events";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import express from "express";
import { demoOrganisationsPath } from "../../../src/api/demo-organisation.ts";
import { Client } from "../../../src/client/client.ts";
import { openPortal } from "../../../src/http/plumbing/portal.ts";
import { type Material, recompute } from "../../../src/portal/check/recompute.ts";
import { built } from "../build.ts";
import type { Scene } from "../scene.ts";
import type { Stage } from "../stage.ts";

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

/** What a browser, and what a machine, is answered. */
export function serving({ scene: now }: Pick<Stage, "scene">): void {
  let scene: Scene;
  let lot: string;
  before(() => {
    scene = now();
    lot = scene.lots.valid;
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(scene.url + path, { headers });

  it("answers a browser with the page and a machine with JSON, at the same address of a lot", async () => {
    for (const path of [`/v1/lots/${lot}`, `/v1/verify/lots/${lot}`]) {
      const page = await get(path, { accept: browser });
      expect(page.status).to.equal(200);
      expect(page.headers.get("content-type")).to.equal("text/html; charset=utf-8");
      expect(await page.text()).to.contain('<div id="root">');
      for (const accept of ["*/*", "application/json", "application/json, text/html"]) {
        const answer = await get(path, { accept });
        expect(answer.headers.get("content-type")).to.match(/^application\/json/);
        expect(answer.headers.get("vary")).to.match(/accept/i);
        expect(JSON.stringify(await answer.json())).to.contain(lot);
      }
    }
  });

  it("has a page for the code on a label, by the lot and by a GS1 Digital Link, and a problem for machines", async () => {
    for (const path of [
      `/v1/verify/units/00000000000000000000?lot=${lot}`,
      "/01/06901234000009/10/A-1/21/00000000000000000000",
    ]) {
      const page = await get(path, { accept: browser });
      expect(page.status, path).to.equal(200);
      expect(page.headers.get("content-type")).to.equal("text/html; charset=utf-8");
      const answer = await get(path, { accept: "application/json" });
      expect(answer.status, path).to.equal(404);
      expect((await answer.json()) as object).to.have.property("code");
    }
  });

  it("tells what was declared of a lot that came out of a step", async () => {
    const answer = (await (await get(`/v1/lots/${lot}`)).json()) as { content: { massGrams: number } };
    expect(answer.content).to.include({ massGrams: 30_000_000, deposit: "mixed", custodyModel: "mass-balance" });
  });

  it("gives everything that a reader needs to recompute, so that whatever was changed shows", async () => {
    const client = new Client(scene.url);
    const { valid } = scene.lots;
    const material: Material = {
      network: await client.network(),
      lot: await client.lot(valid),
      entries: (await client.dossier(valid)).items,
      verdict: await client.verifyLot(valid, { fresh: true }),
    };
    const outcomes = (changed: Partial<Material>) =>
      Object.groupBy([...recompute({ ...material, ...changed })], ({ outcome }) => outcome);
    const honest = outcomes({});
    expect(Object.keys(honest).sort()).to.deep.equal(["hidden", "same"]);
    // Assay, weighing, certificate, the lot's id and the head.
    expect(honest.same?.length).to.equal(5);

    const change = (kind: string, changes: object) =>
      material.entries.map((entry) => (entry.kind === kind ? { ...entry, ...changes } : entry)) as Material["entries"];
    const assay = material.entries.find(({ kind }) => kind === "assay");
    if (assay?.kind !== "assay") throw new Error("the lot has no assay");
    const rewritten = change("assay", { message: { ...assay.message, outcome: "inconclusive" } });
    expect(outcomes({ entries: rewritten }).different).to.have.length(1);
    const foreign = outcomes({ entries: change("certify", { signature: assay.signature }) });
    expect(foreign["other-signer"]).to.have.length(1);
    const [head] = outcomes({ entries: material.entries.slice(1) }).different ?? [];
    expect(head).to.include({ step: "head" });
    const content = { ...(material.lot.content as object), massGrams: 30_000_001 };
    const [identity] = outcomes({ lot: { ...material.lot, content } }).different ?? [];
    expect(identity).to.include({ step: "identity" });
  });

  it("leaves every other answer to machines, and tells a browser so in a page where there is nothing", async () => {
    const list = await get("/v1/lots", { accept: browser });
    expect(list.headers.get("content-type")).to.match(/^application\/json/);
    const nothing = await get("/nothing/here", { accept: browser });
    expect([nothing.status, nothing.headers.get("content-type")]).to.deep.equal([404, "text/html; charset=utf-8"]);
    const machine = await get("/nothing/here");
    expect([machine.status, machine.headers.get("content-type")]).to.deep.equal([
      404,
      "application/problem+json; charset=utf-8",
    ]);
    const posted = await fetch(`${scene.url}/nothing/here`, { method: "POST", headers: { accept: browser } });
    expect(posted.headers.get("content-type")).to.match(/^application\/problem\+json/);
  });

  it("keeps the page from caches, and assets in them for ever", async () => {
    const page = await get("/", { accept: browser });
    expect(page.headers.get("cache-control")).to.equal("no-cache");
    for (const [, path = ""] of (await page.text()).matchAll(/"(\/assets\/[^"]+)"/g)) {
      const asset = await get(path);
      expect(asset.status, path).to.equal(200);
      expect(asset.headers.get("cache-control"), path).to.equal("public,max-age=31536000,immutable");
      expect(path).to.match(/-[\w-]{8}\.\w+$/);
    }
    expect((await get("/assets/missing-00000000.js")).status).to.equal(404);
  });

  it("sends assets as they were compressed", async () => {
    const name = readdirSync(join(built, "assets")).find((file) => file.endsWith(".css"));
    for (const [accepted, encoding] of [
      ["br, gzip", "br"],
      ["gzip", "gzip"],
      ["identity", undefined],
    ] as const) {
      const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
        request(`${scene.url}/assets/${name}`, { headers: { "accept-encoding": accepted } }, (response) => {
          response.resume();
          resolve(response.headers);
        })
          .on("error", reject)
          .end();
      });
      expect(headers["content-encoding"]).to.equal(encoding);
      expect(headers["content-type"]).to.match(/^text\/css/);
    }
  });

  it("allows scripts and styles of its own only", async () => {
    for (const path of ["/", `/v1/lots/${lot}`, "/nothing"]) {
      const policy = (await get(path, { accept: browser })).headers.get("content-security-policy") ?? "";
      expect(policy).to.contain("default-src 'none'").and.to.contain("script-src 'self' 'wasm-unsafe-eval';");
      expect(policy).to.not.match(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    }
  });

  it("speaks the language that the browser asks for", async () => {
    for (const [accepted, language] of [
      ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
      ["en-GB", "en"],
      ["sv", "en"],
    ] as const) {
      const page = await get("/", { accept: browser, "accept-language": accepted });
      expect(page.headers.get("content-language")).to.equal(language);
      expect(await page.text()).to.contain(`<html lang="${language}">`);
    }
  });

  const organisation = {
    name: "Made Up",
    organisation: `0x${"1".repeat(40)}`,
    roles: ["buyer" as const],
    keyFile: "{}",
    password: "told to everybody",
  };
  const portalOf = async (demo?: () => [typeof organisation]) => {
    const app = express();
    const portal = openPortal(demo);
    if (portal === undefined) throw new Error("the pages are not built");
    app.use(portal.pages);
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const page = await (await fetch(`${url}/work`, { headers: { accept: browser } })).text();
    const list = await fetch(`${url}${demoOrganisationsPath}`);
    const told = list.ok ? await list.json() : list.status;
    server.close();
    return { isMarked: page.includes("data-demo"), told };
  };

  it("of a demo tells its organisations with their keys; another one has neither the list nor a mark of it", async () => {
    expect(await portalOf(() => [organisation])).to.deep.equal({ isMarked: true, told: [organisation] });
    expect(await portalOf()).to.deep.equal({ isMarked: false, told: 404 });
  });
}
