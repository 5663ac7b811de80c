import { expect } from "chai";
import { derivePolicy, type PolicyDocument } from "../../../commands/deployer-policy/derive";
import { needsByType } from "../../../commands/deployer-policy/needs";
import type { DeclaredResource, Operation } from "../../../commands/deployer-policy/types";

const environment = { partition: "aws", region: "eu-west-1", account: "123456789012" };

const bucket: DeclaredResource = { type: "aws:s3/bucket:Bucket", name: "in", inputs: { bucket: "in-1a2b3c4" } };
const table: DeclaredResource = {
  type: "aws:dynamodb/table:Table",
  name: "records",
  inputs: { name: "image-metadata" },
};
const fn: DeclaredResource = { type: "aws:lambda/function:Function", name: "f", inputs: { name: "shrink" } };
const role: DeclaredResource = { type: "aws:iam/role:Role", name: "f-role", inputs: { name: "f-role-1a2b3c4" } };

const statement = ({ Statement }: PolicyDocument, sid: string) => Statement.find(({ Sid }) => Sid === sid);
const derive = (resources: DeclaredResource[], operations?: Operation[]) =>
  derivePolicy(resources, { environment, ...(operations && { operations }) });

describe("commands/deployer-policy: derivePolicy", () => {
  it("names resources as the program does, and by patterns where the provider adds random digits", () => {
    const policy = derive([bucket, table]);
    expect(statement(policy, "Buckets")?.Resource).to.deep.equal(["arn:aws:s3:::in-*"]);
    expect(statement(policy, "Tables")?.Resource).to.deep.equal([
      "arn:aws:dynamodb:eu-west-1:123456789012:table/image-metadata",
    ]);
  });

  it("names what is made of another resource's identifier or digits by patterns", () => {
    const api = {
      type: "aws:apigateway/restApi:RestApi",
      name: "api",
      id: "ab12cd34ef",
      inputs: { name: "api-0a1b2c3" },
    };
    const group = (name: string) => ({ type: "aws:cloudwatch/logGroup:LogGroup", name: "logs", inputs: { name } });
    const groups = ["API-Gateway-Execution-Logs_ab12cd34ef/prod", "/aws/lambda/f-1a2b3c4", "/aws/lambda/fixed"];
    const digits = { ...fn, inputs: { name: "f-1a2b3c4" } };
    const patterns = statement(derive([api, digits, ...groups.map(group)]), "LogGroups")?.Resource ?? [];
    expect(patterns.map((arn) => arn.split(":log-group:")[1])).to.deep.equal([
      "/aws/lambda/f-*",
      "/aws/lambda/fixed",
      "/aws/lambda/fixed:*",
      "API-Gateway-Execution-Logs_*/prod",
      "API-Gateway-Execution-Logs_*/prod:*",
    ]);
  });

  it("never joins names inside a word, which would cover the deployer's own role", () => {
    const names = ["images-a-role", "images-b-role", "images-c-role", "images-d-role", "image-rule-role"];
    const policy = derive(names.map((name) => ({ ...role, name, inputs: { name: `${name}-1a2b3c4` } })));
    expect(statement(policy, "Roles")?.Resource).to.deep.equal([
      "arn:aws:iam::123456789012:role/image-rule-role-*",
      "arn:aws:iam::123456789012:role/images-*",
    ]);
  });

  it("names a resource by its prefix input", () => {
    const alias = { type: "aws:kms/alias:Alias", name: "a", inputs: { name: "alias/x1", namePrefix: "alias/x" } };
    expect(statement(derive([alias]), "KeyAliases")?.Resource).to.deep.equal([
      "arn:aws:kms:eu-west-1:123456789012:alias/x*",
    ]);
  });

  it("joins many names into the pattern of their common prefix, unless that is too short", () => {
    const tables = (...names: string[]) =>
      statement(derive(names.map((name) => ({ ...table, inputs: { name } }))), "Tables")?.Resource.map((arn) =>
        arn.slice(arn.lastIndexOf("/") + 1),
      );
    expect(tables("image-a", "image-b", "image-c")).to.deep.equal(["image-a", "image-b", "image-c"]);
    expect(tables("image-a", "image-b", "image-c", "image-d")).to.deep.equal(["image-*"]);
    expect(tables("abc-1", "abc-2", "abd-3", "abe-4")).to.deep.equal(["abc-1", "abc-2", "abd-3", "abe-4"]);
  });

  it("allows the actions of the types in use, each once, and of no other", () => {
    const versioning = { type: "aws:s3/bucketVersioning:BucketVersioning", name: "v", inputs: {} };
    const actions = statement(derive([bucket, versioning, versioning]), "Buckets")?.Action ?? [];
    expect(actions).to.include("s3:PutBucketVersioning").and.not.include("s3:PutBucketPolicy");
    expect(new Set(actions).size).to.equal(actions.length);
  });

  it("allows the deletion of objects only for buckets with forceDestroy", () => {
    expect(statement(derive([bucket]), "Objects")).to.equal(undefined);
    const forced = { ...bucket, inputs: { ...bucket.inputs, forceDestroy: true } };
    expect(statement(derive([forced]), "Objects")).to.deep.equal({
      Sid: "Objects",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      Resource: ["arn:aws:s3:::in-*/*"],
    });
  });

  it("allows to pass the stack's roles to the services that assume them, and to no other", () => {
    expect(statement(derive([fn, role]), "PassRolesToLambda")).to.deep.equal({
      Sid: "PassRolesToLambda",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: ["arn:aws:iam::123456789012:role/f-role-*"],
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    });
  });

  it("allows a previewer no action that writes", () => {
    const actions = derive([bucket, table, fn, role], ["read"]).Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/:(Get|List|Describe)/.test(action))).to.deep.equal([]);
  });

  it("reads what is of others, and does nothing else to it", () => {
    const notification = { type: "aws:s3/bucketNotification:BucketNotification", name: "n" };
    const others = [
      { ...bucket, name: "of-others", id: "company-uploads", inputs: {}, isRead: true },
      { ...notification, id: "company-uploads", inputs: {}, isRead: true },
    ];
    const written = { ...notification, inputs: { bucket: "company-uploads" } };
    const policy = derive([bucket, written, ...others]);
    const on = (sid: string) => statement(policy, sid)?.Resource;
    expect(on("Buckets")).to.deep.equal(["arn:aws:s3:::in-*"]);
    expect(statement(policy, "BucketNotifications")).to.deep.include({
      Action: ["s3:GetBucketNotification", "s3:PutBucketNotification"],
      Resource: ["arn:aws:s3:::company-uploads"],
    });
    for (const sid of ["BucketsOfOthers", "BucketNotificationsOfOthers"]) {
      expect(on(sid)).to.deep.equal(["arn:aws:s3:::company-uploads"]);
      expect(statement(policy, sid)?.Action.filter((action) => !/^s3:(Get|List)/.test(action))).to.deep.equal([]);
    }
    expect(derive(others, ["create"]).Statement).to.deep.equal([]);
  });

  it("throws for an unknown type", () => {
    const strange = { type: "aws:ec2/instance:Instance", name: "i", inputs: {} };
    expect(() => derive([strange, bucket])).to.throw("aws:ec2/instance:Instance");
  });
});

describe("commands/deployer-policy: the table of needs", () => {
  const needs = Object.entries(needsByType).flatMap(([type, all]) => all.map((need) => ({ type, need })));

  it("names single actions, never a wildcard", () => {
    for (const { type, need } of needs) {
      for (const action of Object.values(need.actions).flat()) {
        expect(action, type).to.match(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
      }
    }
  });

  it("has actions to create, read and delete every resource type", () => {
    for (const [type, all] of Object.entries(needsByType)) {
      if (type.startsWith("pulumi:")) continue;
      const named = new Set(all.flatMap(({ actions }) => Object.keys(actions)));
      expect([...named], type)
        .to.include("create")
        .and.to.include("read");
      // The account's setting cannot be deleted.
      if (type !== "aws:apigateway/account:Account") expect([...named], type).to.include("delete");
    }
  });

  it("uses one statement id for one scope", () => {
    const scopes = new Map<string, unknown>();
    for (const { need } of needs) {
      const known = scopes.get(need.scope.sid) ?? String(need.scope.arns(environment, "NAME"));
      expect(String(need.scope.arns(environment, "NAME")), need.scope.sid).to.equal(known);
      scopes.set(need.scope.sid, known);
    }
  });
});
