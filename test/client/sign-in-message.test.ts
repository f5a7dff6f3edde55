import { SiweMessage } from "@signinwithethereum/siwe";
import { expect } from "chai";
import { writeSignInMessage } from "../../src/client/sign-in-message.ts";
import { readSignInMessage } from "../../src/readers/read-sign-in-message.ts";

const terms = {
  domain: "ledger.example:8080",
  uri: "https://ledger.example:8080/",
  chainId: 31_337n,
  nonce: "0123456789abcdef",
  organisation: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
  key: "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
  issuedAt: 1_790_000_000,
};

describe("what is signed to sign in", () => {
  it("is written as EIP-4361 has it, to the letter", () => {
    const text = writeSignInMessage(terms);
    expect(new SiweMessage(text).prepareMessage()).to.equal(text);
  });

  it("is read as it was written", () => {
    const { isInForce, ...read } = readSignInMessage(writeSignInMessage(terms)) ?? { isInForce: () => false };
    expect(read).to.deep.equal(terms);
    expect(isInForce(terms.issuedAt)).to.equal(true);
  });
});
