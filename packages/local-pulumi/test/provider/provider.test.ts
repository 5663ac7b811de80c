import { expect } from "chai";

import { types } from "../support/cloud/inputs";
import { ProviderDriver, secretOnWire, UNKNOWN_ON_WIRE, type Bag } from "../support/cloud/provider";
import { trust, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

describe("properties in the embedded aws package", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  it("get names that stay", async () => {
    const checked = await driver.checked(types.bucket, "My-Bucket", {});
    expect(checked.bucket).to.match(/^my-bucket-[0-9a-f]{7}$/);
    expect((await driver.checked(types.bucket, "My-Bucket", {}, checked)).bucket).to.equal(checked.bucket);
    expect((await driver.checked(types.bucket, "My-Bucket", { bucket: "given" }, checked)).bucket).to.equal("given");
  });

  it("that are secret stay secret as outputs", async () => {
    const { outs } = await driver.create(types.queue, "q", { name: "secret", tags: secretOnWire({ a: "b" }) });
    expect(outs.tags).to.deep.equal(secretOnWire({ a: "b" }));
    expect(outs.name).to.equal("secret");
  });

  it("get the provider's default tags below their own", async () => {
    const tagged = new ProviderDriver(suite());
    await tagged.provider.configure({
      region: "us-east-1",
      defaultTags: JSON.stringify({ tags: { project: "p", stage: "dev" } }),
    });
    const made = await tagged.create(types.queue, "q", { name: "tagged", tags: { stage: "prod" } });
    expect([made.outs.tags, made.outs.tagsAll]).to.deep.equal([{ stage: "prod" }, { project: "p", stage: "prod" }]);
    expect(await tagged.plan(made, { name: "tagged", tags: { stage: "prod" } })).to.equal("same");
    await tagged.provider.configure({ defaultTags: { tags: { project: "q" } } });
    expect(await tagged.plan(made, { name: "tagged", tags: { stage: "prod" } })).to.equal("update");
  });

  it("that are policy documents may be objects", async () => {
    const checked = async (assumeRolePolicy: unknown) =>
      (await driver.checked(types.role, "r", { name: "documents", assumeRolePolicy })).assumeRolePolicy;
    const { Version, Statement } = JSON.parse(trust()) as Bag;
    const text = await checked({ Version, Statement });
    expect(text).to.be.a("string");
    expect(JSON.parse(text as string)).to.deep.equal({ Version, Statement });
    // In whatever order it is written, and as a text of its own.
    expect(await checked({ Statement, Version })).to.equal(text);
    expect(await checked(text)).to.equal(text);
    expect(await checked({ Version, Statement: secretOnWire(Statement) })).to.deep.equal(secretOnWire(text));
    expect(await checked({ Version, Statement: [{ Resource: UNKNOWN_ON_WIRE }] })).to.equal(UNKNOWN_ON_WIRE);
    // As the bridge's encoder in Go writes it: as a list too, and with the signs of HTML escaped.
    expect(await checked([{ b: "<&>", a: 1 }])).to.equal('[{"a":1,"b":"\\u003c\\u0026\\u003e"}]');
    const role = await driver.create(types.role, "r", { name: "documents", assumeRolePolicy: { Version, Statement } });
    expect(await driver.plan(role, { name: "documents", assumeRolePolicy: { Statement, Version } })).to.equal("same");
    expect(await driver.failures(types.queue, { policy: { Version, Statement } })).to.deep.equal([
      "policy: expected a string, got an object",
    ]);
  });

  it("of the provider itself are checked", async () => {
    const failures = async (config: Bag) =>
      ((await driver.provider.checkConfig(config)).failures ?? []).map((f) => f.property);
    expect(
      await failures({ region: "us-east-1", skipCredentialsValidation: "true", allowedAccountIds: '["000000000000"]' }),
    ).to.deep.equal([]);
    expect(await failures({ region: "eu-west-1", assumeRoles: "[]", allowedAccountIds: '["1"]' })).to.deep.equal([
      "region",
      "assumeRoles",
      "allowedAccountIds",
    ]);
  });

  it("of functions give what AWS would", async () => {
    const invoke = async (token: string, args: Bag = {}) => (await driver.provider.invoke(token, args)).outputs as Bag;
    expect(await invoke("aws:index/getCallerIdentity:getCallerIdentity")).to.include({ accountId: "000000000000" });
    expect(await invoke("aws:index/getRegion:getRegion")).to.include({ region: "us-east-1" });
    expect(await invoke("aws:index/getPartition:getPartition")).to.include({
      partition: "aws",
      dnsSuffix: "amazonaws.com",
    });
    const statements = [
      {
        actions: ["s3:GetObject"],
        resources: ["arn:aws:s3:::b/*"],
        principals: [{ type: "Service", identifiers: ["lambda.amazonaws.com"] }],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] }],
      },
    ];
    const { json } = await invoke("aws:iam/getPolicyDocument:getPolicyDocument", { statements });
    expect(JSON.parse(json as string)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::b/*",
          Principal: { Service: "lambda.amazonaws.com" },
          Condition: { StringEquals: { "aws:SourceAccount": "1" } },
        },
      ],
    });
    await invoke("aws:ec2/getVpc:getVpc").then(
      () => expect.fail("expected a refusal"),
      (error: Error) => expect(error.message).to.include('does not know the function "aws:ec2/getVpc:getVpc"'),
    );
  });
});
