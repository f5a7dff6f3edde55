import { expect } from "chai";
import { signatureHeaders, webhookSecret } from "../../src/webhooks/signature.ts";

describe("signature of webhooks", () => {
  it("is that of the Standard Webhooks specification", () => {
    // The example that the libraries of Standard Webhooks test with.
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const headers = signatureHeaders(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}');
    expect(headers).to.deep.equal({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  it("has a secret for each webhook of each service, always the same", () => {
    const key = `0x${"01".repeat(32)}`;
    const secret = webhookSecret(key, "a");
    expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhookSecret(key, "a")).to.equal(secret);
    expect(webhookSecret(key, "b")).to.not.equal(secret);
    expect(webhookSecret(`0x${"02".repeat(32)}`, "a")).to.not.equal(secret);
  });
});
