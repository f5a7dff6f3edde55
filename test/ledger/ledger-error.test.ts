import { expect } from "chai";
import { concat, Interface } from "ethers";
import { contractInterface } from "../../src/ledger/contract-interfaces.ts";
import { decodeLedgerError, LedgerRefusal } from "../../src/ledger/ledger-error.ts";
import type { ContractName } from "../../src/statements/kind.ts";

const address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const hash = `0x${"ab".repeat(32)}`;

function revert(contract: ContractName, name: string, args: unknown[]): string {
  return contractInterface(contract).encodeErrorResult(name, args);
}

describe("decodeLedgerError", () => {
  it("gives the values as they stand on the wire", () => {
    const form = revert("Quotas", "QuotaFormMismatch", [hash, 1, 4]);
    expect(decodeLedgerError(form)).to.deep.equal({
      name: "QuotaFormMismatch",
      contract: "Quotas",
      args: { quota: hash, kind: "extraction", form: "separated-oxide" },
    });
    const role = revert("Participants", "RoleNotHeld", [address, 3, "0x434e", 6_901_234_000_009n]);
    expect(decodeLedgerError(role).args).to.include({ organisation: address, country: "CN" });
    const element = revert("Attestations", "ElementDiffers", [5n, 11, 100, 200]);
    expect(decodeLedgerError(element).args).to.deep.equal({
      lot: `0x${"0".repeat(63)}5`,
      element: "Dy",
      declared: 100,
      measured: 200,
    });
  });

  it("shows names as text, and bytes that hide something as bytes", () => {
    const bytesOf = (text: string) => `0x${Buffer.from(text).toString("hex").padEnd(64, "0")}`;
    const painted = bytesOf("\x1b[FVALID");
    const mismatch = revert("Processing", "DepositMismatch", [5n, bytesOf("Mount Weld"), painted]);
    expect(decodeLedgerError(mismatch).args).to.include({ declared: "Mount Weld", inherited: painted });
  });

  it("gives integers beyond 2^53 as decimal strings", () => {
    const [safe, large] = [2n ** 53n - 1n, 2n ** 53n];
    const decode = (nonce: bigint) =>
      decodeLedgerError(revert("Participants", "NonceSpent", [address, nonce])).args.nonce;
    expect(decode(safe)).to.equal(Number(safe));
    expect(decode(large)).to.equal("9007199254740992");
  });

  it("reads what the token says of grams that are not held", () => {
    const data = revert("Lots", "StockMissing", [1n, address, "0x434e", 10n, 11n]);
    expect(decodeLedgerError(data)).to.deep.equal({
      name: "StockMissing",
      contract: "Lots",
      args: { lot: `0x${"0".repeat(63)}1`, holder: address, country: "CN", heldGrams: 10, wantedGrams: 11 },
    });
  });

  it("reads the failure of a bundle's item as that item's, however deep", () => {
    const inner = revert("Lots", "LotAlreadyDeclared", [7n]);
    const outer = revert("Statements", "BundleItemFailed", [2n, inner]);
    expect(decodeLedgerError(outer)).to.deep.include({ name: "LotAlreadyDeclared", contract: "Lots", item: 2 });
    const empty = revert("Statements", "BundleItemFailed", [1n, "0x"]);
    expect(decodeLedgerError(empty)).to.deep.equal({ name: "Unknown", args: {}, data: "0x", item: 1 });
  });

  it("reads Solidity's own errors", () => {
    const solidity = new Interface(["error Error(string message)", "error Panic(uint256 code)"]);
    const message = solidity.encodeErrorResult("Error", ["because"]);
    expect(decodeLedgerError(message)).to.deep.equal({ name: "Error", args: { message: "because" } });
    const panic = solidity.encodeErrorResult("Panic", [0x11n]);
    expect(decodeLedgerError(panic)).to.deep.equal({ name: "Panic", args: { code: 17 } });
  });

  it("gives the bytes of what it cannot read", () => {
    for (const data of ["0x", "0x12345678", concat([hash, hash])]) {
      expect(decodeLedgerError(data)).to.deep.equal({ name: "Unknown", args: {}, data });
    }
    const cut = revert("Lots", "LotUnknown", [7n]).slice(0, -2);
    expect(decodeLedgerError(cut)).to.deep.equal({ name: "Unknown", args: {}, data: cut });
  });
});

describe("LedgerRefusal", () => {
  it("says what was refused, with the values", () => {
    const refusal = new LedgerRefusal({ name: "NotAccredited", contract: "Schemes", args: { scheme: 3 } });
    expect(refusal.message).to.equal("The ledger refuses: NotAccredited (scheme 3)");
    expect(new LedgerRefusal({ name: "ReasonMissing", args: {} }).message).to.equal(
      "The ledger refuses: ReasonMissing",
    );
  });
});
