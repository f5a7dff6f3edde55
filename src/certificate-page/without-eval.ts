import { config } from "zod";

// The page's policy lets nothing be compiled from text. Imported before everything that has schemas.
config({ jitless: true });
