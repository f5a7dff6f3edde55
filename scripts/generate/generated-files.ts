import { openApiText } from "../../src/http/openapi.ts";
import { configurationPage } from "./configuration-page.ts";
import { gasPage } from "./gas-page.ts";
import { indexMeaningFile } from "./index-meaning.ts";
import { signingPage } from "./signing-page.ts";
import { signingVectorsFile } from "./signing-vectors.ts";
import { storageLayoutFile } from "./storage-layout.ts";
import { waysOutFile } from "./ways-out.ts";

/** A file of the repository that is made from the code. */
export interface GeneratedFile {
  /** Path from the project's folder. */
  readonly path: string;
  render(): string | Promise<string>;
}

/** Every generated file; a test compares each with what stands in the repository. */
export const generatedFiles: readonly GeneratedFile[] = [
  { path: "data/index-meaning.json", render: indexMeaningFile },
  { path: "data/storage-layout.json", render: storageLayoutFile },
  { path: "data/ways-out.json", render: waysOutFile },
  { path: "docs/configuration.md", render: configurationPage },
  { path: "docs/gas.md", render: gasPage },
  { path: "docs/openapi.json", render: openApiText },
  { path: "docs/signing.md", render: signingPage },
  { path: "docs/signing-vectors.json", render: signingVectorsFile },
];
