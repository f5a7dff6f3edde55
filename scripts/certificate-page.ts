// Builds the page that verifies certificates' files from disk, without any server: dist/certificate/verify.html.
//
//   npm run certificate-page [-- --network <descriptor.json>]…     networks that the page trusts from the beginning
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { networkDescriptorSchema } from "../src/certificate/network-descriptor.ts";
import { buildCertificatePage, certificatePagePath } from "./certificate-page/build.ts";

const { values } = parseArgs({ options: { network: { type: "string", multiple: true, default: [] } } });
const networks = values.network.map((path) => networkDescriptorSchema.parse(JSON.parse(readFileSync(path, "utf8"))));
const { html } = await buildCertificatePage(networks);
mkdirSync(dirname(certificatePagePath), { recursive: true });
writeFileSync(certificatePagePath, html);
console.log(`${certificatePagePath}: ${Math.ceil(html.length / 1024)} KB, with ${networks.length} trusted networks.`);
