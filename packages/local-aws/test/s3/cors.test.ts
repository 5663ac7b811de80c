import { CreateBucketCommand, GetBucketCorsCommand, PutBucketCorsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "cors-bucket";
const PAGE = "https://app.example";

describe("cross-origin requests to S3", () => {
  const suite = useCloud();
  const root = () => suite().root.s3;
  const ask = async (method: string, headers: Record<string, string>, bucket = BUCKET) => {
    const answer = await fetch(`${suite().cloud.endpoint}/${bucket}/cat.jpg`, { method, headers });
    const code = /<Code>(\w+)/.exec(await answer.text())?.[1];
    return { status: answer.status, code, header: (name: string) => answer.headers.get(`access-control-${name}`) };
  };
  const preflight = (origin: string, method: string, headers?: string) =>
    ask("OPTIONS", {
      origin,
      "access-control-request-method": method,
      ...(headers === undefined ? {} : { "access-control-request-headers": headers }),
    });

  const rule = {
    ID: "pages",
    AllowedOrigins: [PAGE, "https://*.example.org"],
    AllowedMethods: ["POST", "GET"],
    AllowedHeaders: ["x-amz-*", "content-type"],
    ExposeHeaders: ["x-amz-version-id"],
    MaxAgeSeconds: 600,
  };
  before(async () => {
    for (const name of [BUCKET, "no-cors-bucket"]) await root().send(new CreateBucketCommand({ Bucket: name }));
    await root().send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [rule] } }));
  });

  it("are described as configured", async () => {
    expect((await root().send(new GetBucketCorsCommand({ Bucket: BUCKET }))).CORSRules).to.deep.equal([rule]);
    const missing = await root()
      .send(new GetBucketCorsCommand({ Bucket: "no-cors-bucket" }))
      .catch((error: Error) => error);
    expect(missing).to.have.property("name", "NoSuchCORSConfiguration");
    const half = { AllowedOrigins: [], AllowedMethods: ["GET"] };
    const refused = await root()
      .send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [half] } }))
      .catch((error: Error) => error);
    expect(refused).to.have.property("name", "MalformedXML");
  });

  it("are allowed by an unsigned preflight request", async () => {
    const answer = await preflight(PAGE, "POST", "Content-Type, x-amz-date");
    expect(answer.status).to.equal(200);
    expect(
      ["allow-origin", "allow-methods", "allow-headers", "expose-headers", "max-age", "allow-credentials"].map((name) =>
        answer.header(name),
      ),
    ).to.deep.equal([PAGE, "POST, GET", "content-type, x-amz-date", "x-amz-version-id", "600", "true"]);
    expect((await preflight("https://a.example.org", "GET")).status).to.equal(200);
  });

  const refused: readonly (readonly [what: string, () => ReturnType<typeof ask>, string])[] = [
    ["another origin", () => preflight("https://evil.example", "POST"), "403 AccessForbidden"],
    ["an origin that only looks alike", () => preflight("https://example.org", "POST"), "403 AccessForbidden"],
    ["another method", () => preflight(PAGE, "DELETE"), "403 AccessForbidden"],
    ["another header", () => preflight(PAGE, "POST", "authorization"), "403 AccessForbidden"],
    ["a method that there is not", () => preflight(PAGE, "PATCH"), "400 BadRequest"],
    ["no origin", () => ask("OPTIONS", { "access-control-request-method": "GET" }), "400 BadRequest"],
    [
      "a bucket without rules",
      () => ask("OPTIONS", { origin: PAGE, "access-control-request-method": "GET" }, "no-cors-bucket"),
      "403 AccessForbidden",
    ],
  ];
  for (const [what, answer, expected] of refused) {
    it(`are refused for ${what}`, async () => {
      const { status, code, header } = await answer();
      expect([`${status} ${code}`, header("allow-origin")]).to.deep.equal([expected, null]);
    });
  }

  it("have CORS headers in responses and in refusals", async () => {
    await root().send(new PutObjectCommand({ Bucket: BUCKET, Key: "cat.jpg", Body: "x" }));
    const answer = await ask("GET", { origin: PAGE });
    expect([answer.status, answer.header("allow-origin"), answer.header("expose-headers")]).to.deep.equal([
      403,
      PAGE,
      "x-amz-version-id",
    ]);
    expect((await ask("GET", { origin: "https://evil.example" })).header("allow-origin")).to.equal(null);
    expect((await ask("GET", {})).header("allow-origin")).to.equal(null);
  });

  it("are allowed for all origins by a rule with *, without credentials", async () => {
    const open = { AllowedOrigins: ["*"], AllowedMethods: ["GET"] };
    await root().send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [open] } }));
    const answer = await preflight("https://anybody.example", "GET");
    expect([answer.status, answer.header("allow-origin"), answer.header("allow-credentials")]).to.deep.equal([
      200,
      "*",
      null,
    ]);
  });
});
