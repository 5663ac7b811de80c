import { expect } from "chai";

import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import { makeAwsProvider } from "../../src/aws-provider";
import { callsOf } from "../../src/provider/calls";
import { knownTokens } from "../../src/provider/registry";

const ROLE = "deployer";
const urn = (type: string, name: string) => `urn:pulumi:test::test::${type}::${name}`;
const GROUP_URN = urn("aws:cloudwatch/logGroup:LogGroup", "group");

describe("a provider with a role", () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud();
    cloud.services.iam.createRole({
      name: ROLE,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
      }),
    });
  });
  after(() => cloud.close());

  const allow = (...statements: object[]) => {
    const Statement = statements.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement }));
    cloud.services.iam.updateRole(ROLE, { policies: { only: JSON.stringify({ Version: "2012-10-17", Statement }) } });
    return makeAwsProvider(cloud, ".", ROLE);
  };
  const failure = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      return (error as Error).message;
    }
    return "none";
  };
  const arn = (name: string) => `arn:aws:logs:us-east-1:000000000000:log-group:${name}`;
  const group = { name: "g", retentionInDays: 7, tags: { Project: "x" } };

  it("knows the requests for every resource type", () => {
    for (const token of knownTokens()) {
      const { create, read, delete: remove } = callsOf(token);
      expect(
        [create, read, remove].map((calls) => typeof calls),
        token,
      ).to.deep.equal(Array(3).fill("function"));
    }
    expect(() => callsOf("aws:ec2/instance:Instance")).to.throw("no requests known for aws:ec2/instance:Instance");
  });

  it("knows that a stage's access logs are set once it is there", () => {
    const actions = (inputs: Record<string, unknown>) =>
      (
        callsOf("aws:apigateway/stage:Stage").create?.({
          ...{ region: "us-east-1", accountId: "000000000000", id: "", tags: {}, changed: () => true },
          inputs: { restApi: "a", stageName: "s", ...inputs },
        }) ?? []
      ).map(({ action, resource }) => `${action} ${resource}`);
    const create = "apigateway:POST arn:aws:apigateway:us-east-1::/restapis/a/stages";
    expect(actions({})).to.deep.equal([create]);
    expect(actions({ accessLogSettings: { destinationArn: "g", format: "f" } })).to.deep.equal([
      create,
      "apigateway:PATCH arn:aws:apigateway:us-east-1::/restapis/a/stages/s",
    ]);
  });

  it("is refused the first request that no policy allows, in AWS's words, and makes nothing", async () => {
    const provider = allow({ Action: ["logs:CreateLogGroup", "logs:TagResource"] });
    expect(await failure(provider.create(GROUP_URN, group))).to.equal(
      "aws:cloudwatch/logGroup:LogGroup group: AccessDenied: " +
        "User: arn:aws:sts::000000000000:assumed-role/deployer/pulumi is not authorized to perform: " +
        `logs:PutRetentionPolicy on resource: ${arn("g")} because no identity-based policy allows the logs:PutRetentionPolicy action`,
    );
    expect(cloud.services.logs.has("g")).to.equal(false);
  });

  it("takes back what it made where the provider could not read it", async () => {
    const provider = allow({ Action: ["logs:CreateLogGroup", "logs:TagResource", "logs:PutRetentionPolicy"] });
    expect(await failure(provider.create(GROUP_URN, group))).to.include("logs:DescribeLogGroups");
    expect(cloud.services.logs.has("g")).to.equal(false);
  });

  it("is held to the ARNs of its statements", async () => {
    const provider = allow({ Action: "logs:*", Resource: [arn("mine-*")] }, { Action: "logs:DescribeLogGroups" });
    expect(await failure(provider.create(GROUP_URN, { ...group, name: "mine-1" }))).to.equal("none");
    expect(await failure(provider.create(GROUP_URN, { ...group, name: "yours" }))).to.include(arn("yours"));
  });

  it("is held to conditions on tags and on who a role is passed to", async () => {
    const tagged = allow(
      { Action: ["logs:CreateLogGroup"], Condition: { StringEquals: { "aws:RequestTag/Project": "x" } } },
      { Action: ["logs:TagResource", "logs:PutRetentionPolicy", "logs:Describe*", "logs:ListTagsForResource"] },
    );
    expect(await failure(tagged.create(GROUP_URN, { ...group, name: "t" }))).to.equal("none");
    expect(await failure(tagged.create(GROUP_URN, { ...group, name: "u", tags: { Project: "y" } }))).to.include(
      "logs:CreateLogGroup",
    );
    const passing = allow(
      { Action: "iam:PassRole", Condition: { StringEquals: { "iam:PassedToService": "states.amazonaws.com" } } },
      { Action: "lambda:*" },
    );
    const fn = { name: "f", role: "arn:aws:iam::000000000000:role/deployer", handler: "a.b", runtime: "nodejs24.x" };
    expect(await failure(passing.create(urn("aws:lambda/function:Function", "f"), fn))).to.include("iam:PassRole");
  });

  it("sends for an update only what has changed", async () => {
    const provider = allow({
      Action: ["logs:PutRetentionPolicy", "logs:DescribeLogGroups", "logs:ListTagsForResource"],
    });
    const old = { ...group, name: "mine-1", tagsAll: group.tags };
    expect(await failure(provider.update("mine-1", GROUP_URN, old, { ...old, retentionInDays: 30 }))).to.equal("none");
    expect(await failure(provider.update("mine-1", GROUP_URN, old, { ...old, tags: { Project: "z" } }))).to.include(
      "logs:TagResource",
    );
  });

  it("is shown a key's tags in conditions only after five minutes", async () => {
    const condition = { StringEquals: { "aws:ResourceTag/Project": "x" } };
    const provider = allow(
      {
        Action: ["kms:CreateKey", "kms:TagResource", "kms:EnableKeyRotation", "kms:Get*", "kms:Describe*", "kms:List*"],
      },
      { Action: "kms:ScheduleKeyDeletion", Condition: condition },
    );
    const keyUrn = urn("aws:kms/key:Key", "k");
    const made = await provider.create(keyUrn, { enableKeyRotation: true, tags: { Project: "x" } });
    const [id, outs] = [made.id, made.outs as Record<string, unknown>];
    expect(await failure(provider.delete(id, keyUrn, outs))).to.include("kms:ScheduleKeyDeletion");
    cloud.services.kms.settleTags();
    expect(await failure(provider.delete(id, keyUrn, outs))).to.equal("none");
  });

  it("is told its own identity", async () => {
    const provider = allow({ Action: "sts:GetCallerIdentity" });
    const answer = await provider.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
    expect((answer.outputs as { arn: string }).arn).to.equal("arn:aws:sts::000000000000:assumed-role/deployer/pulumi");
    await provider.configure({});
    expect(await failure(allow({ Action: "s3:ListBucket" }).configure({}))).to.include("sts:GetCallerIdentity");
  });
});
