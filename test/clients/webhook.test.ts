import { expect } from "chai";
import { createHmac } from "node:crypto";

import { verifyWebhook, WebhookError, type VerifyOptions } from "../../clients/webhook.mjs";

/**
 * What the reference libraries of Standard Webhooks sign in their tests
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts, "sign
 * function works"; the same in their other languages).
 */
const vector = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  body: '{"test": 2432232314}',
  headers: {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
};
const now = new Date(1614265330 * 1000);
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

function verify(change: object = {}, secrets: string | string[] = vector.secret, options: VerifyOptions = { now }) {
  const headers = { ...vector.headers, ...change };
  return verifyWebhook({ body: vector.body, headers }, secrets, options);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof WebhookError) return error.code;
    throw error;
  }
  return "accepted";
}

describe("the helper that verifies webhooks", () => {
  it("accepts what the reference libraries sign, as text or bytes, with headers of either kind", () => {
    expect(verify()).to.deep.equal({ test: 2432232314, id: vector.headers["webhook-id"] });
    const body = new TextEncoder().encode(vector.body);
    expect(verifyWebhook({ body, headers: new Headers(vector.headers) }, vector.secret, { now })).to.include({
      test: 2432232314,
    });
    expect(verify({}, vector.secret.slice("whsec_".length))).to.include({ test: 2432232314 });
  });

  it("accepts one right signature among others, and one right secret among others", () => {
    const right = vector.headers["webhook-signature"];
    const others = ["v1,bm8=", "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw==", right, "v2,x"];
    expect(codeOf(() => verify({ "webhook-signature": others.join(" ") }))).to.equal("accepted");
    expect(codeOf(() => verify({}, [OTHER_SECRET, vector.secret]))).to.equal("accepted");
  });

  it("refuses another secret, body, id, time or version of the signature", () => {
    const wrong: readonly (() => unknown)[] = [
      () => verify({}, OTHER_SECRET),
      () => verifyWebhook({ body: `${vector.body} `, headers: vector.headers }, vector.secret, { now }),
      () => verify({ "webhook-id": "msg_other" }),
      () => verify({ "webhook-timestamp": "1614265331" }),
      () => verify({ "webhook-signature": vector.headers["webhook-signature"].replace("v1,", "v1a,") }),
      () => verify({ "webhook-signature": "v1," }),
      () => verify({ "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1PE=" }),
    ];
    for (const run of wrong) expect(codeOf(run), run.toString()).to.equal("SIGNATURE_INVALID");
  });

  it("refuses what is older or newer than the tolerance, and nothing at its limit", () => {
    const at = (seconds: number, toleranceSec?: number) =>
      codeOf(() => verify({}, vector.secret, { now: new Date(now.getTime() + seconds * 1000), toleranceSec }));
    expect([at(300), at(301), at(-300), at(-301)]).to.deep.equal(["accepted", "TOO_OLD", "accepted", "TOO_NEW"]);
    expect([at(10, 10), at(11, 10)]).to.deep.equal(["accepted", "TOO_OLD"]);
    expect(codeOf(() => verify({}, vector.secret, {}))).to.equal("TOO_OLD");
  });

  it("refuses a webhook without a header, or with a time that is none", () => {
    for (const name of Object.keys(vector.headers)) {
      expect(
        codeOf(() => verify({ [name]: undefined })),
        name,
      ).to.equal("HEADER_MISSING");
    }
    for (const time of ["now", "-1", "1.5", "1e9"]) {
      expect(
        codeOf(() => verify({ "webhook-timestamp": time })),
        time,
      ).to.equal("TIMESTAMP_INVALID");
    }
  });

  it("refuses an authentic body that is not JSON, and a secret that is too short to be one", () => {
    const key = Buffer.from(vector.secret.slice("whsec_".length), "base64");
    const { "webhook-id": id, "webhook-timestamp": time } = vector.headers;
    const signature = `v1,${createHmac("sha256", key).update(`${id}.${time}.{`).digest("base64")}`;
    const headers = { ...vector.headers, "webhook-signature": signature };
    expect(codeOf(() => verifyWebhook({ body: "{", headers }, vector.secret, { now }))).to.equal("BODY_INVALID");
    expect(() => verify({}, "whsec_c2hvcnQ=")).to.throw(TypeError, "24 bytes or more, got 5");
    expect(() => verify({}, [])).to.throw(TypeError, "at least one secret");
  });
});
