import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Request, type RequestHandler, type Response, Router } from "express";
import sirv from "sirv";
import { type DemoOrganisation, demoOrganisationsPath } from "../../api/demo-organisation.ts";
import { addresses } from "../../portal/addresses.ts";
import { portalHeaders } from "./security-headers.ts";

/** Where the bootstrap builds the pages. */
const folder = fileURLToPath(new URL("../../../dist/portal", import.meta.url));

const languages = ["en", "zh"];

/**
 * The pages for people. Assets have their content's hash in their name and may be kept for ever; the page that names them may not.
 * Where nothing is built there are none, and the service answers machines only.
 */
export interface Portal {
  /** Answers browsers at the addresses of pages, and passes everything else on. */
  pages: RequestHandler;
  /** Answers a browser where there is nothing; passes everything else on. */
  nothingHere: RequestHandler;
}

/**
 * Opens what was built; undefined where nothing was.
 * @param demo Organisations that may be tried on. The pages are marked then, so that they ask for them; others never do.
 */
export function openPortal(demo?: () => readonly DemoOrganisation[]): Portal | undefined {
  const index = join(folder, "index.html");
  if (!existsSync(index)) return undefined;
  const page = readFileSync(index, "utf8");
  const texts = new Map(languages.map((language) => [language, inLanguage(page, language, demo !== undefined)]));
  const sendPage = (request: Request, response: Response, status: number) =>
    portalHeaders(request, response, () => {
      const language = request.acceptsLanguages(languages) || "en";
      response
        .status(status)
        .set("cache-control", "no-cache")
        .vary("accept-language")
        .set("content-language", String(language))
        .type("html")
        .send(texts.get(String(language)));
    });

  const pages = Router({ caseSensitive: true });
  pages.use(
    "/assets",
    portalHeaders,
    sirv(join(folder, "assets"), { brotli: true, gzip: true, etag: true, immutable: true, maxAge: 31_536_000 }),
  );
  if (demo !== undefined) pages.get(demoOrganisationsPath, (_request, response) => void response.json(demo()));
  pages.get(Object.values(addresses), (request, response, next) => {
    response.vary("accept");
    if (wantsPage(request)) sendPage(request, response, 200);
    else next();
  });
  return {
    pages,
    nothingHere: (request, response, next) => {
      if ((request.method === "GET" || request.method === "HEAD") && wantsPage(request))
        sendPage(request, response, 404);
      else next();
    },
  };
}

// Whoever takes anything, as machines do, is answered with JSON.
function wantsPage(request: Request): boolean {
  return request.accepts(["json", "html"]) === "html";
}

function inLanguage(page: string, language: string, isDemo: boolean): string {
  return page.replace('<html lang="en">', `<html lang="${language}"${isDemo ? " data-demo" : ""}>`);
}
