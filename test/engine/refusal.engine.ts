import { expect } from "chai";
import { expectSuccess, mandatory } from "./support/expectations";
import { inventory } from "./support/inventory";
import { StackUnderTest } from "./support/stack-under-test";
import { uploadsOnly } from "./switches";

/** What somebody in a hurry would write: a bucket that is open to the world, and a role that may do everything. */
const MISTAKES = `
import * as aws from "@pulumi/aws";
const openDoor = new aws.s3.Bucket("open-door", { forceDestroy: true });
new aws.s3.BucketPublicAccessBlock("open-door-access", {
  bucket: openDoor.id, blockPublicAcls: false, blockPublicPolicy: false, ignorePublicAcls: false, restrictPublicBuckets: false,
});
const admin = new aws.iam.Role("admin", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
  }),
});
new aws.iam.RolePolicy("admin-policy", {
  role: admin.name,
  policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }),
});`;

const FINDINGS = ["s3-block-public-access open-door", "iam-no-admin admin-policy"];

describe("the real engine: a broken program is stopped by the policy pack", () => {
  let under: StackUnderTest;
  before(async () => void (under = await StackUnderTest.start({ name: "broken", stack: "dev", config: uploadsOnly })));
  after(() => under.close());

  it("preview and update end non-zero, name each rule and resource, and make nothing", async () => {
    const restore = under.project.append(MISTAKES);
    const preview = await under.script("preview:aws");
    const update = await under.script("deploy", ["--yes"]);
    restore();
    for (const result of [preview, update]) {
      expect(result.code, result.stdout).to.not.equal(0);
      expect(mandatory(result)).to.include.members(FINDINGS);
      for (const word of FINDINGS.flatMap((finding) => finding.split(" "))) expect(result.stdout).to.include(word);
    }
    expect(await inventory(under.cloud)).to.deep.equal({});
  });

  it("config that is wrong ends non-zero with every problem named", async () => {
    under.project.configure("dev", { memoryMb: 64, jpegQuality: 101 });
    const preview = await under.script("preview:aws");
    under.project.configure("dev", { memoryMb: undefined, jpegQuality: undefined });
    expect(preview.code).to.not.equal(0);
    expect(preview.problems.join("\n")).to.include("memoryMb").and.to.include("jpegQuality");
  });

  it("goes through once it is mended", async () => {
    expectSuccess(await under.script("preview:aws"));
  });
});
