import { expect } from "chai";
import { derivePolicy } from "../../../commands/deployer-policy/derive";
import { exportedResources } from "../../../commands/deployer-policy/declared-resources";

const urn = (type: string, name: string) => `urn:pulumi:dev::image-pipeline::${type}::${name}`;

const EXPORTED = JSON.stringify({
  version: 3,
  deployment: {
    resources: [
      { urn: urn("pulumi:pulumi:Stack", "image-pipeline-dev"), type: "pulumi:pulumi:Stack", custom: false },
      { urn: urn("image-pipeline:infra:UploadRule", "rule"), type: "image-pipeline:infra:UploadRule", custom: false },
      {
        urn: urn("aws:iam/role:Role", "image-upload-rule-role"),
        type: "aws:iam/role:Role",
        custom: true,
        id: "image-upload-rule-role-a2d1bf7",
        inputs: { name: "image-upload-rule-role-a2d1bf7" },
      },
    ],
  },
});

describe("the resources of an exported state", () => {
  it("are those that a provider made, by their names", () => {
    expect(exportedResources(EXPORTED, "state.json")).to.deep.equal([
      {
        type: "aws:iam/role:Role",
        name: "image-upload-rule-role",
        id: "image-upload-rule-role-a2d1bf7",
        inputs: { name: "image-upload-rule-role-a2d1bf7" },
      },
    ]);
  });

  it("that others own are marked as read", () => {
    const resource = {
      urn: urn("aws:s3/bucket:Bucket", "b"),
      type: "aws:s3/bucket:Bucket",
      custom: true,
      id: "theirs",
    };
    const text = JSON.stringify({ deployment: { resources: [{ ...resource, external: true }] } });
    expect(exportedResources(text, "state.json")).to.deep.equal([
      { type: "aws:s3/bucket:Bucket", name: "b", id: "theirs", inputs: {}, isRead: true },
    ]);
  });

  it("may be removed by who has the policy", () => {
    const environment = { partition: "aws", region: "eu-west-1", account: "123456789012" };
    const { Statement } = derivePolicy(exportedResources(EXPORTED, "state.json"), { environment });
    const roles = Statement.find(({ Sid }) => Sid === "Roles");
    expect(roles?.Action).to.include("iam:DeleteRole");
    expect(roles?.Resource).to.deep.equal(["arn:aws:iam::123456789012:role/image-upload-rule-role-*"]);
  });

  it("are asked for where the file has none", () => {
    for (const text of ["", "{}", "[]", '{"deployment":{}}', '{"version":1,"resources":[]}'])
      expect(() => exportedResources(text, "other.json"), text).to.throw(/`pulumi stack export` .* got other\.json/);
  });
});
