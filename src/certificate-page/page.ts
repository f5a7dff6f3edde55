import type { NetworkDescriptor } from "../certificate/network-descriptor.ts";
import type { VerifiedCertificate } from "../certificate/verify-certificate.ts";
import { formatGrams } from "../domain/amounts.ts";
import type { LocalisedText } from "../domain/localised-text.ts";
import { formWords } from "../domain/words.ts";
import {
  answerWords,
  CertificateRefusal,
  descriptorWords,
  FILE_MAXIMUM,
  isValid,
  networkDescriptorSchema,
  readCertificate,
  refusals,
  verifyCertificate,
} from "./verifier.ts";
import { conclusionWords, marks, words } from "./words.ts";

type Language = "en" | "zh";

/** What the page shows: nothing yet, or what the last file came to. */
type Shown =
  | { state: "empty" | "verifying" }
  | { state: "refused"; reason: LocalisedText; detail: string }
  | { state: "verified"; verified: VerifiedCertificate; at: number; ms: number };

const DESCRIPTOR_MAXIMUM = 1024 * 1024;
const SECONDS_A_DAY = 86_400;

/** Runs the page in its document. */
export function startPage(document: Document): void {
  let language: Language = navigator.language.startsWith("zh") ? "zh" : "en";
  let shown: Shown = { state: "empty" };
  let offered: NetworkDescriptor | undefined;
  let complaint: LocalisedText | undefined;
  let lastFile: Uint8Array | undefined;
  const known: NetworkDescriptor[] = builtIn(document);

  const say = (text: LocalisedText) => text[language];
  /** An element with text and children. Text is never read as HTML: names in a file are anybody's. */
  const element = (tag: string, className: string, ...content: (string | Node)[]): HTMLElement => {
    const made = document.createElement(tag);
    if (className !== "") made.className = className;
    made.append(...content);
    return made;
  };
  const button = (text: LocalisedText, id: string, onClick: () => void): HTMLElement => {
    const made = element("button", "", say(text));
    made.id = id;
    made.addEventListener("click", onClick);
    return made;
  };

  async function verify(bytes: Uint8Array): Promise<void> {
    lastFile = bytes;
    shown = { state: "verifying" };
    render();
    const started = performance.now();
    const at = Math.floor(Date.now() / 1000);
    try {
      const verified = await verifyCertificate(await readCertificate(bytes), { known, now: at });
      shown = { state: "verified", verified, at, ms: performance.now() - started };
    } catch (error) {
      shown =
        error instanceof CertificateRefusal
          ? { state: "refused", reason: refusals[error.code], detail: error.detail ?? "" }
          : { state: "refused", reason: refusals.malformed, detail: String(error) };
    }
    render();
  }

  async function take(file: File): Promise<void> {
    if (file.size > FILE_MAXIMUM) {
      shown = { state: "refused", reason: refusals["too-large"], detail: "" };
      render();
      return;
    }
    await verify(new Uint8Array(await file.arrayBuffer()));
  }

  async function takeDescriptor(file: File): Promise<void> {
    complaint = undefined;
    try {
      if (file.size > DESCRIPTOR_MAXIMUM) throw new Error("too large");
      offered = networkDescriptorSchema.parse(JSON.parse(await file.text()));
    } catch {
      offered = undefined;
      complaint = words.noDescriptor;
    }
    render();
  }

  function chooser(text: LocalisedText, id: string, onFile: (file: File) => Promise<void>): HTMLElement {
    const input = document.createElement("input");
    input.type = "file";
    input.id = id;
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file !== undefined) void onFile(file);
    });
    return element("label", "choose", say(text), input);
  }

  function networks(): HTMLElement {
    const list = known.map((descriptor) => element("li", "words", descriptorWords(descriptor)));
    const offer =
      offered === undefined
        ? []
        : [
            element(
              "div",
              "offer",
              element("p", "", say(words.compare)),
              element("p", "words", descriptorWords(offered)),
              button(words.trust, "trust", () => {
                if (offered !== undefined) known.push(offered);
                offered = undefined;
                if (lastFile === undefined) render();
                else void verify(lastFile);
              }),
              button(words.reject, "reject", () => {
                offered = undefined;
                render();
              }),
            ),
          ];
    return element(
      "section",
      "",
      element("h2", "", say(words.network)),
      list.length === 0 ? element("p", "", say(words.none)) : element("ul", "", ...list),
      ...(complaint === undefined ? [] : [element("p", "bad", say(complaint))]),
      ...offer,
      chooser(words.addNetwork, "network", takeDescriptor),
    );
  }

  function answer(): HTMLElement {
    switch (shown.state) {
      case "empty":
        return element("div", "");
      case "verifying":
        return element("p", "", say(words.verifying));
      case "refused":
        return element(
          "section",
          "answer refused",
          element("h2", "", say(words.refused)),
          element("p", "", say(shown.reason)),
          element("p", "detail", shown.detail),
        );
      case "verified":
        return verifiedAnswer(shown);
    }
  }

  function verifiedAnswer({ verified, at, ms }: Extract<Shown, { state: "verified" }>): HTMLElement {
    const { verdict, standing } = verified;
    const { title, lines } = answerWords(verified, at);
    // Only what a known network's validators sealed is shown in green.
    const colour = `${isValid(verified) ? "valid" : "not-valid"} ${standing}`;
    const { goods, certificate } = verdict;
    const row = (name: LocalisedText, value: string) => [element("dt", "", say(name)), element("dd", "", value)];
    const facts = element(
      "dl",
      "",
      ...row(words.lot, goods === null ? verdict.lot : `${goods.lotNumber} · ${verdict.lot}`),
      ...(goods === null
        ? []
        : [
            ...row(words.producer, goods.producerName),
            ...row(words.form, say(formWords[goods.form])),
            ...row(words.mass, formatGrams(goods.massGrams)),
          ]),
      ...(certificate === null
        ? []
        : row(
            words.certificate,
            `${say(words.by)} ${certificate.certifierName}, ${day(certificate.certifiedAt)} ${say(words.until)} ${day(certificate.validUntil)}`,
          )),
    );
    const checks = verdict.checks
      // Whether a service is level with its ledger is no question to a file.
      .filter(({ id, status }) => id !== "index-current" && status !== "not-applicable")
      .map(({ status, reason }) =>
        element("li", status, element("span", "mark", marks[status]), element("span", "", say(reason))),
      );
    return element(
      "section",
      `answer ${colour}`,
      ...(standing === "unknown"
        ? [
            element("h2", "", say(title)),
            element("p", "", `${say(words.claims)} ${say(conclusionWords[verdict.conclusion])}`),
          ]
        : [
            element("p", "standing", say(title)),
            element("h2", "", say(conclusionWords[verdict.conclusion])),
            element("p", "", say(verdict.summary)),
          ]),
      ...lines.map((line) => element("p", "line", say(line))),
      // Of a network that nobody trusts nothing more is shown that could be taken for an answer.
      ...(standing === "unknown"
        ? []
        : [facts, element("h3", "", say(words.checks)), element("ul", "checks", ...checks)]),
      element("p", "detail", `${say(words.took)} ${Math.round(ms)} ms`),
    );
  }

  function render(): void {
    document.documentElement.lang = language;
    document.title = say(words.title);
    const other = language === "en" ? "zh" : "en";
    const drop = element("div", "drop", element("p", "", say(words.drop)), chooser(words.choose, "file", take));
    document.body.replaceChildren(
      element(
        "main",
        "",
        button({ en: "中文", zh: "English" }, "language", () => {
          language = other;
          render();
        }),
        element("h1", "", say(words.title)),
        element("p", "", say(words.lead)),
        drop,
        answer(),
        networks(),
      ),
    );
  }

  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) void take(file);
  });
  render();
}

/** Networks that whoever gave the page out has put into it. */
function builtIn(document: Document): NetworkDescriptor[] {
  const text = document.getElementById("networks")?.textContent ?? "[]";
  return networkDescriptorSchema.array().parse(JSON.parse(text));
}

function day(seconds: number): string {
  return new Date(Math.floor(seconds / SECONDS_A_DAY) * SECONDS_A_DAY * 1000).toISOString().slice(0, 10);
}
