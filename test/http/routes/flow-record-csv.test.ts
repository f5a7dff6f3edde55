import { expect } from "chai";
import { readFlowRecordAsCsv } from "../../../src/http/routes/read-flow-record.ts";
import { hostile, visible } from "../../fixtures/hostile-texts.ts";

const { render } = readFlowRecordAsCsv.success;

describe("the flow record as a table", () => {
  const written = (text: string) => {
    const line = { kind: text, statement: text, lot: text, lotNumber: text, form: text, counterparty: text };
    const figures = { grams: 1, occurredAt: null, enteredAt: 2, isLate: false };
    return render?.({ lines: [{ ...line, ...figures }] } as never) ?? "";
  };

  it("hides nothing of what was written in any field, and begins no line with it", () => {
    for (const [name, text] of Object.entries(hostile)) {
      const lines = written(text).split("\r\n");
      expect(lines, name).to.have.length(3);
      for (const line of lines) expect(line, name).to.match(visible);
    }
  });

  it("is no formula to a spreadsheet", () => {
    for (const formula of ["=1+1", "+1", "-1", "@SUM(1)", '=HYPERLINK("https://evil.example","x")']) {
      const [, line = ""] = written(formula).split("\r\n");
      const field = formula.includes('"') ? `"'${formula.replaceAll('"', '""')}"` : `'${formula}`;
      expect(line.startsWith(`${field},`), line).to.equal(true);
    }
  });
});
