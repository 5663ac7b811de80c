import { expect } from "chai";

import { evaluate } from "../support/evaluate";
import { ruleNamed } from "../support/rules";
import { resource, type AnalyzedResource } from "../support/stack-fixture";

const said = (...stack: AnalyzedResource[]): string[] =>
  evaluate([ruleNamed("pack-out-of-sight")], stack).map(({ message, level, urn }) => {
    expect({ level, urn }).to.deep.equal({ level: "advisory", urn: undefined });
    return message;
  });

describe("pack-out-of-sight", () => {
  it("names resources of other providers once for each type, and not more than five", () => {
    const buckets = ["a", "b", "c", "d", "e", "f", "g"].map((name) => resource("aws-native:s3:Bucket", name));
    expect(said(...buckets, resource("aws-native:lambda:Function", "fn"))).to.deep.equal([
      "Not checked: resources of aws-native. aws-native:s3:Bucket: a, b, c, d, e and 2 more.",
      "Not checked: resources of aws-native. aws-native:lambda:Function: fn.",
    ]);
  });

  for (const type of [
    "aws:cloudformation/stack:Stack",
    "aws:cloudformation/stackSet:StackSet",
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
  ]) {
    it(`names ${type}, whose template has resources`, () => {
      expect(said(resource(type, "network"))).to.deep.equal([
        `Not checked: the resources of their CloudFormation templates. ${type}: network.`,
      ]);
    });
  }

  it("names resources of Cloud Control", () => {
    expect(said(resource("aws:cloudcontrol/resource:Resource", "any"))).to.deep.equal([
      "Not checked: resources of Cloud Control. aws:cloudcontrol/resource:Resource: any.",
    ]);
  });

  it("names APIs whose document is not JSON, and not those whose document is", () => {
    const api = (name: string, body?: string) => resource("aws:apigateway/restApi:RestApi", name, { body });
    expect(said(api("yaml", "openapi: 3.0.1"), api("json", "{}"), api("none"))).to.deep.equal([
      "Not checked: OpenAPI documents that are not JSON. aws:apigateway/restApi:RestApi: yaml.",
    ]);
  });

  it("says nothing about what the rules read", () => {
    expect(said(resource("aws:s3/bucket:Bucket", "bucket"), resource("pulumi:pulumi:Stack", "stack"))).to.deep.equal(
      [],
    );
  });
});
