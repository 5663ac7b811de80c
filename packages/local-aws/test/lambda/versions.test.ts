import {
  GetAliasCommand,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";

import type { Cloud } from "../../src/cloud";
import type { InvocationEvent } from "../../src/events";
import { FunctionVersions } from "../../src/lambda/function-versions";
import type { FunctionRecord } from "../../src/lambda/types";
import { deploy, zipOf } from "../support/cloud/functions";
import { rejection, rejectionName } from "../support/cloud/rejection";
import { useCloud } from "../support/cloud/use-cloud";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:shape";
const saying = (what: string) =>
  `exports.handler = async (event, context) => ({ says: "${what}", arn: context.invokedFunctionArn, version: context.functionVersion, of: process.env.OF });`;

/** Gives a function other code. */
const recode = async (cloud: Cloud, name: string, code: string) =>
  cloud.services.lambda.updateFunction(name, { zip: await zipOf({ "index.js": code }) });

describe("versions and aliases of a function", () => {
  const suite = useCloud();
  const cloud = () => suite().cloud;
  let client: LambdaClient;
  before(() => {
    const { endpoint, region, credentials } = cloud();
    client = new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 });
  });
  after(() => client.destroy());

  const invoke = async (name: string, qualifier?: string) => {
    const answer = await client.send(
      new InvokeCommand({ FunctionName: name, ...(qualifier !== undefined && { Qualifier: qualifier }) }),
    );
    const payload = JSON.parse(Buffer.from(answer.Payload ?? []).toString()) as Record<string, string>;
    return { ...payload, executed: answer.ExecutedVersion };
  };

  it("keep code and configuration as they were published", async () => {
    await deploy(cloud(), "shape", { code: saying("one"), environment: { OF: "first" } });
    const { Version, FunctionArn } = await client.send(new PublishVersionCommand({ FunctionName: "shape" }));
    expect([Version, FunctionArn]).to.deep.equal(["1", `${ARN}:1`]);
    await recode(cloud(), "shape", saying("two"));
    const { lambda } = cloud().services;
    const { config } = lambda.function("shape");
    lambda.updateFunction("shape", { config: { ...config, environment: { OF: "second" } } });
    expect(await invoke("shape", "1")).to.deep.equal({
      says: "one",
      arn: `${ARN}:1`,
      version: "1",
      of: "first",
      executed: "1",
    });
    expect(await invoke("shape")).to.deep.equal({
      says: "two",
      arn: ARN,
      version: "$LATEST",
      of: "second",
      executed: "$LATEST",
    });
  });

  it("are not published again where nothing has changed, and have their number for themselves", async () => {
    await deploy(cloud(), "numbered", { code: saying("a") });
    const publish = async () => (await client.send(new PublishVersionCommand({ FunctionName: "numbered" }))).Version;
    expect([await publish(), await publish()]).to.deep.equal(["1", "1"]);
    const { lambda } = cloud().services;
    lambda.updateFunction("numbered", {
      config: { ...lambda.function("numbered").config, reservedConcurrency: 3, tags: { a: "b" } },
    });
    expect(await publish(), "settings of the function itself").to.equal("1");
    await recode(cloud(), "numbered", saying("b"));
    expect(await publish()).to.equal("2");
    lambda.versions.delete("numbered", "2");
    await recode(cloud(), "numbered", saying("c"));
    expect(await publish()).to.equal("3");
    const { Versions = [] } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: "numbered" }));
    expect(Versions.map((one) => one.Version)).to.deep.equal(["$LATEST", "1", "3"]);
  });

  it("run the version that the alias points to, and another one by its weight", async () => {
    const { versions } = cloud().services.lambda;
    await deploy(cloud(), "shifted", { code: saying("old") });
    versions.publish("shifted");
    await recode(cloud(), "shifted", saying("new"));
    versions.publish("shifted");
    versions.createAlias("shifted", { name: "live", functionVersion: "1" });
    expect(await invoke("shifted", "live")).to.deep.include({
      says: "old",
      executed: "1",
      arn: ARN.replace("shape", "shifted:live"),
    });
    const set = (weight: number) =>
      client.send(
        new UpdateAliasCommand({
          FunctionName: "shifted",
          Name: "live",
          RoutingConfig: { AdditionalVersionWeights: { "2": weight } },
        }),
      );
    await set(1);
    expect(await invoke("shifted:live")).to.include({ says: "new", executed: "2" });
    await set(0);
    expect(await invoke("shifted", "live")).to.include({ says: "old", executed: "1" });
    await client.send(
      new UpdateAliasCommand({ FunctionName: "shifted", Name: "live", FunctionVersion: "2", RoutingConfig: {} }),
    );
    expect(await invoke("shifted", "live")).to.include({ says: "new", executed: "2" });
    const alias = await client.send(new GetAliasCommand({ FunctionName: "shifted", Name: "live" }));
    expect(alias).to.deep.include({
      Name: "live",
      FunctionVersion: "2",
      AliasArn: ARN.replace("shape", "shifted:live"),
    });
    expect(alias.RoutingConfig).to.equal(undefined);
  });

  it("are routed to by chance, a tenth of the invocations with a weight of 0.1", () => {
    const version = { version: "", config: {}, code: {}, layers: [], lastModified: "" };
    const record = {
      versions: [
        { ...version, version: "1" },
        { ...version, version: "2" },
      ],
      aliases: [
        { name: "live", functionVersion: "1", description: "", additionalVersionWeights: { "2": 0.1 }, revisionId: "" },
      ],
    } as unknown as FunctionRecord;
    const routed = (chance: number) =>
      new FunctionVersions({
        ...{ function: () => record, arn: (name) => name, changed: () => undefined, retire: () => undefined },
        layerCode: () => expect.fail("no layer"),
        random: () => chance,
      }).route("f", "live").version;
    expect([0, 0.0999, 0.1, 0.9999].map(routed)).to.deep.equal(["2", "2", "1", "1"]);
  });

  it("refuse what Lambda refuses of an alias", async () => {
    const { versions } = cloud().services.lambda;
    const { lambda } = cloud().services;
    await deploy(cloud(), "strict", { code: saying("a") });
    versions.publish("strict");
    const { roleArn } = lambda.function("numbered").config;
    lambda.updateFunction("strict", { config: { ...lambda.function("strict").config, roleArn } });
    versions.publish("strict");
    versions.createAlias("strict", { name: "live", functionVersion: "1" });
    const refusals: readonly (readonly [change: Parameters<typeof versions.createAlias>[1], message: RegExp])[] = [
      [{ name: "live", functionVersion: "1" }, /Alias already exists/],
      [{ name: "12", functionVersion: "1" }, /is no number: 12/],
      [{ name: "next", functionVersion: "7" }, /strict:7 not found/],
      [{ name: "next", functionVersion: "1", additionalVersionWeights: { "1": 0.5 } }, /already included/],
      [{ name: "next", functionVersion: "1", additionalVersionWeights: { "2": 1.5 } }, /0\.0 to 1\.0, got 1\.5/],
      [{ name: "next", functionVersion: "1", additionalVersionWeights: { "2": 0.5 } }, /differ in roleArn/],
      [{ name: "next", functionVersion: "1", additionalVersionWeights: { "2": 0.1, "3": 0.1 } }, /greater than 1/],
      [{ name: "next", functionVersion: "$LATEST" }, /none of \$LATEST/],
    ];
    for (const [spec, message] of refusals)
      expect(() => versions.createAlias("strict", spec), message.source).to.throw(message);
    expect(() => versions.delete("strict", "1")).to.throw(/the alias live points to it/);
    expect(await rejectionName(client.send(new InvokeCommand({ FunctionName: "strict", Qualifier: "none" })))).to.equal(
      "ResourceNotFoundException",
    );
    const stale = new UpdateAliasCommand({
      FunctionName: "strict",
      Name: "live",
      Description: "d",
      RevisionId: "other",
    });
    expect(await rejectionName(client.send(stale))).to.equal("PreconditionFailedException");
  });

  it("have policies of their own, and roles may be allowed an alias alone", async () => {
    const { lambda, iam } = cloud().services;
    await deploy(cloud(), "guarded", { code: saying("a") });
    lambda.versions.publish("guarded");
    lambda.versions.createAlias("guarded", { name: "live", functionVersion: "1" });
    const topic = {
      kind: "service",
      principal: "s3.amazonaws.com",
      sourceArn: "arn:aws:s3:::b",
      sourceAccount: "000000000000",
    } as const;
    const permission = { statementId: "s", action: "lambda:InvokeFunction", principal: "s3.amazonaws.com" };
    lambda.addPermission("guarded:live", permission);
    const arn = lambda.arn("guarded");
    expect(lambda.refusal(`${arn}:live`, topic)).to.equal(undefined);
    expect(lambda.refusal(arn, topic)).to.match(/Not authorized to invoke function \[arn:\S+:guarded\]/);
    expect(lambda.refusal(`${arn}:other`, topic)).to.equal("Function not found");
    expect(lambda.policy("guarded:live")?.Statement).to.deep.include.members([
      {
        Sid: "s",
        Effect: "Allow",
        Principal: { Service: "s3.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: `${arn}:live`,
      },
    ]);
    lambda.addPermission("guarded", permission);
    lambda.removePermission("guarded:live", "s");
    expect([lambda.policy("guarded:live"), lambda.policy("guarded")?.Statement.length]).to.deep.equal([undefined, 1]);
    const caller = (resource: string, name: string) => {
      suite().roleKeys(name, [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: resource }]);
      return iam.asRole(iam.role(name), "test");
    };
    const may = (who: ReturnType<typeof caller>, reference: string) => {
      try {
        lambda.authorizeInvoke(who, reference);
        return true;
      } catch {
        return false;
      }
    };
    const [ofAlias, ofFunction] = [caller(`${arn}:live`, "of-alias"), caller(arn, "of-function")];
    expect([may(ofAlias, "guarded:live"), may(ofAlias, "guarded")]).to.deep.equal([true, false]);
    expect([may(ofFunction, "guarded:live"), may(ofFunction, "guarded")]).to.deep.equal([false, true]);
  });

  it("have settings of their own for events, whose failures name the alias", async () => {
    const { lambda, sqs } = cloud().services;
    const queue = sqs.createQueue("failed", {});
    const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn };
    await deploy(cloud(), "failing", {
      code: `exports.handler = async () => { throw new Error("no"); };`,
      statements: [send],
    });
    lambda.versions.publish("failing");
    lambda.versions.createAlias("failing", { name: "live", functionVersion: "1" });
    lambda.putEventInvokeConfig("failing:live", {
      maximumRetryAttempts: 0,
      maximumEventAgeSec: 60,
      onFailure: queue.arn,
    });
    const runs: InvocationEvent[] = [];
    cloud().events.on("invocation", (event) => runs.push(event));
    lambda.invokeAsync("failing:live", "{}");
    await cloud().idle();
    expect(
      runs.map(({ functionName, qualifier, executedVersion, attempt }) => ({
        functionName,
        qualifier,
        executedVersion,
        attempt,
      })),
    ).to.deep.equal([{ functionName: "failing", qualifier: "live", executedVersion: "1", attempt: 1 }]);
    const [message] = queue.receive(1);
    const record = JSON.parse(message?.body ?? "") as { requestContext: object; responseContext: object };
    expect(record.requestContext).to.deep.include({
      functionArn: `${lambda.arn("failing")}:live`,
      condition: "RetriesExhausted",
    });
    expect(record.responseContext).to.deep.include({ executedVersion: "1" });
    expect(lambda.eventInvokeConfig("failing")).to.equal(undefined);
    lambda.putEventInvokeConfig("failing:live", undefined);
    expect(lambda.eventInvokeConfig("failing:live")).to.equal(undefined);
  });

  it("are measured by function, by alias, and by the version that ran", async () => {
    const { metrics } = cloud().services.cloudwatch;
    await invoke("shifted", "live");
    const count = (dimensions: Record<string, string>) =>
      metrics.values({ namespace: "AWS/Lambda", name: "Invocations", dimensions }, 0, Date.now() + 1000).length;
    const Resource = "shifted:live";
    expect(count({ FunctionName: "shifted" })).to.equal(count({ FunctionName: "shifted", Resource }));
    expect(count({ FunctionName: "shifted", Resource, ExecutedVersion: "1" })).to.equal(2);
    expect(count({ FunctionName: "shifted", Resource, ExecutedVersion: "2" })).to.equal(3);
    expect(count({ FunctionName: "shape", Resource: "shape:1" })).to.equal(1);
    expect(count({ FunctionName: "shape", Resource: "shape:1", ExecutedVersion: "1" })).to.equal(0);
  });

  it("share what their function has reserved", async () => {
    const { lambda } = cloud().services;
    const code = `exports.handler = (ms) => new Promise((resolve) => setTimeout(resolve, ms, "done"));`;
    await deploy(cloud(), "reserved", { code, reservedConcurrency: 1 });
    lambda.versions.publish("reserved");
    await recode(cloud(), "reserved", `${code}//`);
    lambda.versions.publish("reserved");
    const running = lambda.invoke("reserved:1", "500");
    expect(await rejection(lambda.invoke("reserved:2", "0"))).to.include({ code: "TooManyRequestsException" });
    await running;
    expect((await lambda.invoke("reserved:2", "0")).payload).to.equal('"done"');
  });
});
