import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect } from "chai";
import { type Interface, keccak256 } from "ethers";
import { acts } from "../../src/governance/acts.ts";
import { registerLinkOf } from "../../src/governance/register-links.ts";
import { contractInterface } from "../../src/ledger/contract-interfaces.ts";

describe("acts of governance", () => {
  for (const [name, act] of Object.entries(acts)) {
    it(`${name} is a function of its contract, and its event tells every value of it`, () => {
      const abi = contractInterface(act.contract);
      const told = abi.getEvent(act.eventName)?.inputs.map((input) => input.name);
      expect(abi.getFunction(act.functionName)?.inputs.length).to.equal(act.fields.length);
      // What is a link of lots' dossiers is recomputed from the statement that it is about.
      if (act.subject !== null) expect(told).to.include.members([...act.fields]);
    });
  }

  it("are all that governance alone may call, and what anybody may call in its place", () => {
    const restricted = globSync("contracts/*.sol").flatMap((path) =>
      [...readFileSync(path, "utf8").matchAll(/function (\w+)\([^)]*\)[^{;]*\brestricted\b/g)].map(
        ([, name]) => `${basename(path, ".sol")}.${name}`,
      ),
    );
    const described = Object.values(acts).map(({ contract, functionName }) => `${contract}.${functionName}`);
    expect(described.sort()).to.deep.equal([...restricted, "Quotas.release"].sort());
  });

  it("are declared as the contracts declare them, so that their calls hash to the same", () => {
    for (const act of Object.values(acts)) {
      const abi = contractInterface(act.contract);
      const parameters = abi.getFunction(act.functionName)?.inputs ?? [];
      const values = Object.fromEntries(act.fields.map((field, index) => [field, exampleOf(parameters[index])]));
      const data = abi.encodeFunctionData(act.functionName, act.call(values).args);
      expect(act.digest(values), act.functionName).to.equal(keccak256(data));
    }
  });

  it("make links of registers; other events do not", () => {
    const link = registerLinkOf("Policies", "TermsSet", {
      scheme: "7",
      terms: { toleranceBasisPoints: "1", prices: prices() },
    });
    expect(link?.subject).to.deep.equal({ type: "terms", id: "7" });
    expect(registerLinkOf("Lots", "TransferSingle", {})).to.equal(undefined);
    expect(() => registerLinkOf("Policies", "TermsSet", { scheme: "7" })).to.throw();
  });
});

function prices(): string[] {
  return Array.from({ length: 17 }, (_, index) => String(index));
}

type Parameter = Interface["fragments"][number]["inputs"][number];

/** A value of the parameter, other than zero. */
function exampleOf(parameter: Parameter | undefined): unknown {
  if (parameter === undefined) throw new Error("the function has fewer parameters");
  if (parameter.isTuple()) {
    return Object.fromEntries(parameter.components.map((component) => [component.name, exampleOf(component)]));
  }
  if (parameter.isArray()) {
    const length = parameter.arrayLength === -1 ? 2 : Number(parameter.arrayLength);
    return Array.from({ length }, () => exampleOf(parameter.arrayChildren));
  }
  const { type } = parameter;
  if (type === "string") return "a text";
  if (type === "address") return `0x${"11".repeat(20)}`;
  if (type === "bool") return true;
  const bytes = /^bytes(\d+)$/.exec(type)?.[1];
  return bytes === undefined ? 1n : `0x${"ab".repeat(Number(bytes))}`;
}
