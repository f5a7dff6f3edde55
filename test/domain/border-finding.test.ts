import { expect } from "chai";
import { containerCheckDigit, containerFault } from "../../src/domain/border-finding.ts";

describe("numbers of containers (ISO 6346)", () => {
  it("end with their check digit", () => {
    for (const number of ["CSQU3054383", "TOLU4734787", "MSKU9070323"]) {
      expect(containerCheckDigit(number), number).to.equal(Number(number.at(-1)));
      expect(containerFault(number)).to.equal(undefined);
    }
  });

  it("are told from what only looks like them", () => {
    expect(containerFault("CSQU3054384")).to.deep.equal({ expected: 3 });
    for (const number of ["CSQX3054383", "CSQU305438", "csqu3054383", ""]) {
      expect(containerFault(number), number).to.deep.equal({ expected: null });
    }
  });

  it("show one digit or letter that was mistaken, whichever it is", () => {
    const number = "TOLU4734787";
    for (let place = 4; place < 10; place += 1) {
      const digit = (Number(number[place]) + 1) % 10;
      const mistaken = `${number.slice(0, place)}${digit}${number.slice(place + 1)}`;
      expect(containerFault(mistaken), mistaken).not.to.equal(undefined);
    }
  });
});
