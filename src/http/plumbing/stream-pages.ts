import type { Request, Response } from "express";
import type { Reader } from "../../readers/reader.ts";
import type { Services } from "../services.ts";
import { openStream } from "./open-stream.ts";
import { writeOut } from "./write-out.ts";

/** How a list is written as one answer. */
export interface StreamForm<Item> {
  contentType: string;
  head: string;
  of(items: readonly Item[]): string;
}

interface Page<Item> {
  items: readonly Item[];
  next: string | null;
}

/** Lines of JSON, one an item. */
export const jsonLines: StreamForm<object> = {
  contentType: "application/x-ndjson; charset=utf-8",
  head: "",
  of: (items) => items.map((item) => `${JSON.stringify(item)}\n`).join(""),
};

/**
 * Writes a list whole, page by page: no more of it is in memory than two pages, and a slow reader is waited for. What breaks off is closed
 * without an end, as what ended in order would look whole.
 * @param pageBehind The page behind a cursor. Whatever puts an authority's reading on record has been done when it is there.
 * @param foot What stands behind the last item, once all are written.
 */
export async function streamPages<Item>(
  services: Services,
  { reader, request, response }: { reader: Reader; request: Request; response: Response },
  form: StreamForm<Item>,
  pageBehind: (cursor: string | undefined) => Promise<Page<Item>>,
  foot?: () => string,
): Promise<undefined> {
  const place = openStream(services, reader, request);
  response.once("close", () => place.close());
  // While a page is written, the next one is read.
  let coming: Promise<Page<Item>> | undefined = pageBehind(undefined);
  for (let isFirst = true; coming !== undefined; isFirst = false) {
    const { items, next }: Page<Item> = await coming;
    coming = next === null || place.ended || request.method === "HEAD" ? undefined : pageBehind(next);
    // Where the writing breaks off, nobody asks what became of it.
    coming?.catch(() => {});
    if (isFirst) {
      response.status(200).set("content-type", form.contentType);
      if (request.method === "HEAD") break;
      response.write(form.head);
    }
    await writeOut(response, form.of(items));
    if (place.ended && next !== null) response.destroy();
    if (response.destroyed) break;
  }
  place.close();
  if (foot !== undefined && request.method !== "HEAD" && !response.destroyed) await writeOut(response, foot());
  response.end();
  return undefined;
}
