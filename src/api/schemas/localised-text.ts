import { z } from "zod";
import { visibleObject } from "../visibility.ts";

/** One text in English and Chinese. */
export const localisedText = visibleObject({ public: { en: z.string(), zh: z.string() } }).meta({
  id: "LocalisedText",
});
