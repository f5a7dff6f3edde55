import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import {
  listDocuments,
  openDocument,
  plainDocument,
  type StoredDocument,
  sealAssay,
  sealDocument,
} from "../../client/documents.ts";
import type { SomeShares } from "../../domain/some-shares.ts";
import { someSharesToText } from "../../domain/some-shares.ts";
import { toHash, toSomeShares } from "../arguments.ts";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import type { Say } from "../language.ts";
import { readDocument } from "../read-document.ts";
import { signedInClient } from "../service-client.ts";

/** `ytterby evidence`: documents that statements name by their hash. */
export function addEvidence(program: Command, say: Say): void {
  const evidence = program
    .command("evidence")
    .description(say("store and fetch documents that statements name by their hash", "存取声明以哈希指明的文件"));

  evidence
    .command("store <files...>")
    .description(
      say(
        "salt, hash and upload documents; of several, their list too. Once a statement names a document, whoever knows its hash can fetch it",
        "加盐、计算哈希并上传文件；多个文件时连同清单。声明引用文件后，知道其哈希者即可取得",
      ),
    )
    .option("--as-it-is", say("store the bytes as they are, without a salt", "原样存储，不加盐"))
    .option("--dry-run", say("print the hashes, and upload nothing", "只输出哈希，不上传"))
    .action(async (paths: string[], options: { asItIs?: true; dryRun?: true }, command: Command) => {
      const context = openContext(command);
      const { terminal } = context;
      const documents: (StoredDocument & { file: string })[] = [];
      for (const file of paths) {
        const { name, content } = await readDocument(file);
        documents.push({ file, ...(options.asItIs ? plainDocument(content) : sealDocument(name, content)) });
      }
      const list = documents.length > 1 ? listDocuments(documents.map(({ hash }) => hash)) : undefined;
      if (options.dryRun === undefined) {
        const client = await signedInClient(context);
        for (const { hash, bytes } of [...documents, ...(list ? [list] : [])]) await client.storeEvidence(hash, bytes);
      }
      const told = documents.map(({ file, hash, bytes }) => ({ file, hash, size: bytes.length }));
      terminal.result({ documents: told, list: list?.hash ?? null }, [
        ...told.map(({ file, hash }) => `${hash}  ${file}`),
        ...(list ? [`${list.hash}  ${terminal.text({ en: "(their list)", zh: "（清单）" })}`] : []),
      ]);
    });

  evidence
    .command("assay")
    .description(
      say(
        "upload what a laboratory found of goods at the border, with other documents of the finding: its hash is the evidence of a finding",
        "上传口岸货物的化验结果，连同查获情况的其他文件；其哈希即查获情况的 evidence",
      ),
    )
    .argument("<composition>", say("such as 'Nd 60 %, Tb <10 ppm'", "如 'Nd 60 %, Tb <10 ppm'"), toSomeShares)
    .argument("[files...]", say("photographs and other documents", "照片及其他文件"))
    .option("--dry-run", say("print the hashes, and upload nothing", "只输出哈希，不上传"))
    .action(async (assay: SomeShares, paths: string[], options: { dryRun?: true }, command: Command) => {
      const context = openContext(command);
      const { terminal } = context;
      const files: (StoredDocument & { file: string })[] = [];
      for (const file of paths) {
        const { name, content } = await readDocument(file);
        files.push({ file, ...sealDocument(name, content) });
      }
      const sealed = sealAssay(
        assay,
        files.map(({ hash }) => hash),
      );
      if (options.dryRun === undefined) {
        const client = await signedInClient(context);
        for (const { hash, bytes } of [...files, sealed]) await client.storeEvidence(hash, bytes);
      }
      const told = files.map(({ file, hash, bytes }) => ({ file, hash, size: bytes.length }));
      terminal.result({ evidence: sealed.hash, assay, documents: told }, [
        ...told.map(({ file, hash }) => `${hash}  ${file}`),
        `${sealed.hash}  ${someSharesToText(assay)}`,
        terminal.text({
          en: `State it: state record-finding --set evidence=${sealed.hash}`,
          zh: `据此声明：state record-finding --set evidence=${sealed.hash}`,
        }),
      ]);
    });

  evidence
    .command("fetch <hash>")
    .description(say("fetch a document, and check its hash", "取得文件并核对哈希"))
    .requiredOption("--out <file>", say("write it there", "写入该文件"))
    .option("--raw", say("with its salt, as it is stored", "连同盐值，按存储原样"))
    .action(async (text: string, options: { out: string; raw?: true }, command: Command) => {
      const context = openContext(command);
      const hash = toHash(text);
      const bytes = await (await signedInClient(context)).evidence(hash);
      const { hash: computed } = plainDocument(bytes);
      if (computed !== hash) {
        throw new CliError("refused", {
          en: `What the service sent hashes to ${computed}, not to ${hash}. It is another document; nothing was written.`,
          zh: `服务发来的内容哈希为 ${computed}，而非 ${hash}。这是另一文件，未写入。`,
        });
      }
      const opened = options.raw ? undefined : openDocument(bytes);
      await writeNew(options.out, opened?.content ?? bytes);
      const name = opened?.name ?? null;
      context.terminal.result({ hash, name, out: options.out }, [
        context.terminal.text({
          en: `${hash} is written to ${options.out}${name === null ? "" : `; it was stored as ${name}`}.`,
          zh: `${hash} 已写入 ${options.out}${name === null ? "" : `；存储时名为 ${name}`}。`,
        }),
      ]);
    });
}

async function writeNew(path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFile(path, content, { flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const [en, zh] =
      code === "EEXIST" ? ["it exists already", "文件已存在"] : [`the system says ${code}`, `系统报告 ${code}`];
    throw new CliError("usage", { en: `${path} cannot be written: ${en}.`, zh: `无法写入 ${path}：${zh}。` });
  }
}
