import { expect } from "chai";

import type { Cloud } from "@image-pipeline/local-aws";
import { prepareAccount } from "../../commands/stack/account";
import { policy } from "../../packages/local-aws/test/support/cloud/use-cloud";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";

const BOUNDARY = { path: "/teams/", name: "images-boundary" };
const everything = { Effect: "Allow", Action: "*", Resource: "*" };

function withBoundary(cloud: Cloud): void {
  prepareAccount(cloud);
  cloud.services.iam.managedPolicies.create({ ...BOUNDARY, document: policy([everything]) });
}

describe("a stack with an organisation's roles, network and tags", function () {
  this.timeout(HANG_TIMEOUT_MS);
  let pipeline: Pipeline;
  let image: Buffer;
  before(async () => {
    image = await jpeg(320, 240);
    pipeline = await Pipeline.start(
      {
        roles: { path: "/teams/images/", permissionsBoundary: "teams/images-boundary" },
        vpc: { subnets: ["subnet-0a", "subnet-0b"], securityGroups: ["sg-0a"] },
        tags: { CostCenter: "4711", Environment: "prd" },
        workflow: true,
        monitoring: true,
        uploadApi: true,
      },
      { prepareAccount: withBoundary },
    );
  });
  after(() => pipeline.close());

  /** The stack's roles, apart from those of the account. */
  const roles = () => [...pipeline.cloud.services.iam.roles.values()].filter(({ name }) => name.startsWith("image"));

  it("has roles with the path and the boundary, and processes images", async () => {
    expect(roles()).not.to.have.length(0);
    for (const { name, arn, permissionsBoundary } of roles()) {
      expect(arn).to.equal(`arn:aws:iam::000000000000:role/teams/images/${name}`);
      expect(permissionsBoundary).to.equal("arn:aws:iam::000000000000:policy/teams/images-boundary");
    }
    await pipeline.put("cat.jpg", image);
    expect(await pipeline.result("processed-cat.jpg")).not.to.equal(undefined);
    expect((await pipeline.records("cat.jpg")).map(({ status }) => status)).to.deep.equal(["PROCESSED"]);
  });

  it("has functions in the network", () => {
    const functions = pipeline.cloud.services.lambda.functions();
    expect(functions).not.to.have.length(0);
    for (const { config } of functions) {
      expect(config.network).to.deep.equal({ subnetIds: ["subnet-0a", "subnet-0b"], securityGroupIds: ["sg-0a"] });
    }
  });

  it("has the organisation's tags on everything", () => {
    const { lambda, s3 } = pipeline.cloud.services;
    const tagged = [
      ...roles(),
      ...lambda.functions().map(({ config }) => config),
      ...[...s3.buckets.values()].map(({ settings }) => settings),
    ];
    for (const { name, tags } of tagged) {
      expect(tags, name).to.include({ CostCenter: "4711", Environment: "prd", Stack: "dev" });
    }
  });

  it("may not do what the boundary does not allow, whatever its policies say", async () => {
    const { iam } = pipeline.cloud.services;
    const [boundary] = iam.managedPolicies.all();
    if (boundary === undefined) throw new Error("the boundary is gone");
    const { destinationBucket } = pipeline.outputs;
    const denial = { Effect: "Deny", Action: "s3:PutObject", Resource: `arn:aws:s3:::${destinationBucket}/*` };
    iam.managedPolicies.update(boundary.arn, policy([everything, denial]));
    await pipeline.put("dog.jpg", image);
    expect(await pipeline.result("processed-dog.jpg")).to.equal(undefined);
    expect((await pipeline.records("dog.jpg")).map(({ status }) => status)).not.to.include("PROCESSED");
    iam.managedPolicies.update(boundary.arn, policy([everything]));
  });
});
