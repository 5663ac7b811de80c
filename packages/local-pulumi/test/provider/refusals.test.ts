import { expect } from "chai";

import { fn, lambdaRule, table, types } from "../support/cloud/inputs";
import { ProviderDriver } from "../support/cloud/provider";
import { policy, trust, useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

describe("what AWS refuses is refused by the embedded aws package", () => {
  const suite = useCloud();
  let driver: ProviderDriver;
  before(() => (driver = new ProviderDriver(suite())));

  const message = (work: Promise<unknown>) =>
    work.then(
      () => "nothing",
      (error: Error) => error.message,
    );

  it("to delete a bucket that is not empty, unless forced", async () => {
    const { s3 } = suite().cloud.services;
    const made = await driver.create(types.bucket, "full", { bucket: "full-bucket" });
    s3.configure("full-bucket", { versioning: "Enabled" });
    // A delete marker alone is enough.
    s3.remove(s3.bucket("full-bucket"), "k");
    expect(await message(driver.delete(made))).to.match(/^aws:s3\/bucket:Bucket full: BucketNotEmpty: /);
    const forced = await driver.update(made, { bucket: "full-bucket", forceDestroy: true });
    await driver.delete(forced);
    expect(s3.buckets.has("full-bucket")).to.equal(false);
  });

  it("to delete a table that is protected", async () => {
    const inputs = { ...table, name: "guarded", billingMode: "PAY_PER_REQUEST", deletionProtectionEnabled: true };
    const made = await driver.create(types.table, "guarded", inputs);
    expect(await message(driver.delete(made))).to.include("protected against deletion");
    await driver.delete(await driver.update(made, { ...inputs, deletionProtectionEnabled: false }));
  });

  it("a name that is taken", async () => {
    await driver.create(types.bucket, "a", { bucket: "taken-bucket" });
    expect(await message(driver.create(types.bucket, "b", { bucket: "taken-bucket" }))).to.include(
      "BucketAlreadyOwnedByYou",
    );
  });

  it("a function whose role Lambda may not assume, or whose layer does not exist", async () => {
    await driver.create(types.role, "states", { name: "states", assumeRolePolicy: trust("states.amazonaws.com") });
    await driver.create(types.role, "right", { name: "right", assumeRolePolicy: trust() });
    const role = (name: string) => ({ role: `arn:aws:iam::000000000000:role/${name}` });
    expect(await message(driver.create(types.fn, "f", { ...fn, ...role("states") }))).to.include(
      "cannot be assumed by Lambda",
    );
    expect(await message(driver.create(types.fn, "f", { ...fn, ...role("none") }))).to.include(
      "cannot be assumed by Lambda",
    );
    const layers = ["arn:aws:lambda:us-east-1:000000000000:layer:no:1"];
    expect(await message(driver.create(types.fn, "f", { ...fn, ...role("right"), layers }))).to.include(
      "ResourceNotFoundException",
    );
  });

  it("a destination that the function's role may not send to", async () => {
    const { outs: queue } = await driver.create(types.queue, "dead", { name: "dead" });
    const { outs: role } = await driver.create(types.role, "poor", { name: "poor", assumeRolePolicy: trust() });
    await driver.create(types.fn, "poor", { ...fn, name: "poor", role: role.arn });
    const config = { functionName: "poor", destinationConfig: { onFailure: { destination: queue.arn } } };
    expect(await message(driver.create(types.invokeConfig, "c", config))).to.include(
      "does not have permissions to call sqs:SendMessage",
    );
    const statements = policy([{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn }]);
    await driver.create("aws:iam/rolePolicy:RolePolicy", "p", { role: "poor", policy: statements });
    await driver.create(types.invokeConfig, "c", config);
  });

  it("a notification to a function without a permission", async () => {
    await driver.create(types.bucket, "n", { bucket: "notify-bucket" });
    await driver.create(types.role, "n", { name: "n", assumeRolePolicy: trust() });
    const { outs } = await driver.create(types.fn, "n", { ...fn, name: "n", role: "arn:aws:iam::000000000000:role/n" });
    const inputs = { bucket: "notify-bucket", lambdaFunctions: [{ ...lambdaRule, lambdaFunctionArn: outs.arn }] };
    expect(await message(driver.create(types.notification, "n", inputs))).to.include(
      "Not authorized to invoke function [arn:aws:lambda:us-east-1:000000000000:function:n]",
    );
  });

  it("a log group with a key that is not for logs", async () => {
    const { outs: key } = await driver.create("aws:kms/key:Key", "k", {});
    const made = driver.create(types.logGroup, "l", { name: "/sealed", kmsKeyId: key.arn });
    expect(await message(made)).to.include(
      "not allowed to be used with ARN 'arn:aws:logs:us-east-1:000000000000:log-group:/sealed'",
    );
  });

  it("a key whose policy would lock out the account", async () => {
    const statement = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::000000000000:role/x" },
      Action: "kms:*",
      Resource: "*",
    };
    expect(await message(driver.create("aws:kms/key:Key", "k", { policy: policy([statement]) }))).to.include(
      "will not allow you to update",
    );
  });

  it("to delete a role that still has policies", async () => {
    const made = await driver.create(types.role, "held", { name: "held", assumeRolePolicy: trust() });
    const statements = policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]);
    const attached = await driver.create("aws:iam/rolePolicy:RolePolicy", "p", {
      name: "p",
      role: "held",
      policy: statements,
    });
    expect(await message(driver.delete(made))).to.include("DeleteConflict");
    await driver.delete(attached);
    await driver.delete(made);
  });

  it("but a table keeps its items when an index is added", async () => {
    const inputs = { ...table, name: "indexed", billingMode: "PAY_PER_REQUEST" };
    const made = await driver.create(types.table, "indexed", inputs);
    const { dynamodb } = suite().cloud.services;
    for (const id of ["1", "2"])
      await dynamodb.call("PutItem", { TableName: "indexed", Item: { id: { S: id }, key: { S: "k" } } });
    const globalSecondaryIndexes = [{ name: "by-key", hashKey: "key", projectionType: "ALL" }];
    const attributes = [...(table.attributes as []), { name: "key", type: "S" }];
    await driver.update(made, { ...inputs, attributes, globalSecondaryIndexes });
    const query = {
      KeyConditionExpression: "#k = :k",
      ExpressionAttributeNames: { "#k": "key" },
      ExpressionAttributeValues: { ":k": { S: "k" } },
    };
    expect((await dynamodb.call("Query", { TableName: "indexed", IndexName: "by-key", ...query })).Count).to.equal(2);
  });
});
