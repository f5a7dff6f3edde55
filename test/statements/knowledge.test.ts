import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { caseSorts } from "../../src/statements/cases.ts";
import { lotId } from "../../src/statements/content.ts";
import {
  caseOf,
  declaredLots,
  deedOf,
  documentsByField,
  kindsPursuing,
  kindsTaking,
  movementOf,
  namedDocuments,
  partiesOf,
  wireDeed,
  wireMovement,
} from "../../src/statements/knowledge.ts";
import { type StatementKindName, statementKinds } from "../../src/statements/registry.ts";
import { kindOf, lotsOf, statementToWire } from "../../src/statements/statement.ts";
import { anyStatement } from "./arbitraries.ts";

const kindNames = Object.keys(statementKinds) as StatementKindName[];

/** Where kinds are at home: their files, and what the index makes of each. */
const home = /^src\/(statements|indexer\/folds)\//;

/** Words that a kind's name is too, and that mean something else. */
const otherMeanings: Record<string, string[]> = {
  // The class of a button.
  "src/certificate-page/page.ts": ["reject"],
  // What an attester examines.
  "src/domain/attestation.ts": ["assay"],
  "src/domain/words.ts": ["assay"],
  // What a laboratory of customs found.
  "src/cli/commands/evidence.ts": ["assay"],
  "src/domain/inspection.ts": ["assay"],
  // Which way grams go, in or out of a site's account.
  "src/domain/balance.ts": ["deposit"],
  "src/store/repositories/lineage-repository.ts": ["deposit"],
  "src/store/index-schema/site-accounts.ts": ["deposit"],
  // A table.
  "src/store/repositories/hold-repository.ts": ["hold"],
  // What a hold may be besides.
  "src/cli/commands/holds.ts": ["challenge"],
  // What governance does to organisations and keys.
  "src/cli/commands/govern/keys.ts": ["revoke"],
  "src/cli/commands/govern/organisations.ts": ["reinstate", "suspend"],
};

/** Sources by their paths, without their comments. */
function sources(): [string, string][] {
  return readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => {
      const path = join("src", name);
      return [path, readFileSync(path, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")];
    });
}

const quoted = new RegExp(`(["'\`])(${kindNames.join("|")})\\1`, "g");

function named(text: string): string[] {
  return [...new Set([...text.matchAll(quoted)].map(([, , name]) => String(name)))].sort();
}

describe("what is known of a kind of statement", () => {
  it("stands with the kind: no other code names one", () => {
    const strangers = sources().filter(([path]) => !home.test(path));
    const naming = strangers
      .map(([path, text]) => [path, named(text)] as const)
      .filter(([, names]) => names.length > 0);
    expect(Object.fromEntries(naming)).to.deep.equal(otherMeanings);
  });

  it("is in no table by kind elsewhere, and no kind is asked for by its file", () => {
    const byKind = /Record<StatementKindName|in StatementKindName\]|statements\/kinds\//;
    const strangers = sources().filter(([path, text]) => !home.test(path) && byKind.test(text));
    expect(strangers.map(([path]) => path)).to.deep.equal([]);
  });

  it("tells of which case a statement is part, and each step of one is taken by one kind", () => {
    const digest = `0x${"d".repeat(64)}`;
    const steps = kindNames.flatMap((name) => kindOf(name).pursues ?? []);
    expect(new Set(steps.map(({ step }) => step)).size).to.equal(steps.length);
    for (const of of caseSorts) {
      const kinds = kindsPursuing(of);
      // One begins it, and the others name that one.
      expect(
        kinds.filter((name) => kindOf(name).pursues?.field === null),
        of,
      ).to.have.length(1);
      for (const kind of kinds) {
        const { message } = kindOf(kind).example;
        const { field, step } = kindOf(kind).pursues ?? {};
        expect(caseOf({ kind, message, digest })?.id).to.equal(field == null ? digest : message[field]);
        expect(step && kindsTaking(step)).to.deep.equal([kind]);
      }
    }
    expect(caseOf({ kind: "declare", message: {}, digest })).to.equal(undefined);
  });

  it("names documents by the fields that have them", () => {
    for (const kind of kindNames) {
      const { message } = kindOf(kind).example;
      for (const { field, hash } of documentsByField({ kind, message })) expect(message[field]).to.equal(hash);
    }
    const { message } = kindOf("answer-challenge").example;
    const fields = documentsByField({ kind: "answer-challenge", message }).map(({ field }) => field);
    expect(fields).to.deep.equal(["declaration", "contractOfSale", "explanation", "technical", "other"]);
  });

  it("names each document once, those of the lots that a statement declares included", () => {
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const named = namedDocuments(statement);
        expect(new Set(named).size).to.equal(named.length);
        const { kind, message } = statement;
        const own = documentsByField({ kind, message: kindOf(kind).toWire(message as never) });
        const ofLots = declaredLots(statement).flatMap(({ content }) => content.documents ?? []);
        expect(named).to.have.members([...new Set([...own.map(({ hash }) => hash), ...ofLots])]);
      }),
      { numRuns: 500 },
    );
  });

  it("tells where a witness comes from exactly where there is one, and of a field that there is", () => {
    for (const name of kindNames) {
      const { attachments, witness } = kindOf(name);
      expect(witness !== null, name).to.equal("witness" in attachments);
      const fields = kindOf(name).types[kindOf(name).primaryType]?.map((field) => field.name);
      if (witness !== null) expect(fields, name).to.include(witness.field);
    }
  });

  it("moves and declares no lots but those that the statement concerns", () => {
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const concerned = lotsOf(statement);
        const moved = movementOf(statement);
        const lots = moved !== null && "lots" in moved ? moved.lots.map(({ lot }) => lot) : [];
        const declared = declaredLots(statement).map(({ producer, lotNumber, content }) =>
          lotId(producer, lotNumber, content),
        );
        expect(concerned).to.include.members([...lots, ...declared]);
      }),
      { numRuns: 300 },
    );
  });

  it("is read from a message's wire form as from the message", () => {
    fc.assert(
      fc.property(anyStatement, (statement) => {
        const wire = statementToWire(statement) as { kind: string; message: Record<string, unknown> };
        const moved = movementOf(statement);
        const deed = deedOf(statement);
        if (moved !== null) {
          expect(Object.keys(wireMovement(wire, moved.how) ?? {})).to.deep.equal(Object.keys(moved).slice(1));
        }
        if (deed !== null) {
          expect(Object.keys(wireDeed(wire, deed.what) ?? {})).to.deep.equal(Object.keys(deed).slice(1));
        }
        expect(partiesOf(wire)).to.include(statement.message.organisation);
      }),
      { numRuns: 300 },
    );
  });
});
