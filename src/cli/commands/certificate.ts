import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { type Operator, openAnchors } from "../../certificate/anchors.ts";
import { answerWords } from "../../certificate/answer-words.ts";
import type { Certificate } from "../../certificate/certificate-schema.ts";
import { createCertifier, operatorOf } from "../../certificate/certifier.ts";
import { type CheckedDocument, withDocuments } from "../../certificate/documents.ts";
import { type NetworkDescriptor, networkDescriptorSchema } from "../../certificate/network-descriptor.ts";
import { packCertificate, readCertificate, writeCertificate } from "../../certificate/read-certificate.ts";
import { CertificateRefusal, refusals } from "../../certificate/refusal.ts";
import { stapleCertificate } from "../../certificate/staple.ts";
import { isValid, type VerifiedCertificate, verifyCertificate } from "../../certificate/verify-certificate.ts";
import type { Verdict } from "../../client/answers.ts";
import type { Config } from "../../config/config.ts";
import { ownKey } from "../../data-folder/own-key.ts";
import type { Hex } from "../../domain/hex.ts";
import { verdictToWire } from "../../http/answers/verdict.ts";
import { Rpc } from "../../rpc/rpc.ts";
import { readNodeIndex } from "../../service/node-index.ts";
import { toHash } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { type Context, openContext } from "../context.ts";
import { Ended } from "../ended.ts";
import type { Say } from "../language.ts";
import { lotNamed } from "../lot-named.ts";
import { nodesOption } from "../nodes-option.ts";
import { signedInClient } from "../service-client.ts";
import { verdictLines } from "../verdict-lines.ts";

/** `ytterby certificate`: files that prove a lot's certificate without any service. */
export function addCertificate(program: Command, say: Say): void {
  const certificate = program
    .command("certificate")
    .description(
      say(
        "files that prove a lot's certificate to whoever has them, without any service",
        "无需任何服务即可证明批次证书的文件",
      ),
    );

  certificate
    .command("make <lot>")
    .description(
      say(
        "make a lot's certificate as a file: by the service, where one may see all that the lot rests on, or from a node of a network",
        "生成批次证书文件：由服务生成（须可查看该批次所依据的全部声明），或从网络节点生成",
      ),
    )
    .requiredOption("--out <file>", say("write it there (*.ytc)", "写入该文件（*.ytc）"))
    .option("--plain", say("as JSON, and not packed by gzip", "JSON 原文，不以 gzip 压缩"))
    .option(...nodesOption(say))
    .option("--manifest <file>", say("manifest of the contracts", "合约部署清单"))
    .option(
      "--document <file>",
      say(
        "put a document in that a statement names, as `ytterby evidence fetch --raw` saves it; more than once for several",
        "附入声明所提及的单据（`ytterby evidence fetch --raw` 所存文件），可多次给出",
      ),
      (path: string, paths: string[]) => [...paths, path],
      [],
    )
    .action(async (text: string, options: MakeOptions, command: Command) => {
      const { out, plain } = options;
      const context = openContext(command);
      const documents = await Promise.all(options.document.map(read));
      const { lot, made: bare } =
        options.rpc === undefined ? await fetched(context, text) : await fromNode(context, text, options);
      const made = attached(bare, documents);
      const bytes = plain ? writeCertificate(made) : await packCertificate(made);
      await write(out, bytes);
      context.terminal.result({ lot, out, bytes: bytes.length }, [
        context.terminal.text({
          en: `The certificate of lot ${lot} is written to ${out}: ${bytes.length} bytes.`,
          zh: `批次 ${lot} 的证书已写入 ${out}：${bytes.length} 字节。`,
        }),
      ]);
    });

  certificate
    .command("verify <file>")
    .description(
      say(
        "verify a certificate's file with nothing but itself, and what is trusted of its network",
        "仅凭文件本身及对其网络的信任，验证证书文件",
      ),
    )
    .option(
      "--network <file>",
      say(
        "descriptor of a network that is trusted; more than once for several (default: network.json in the data folder)",
        "受信任网络的描述文件，可多次给出（默认：数据文件夹中的 network.json）",
      ),
      (path: string, paths: string[]) => [...paths, path],
      [],
    )
    .option(
      "--documents <folder>",
      say("save the documents that came with the file there", "将随文件附有的单据存入该文件夹"),
    )
    .action(async (path: string, { network, documents }: VerifyOptions, command: Command) => {
      const context = openContext(command);
      const known = await descriptors(context, network);
      const now = Math.floor(Date.now() / 1000);
      const file = await read(path);
      const verified = await readCertificate(file)
        .then((parsed) => verifyCertificate(parsed, { known, now }))
        .catch(refused);
      if (documents !== undefined) await saveDocuments(documents, verified.documents);
      tell(context, verified, now);
    });

  certificate
    .command("staple <file>")
    .description(
      say(
        "put the newest block of a node on a certificate's file, with the lot's head and record at it",
        "在证书文件上附加节点的最新区块，以及该批次当时的链首与记录",
      ),
    )
    .requiredOption(...nodesOption(say))
    .requiredOption("--out <file>", say("write it there (*.ytc)", "写入该文件（*.ytc）"))
    .action(async (path: string, { rpc: urls, out }: { rpc: string[]; out: string }, command: Command) => {
      const context = openContext(command);
      const { terminal, config } = context;
      const [from] = await descriptors(context, []);
      const file = await readCertificate(await read(path)).catch(refused);
      const rpc = new Rpc(urls, { genesisHash: file.manifest.genesisHash });
      try {
        const anchors = await openAnchors(rpc, file.manifest, await operatorIn(config));
        const bytes = await packCertificate(await stapleCertificate(file, { rpc, anchors, ...(from && { from }) }));
        await write(out, bytes);
        terminal.result({ lot: file.subject.lot, out, bytes: bytes.length }, [
          terminal.text({
            en: `The file with the newest block is written to ${out}: ${bytes.length} bytes.`,
            zh: `附有最新区块的文件已写入 ${out}：${bytes.length} 字节。`,
          }),
        ]);
      } finally {
        rpc.close();
      }
    });
}

/** Who vouches for blocks of the ledger of the data folder; undefined where no service was started on it. */
export async function operatorIn({ dataFolder }: Config): Promise<Operator | undefined> {
  const path = join(dataFolder, "operator.key");
  return existsSync(path) ? operatorOf(await ownKey(path)) : undefined;
}

interface MakeOptions {
  out: string;
  document: string[];
  plain?: true;
  rpc?: string[];
  manifest?: string;
}

interface VerifyOptions {
  network: string[];
  documents?: string;
}

interface Made {
  lot: Hex;
  made: Certificate;
}

function attached(certificate: Certificate, documents: readonly Uint8Array[]): Certificate {
  try {
    return withDocuments(certificate, documents);
  } catch (error) {
    return refused(error);
  }
}

/** A certificate that the service makes. What it sends is read as whatever else may stand in such a file. */
async function fetched(context: Context, text: string): Promise<Made> {
  const client = await signedInClient(context);
  const lot = await lotNamed(client, text);
  return { lot, made: await readCertificate(await client.certificate(lot)).catch(refused) };
}

/** A certificate that is made here, from all that a node tells. */
async function fromNode(context: Context, text: string, { rpc = [], manifest }: MakeOptions): Promise<Made> {
  const lot = toHash(text);
  const [from] = await descriptors(context, []);
  const index = await readNodeIndex(rpc, manifest ?? context.config.manifestPath);
  try {
    const made = await createCertifier(index).certificate(lot, from);
    if (made === undefined) throw lotUnknown(lot);
    return { lot, made };
  } finally {
    await index.close();
  }
}

export function lotUnknown(lot: Hex): CliError {
  return new CliError("notValid", {
    en: `Nobody has declared a lot ${lot} on this ledger.`,
    zh: `账本上无人申报批次 ${lot}。`,
  });
}

function tell({ terminal }: Context, verified: VerifiedCertificate, now: number): void {
  const { standing, words, signers, validators, claimed } = verified;
  const documents = verified.documents.map(({ hash, name, namedBy }) => ({ hash, name, namedBy }));
  const verdict = verdictToWire(verified.verdict, undefined);
  const { title, lines } = answerWords(verified, now);
  // Of a network that nobody trusts nothing is shown that could be taken for an answer.
  const conclusion = standing === "unknown" ? "unknown-network" : verdict.conclusion;
  terminal.result({ conclusion, standing, words, signers, validators, claimed, documents, verdict }, [
    terminal.text(title),
    ...lines.map((line) => terminal.text(line)),
    ...(standing === "unknown" ? [] : ["", ...verdictLines(verdict as Verdict, terminal.language)]),
  ]);
  if (isValid(verified)) return;
  throw new Ended(["valid", "unsettled"].includes(verdict.conclusion) ? "unreachable" : "notValid");
}

/** Documents are saved under their hashes: their names are anybody's, and could lead out of the folder. */
async function saveDocuments(folder: string, documents: readonly CheckedDocument[]): Promise<void> {
  for (const { hash, name, content } of documents) {
    const [ending = ""] = /\.[a-z0-9]{1,8}$/i.exec(name ?? "") ?? [];
    await write(join(folder, `${hash}${ending}`), content);
  }
}

/** A file that proves nothing is refused with what its check found. */
export function refused(error: unknown): never {
  if (!(error instanceof CertificateRefusal)) throw error;
  const { code, detail = "" } = error;
  const { en, zh } = refusals[code];
  throw new CliError("notValid", { en: `${en} ${detail}`.trim(), zh: `${zh}${detail}` }, { code });
}

/** Networks that are trusted. */
export async function descriptors({ config }: Context, paths: readonly string[]): Promise<NetworkDescriptor[]> {
  const usual = join(config.dataFolder, "network.json");
  if (paths.length > 0) return Promise.all(paths.map(async (path) => parseDescriptor(path, await read(path))));
  const own = await readFile(usual).catch(() => undefined);
  return own === undefined ? [] : [parseDescriptor(usual, own)];
}

function parseDescriptor(path: string, bytes: Uint8Array): NetworkDescriptor {
  try {
    return networkDescriptorSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new CliError("usage", {
      en: `${path} is no descriptor of a network. Make one by \`ytterby network --out\`.`,
      zh: `${path} 不是网络描述文件。可用 \`ytterby network --out\` 生成。`,
    });
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError("usage", { en: `${path} cannot be read: ${code}.`, zh: `无法读取 ${path}：${code}。` });
  }
}

/** Writes a file that was not there before. */
export async function write(path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFile(path, content, { flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const [en, zh] =
      code === "EEXIST" ? ["it exists already", "文件已存在"] : [`the system says ${code}`, `系统报告 ${code}`];
    throw new CliError("usage", { en: `${path} cannot be written: ${en}.`, zh: `无法写入 ${path}：${zh}。` });
  }
}
