import { expect } from "chai";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { defaultTags } from "../../infra/default-tags";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { runProgram } from "../support/mocks/pulumi-program";

const AWS_FOLDER = dirname(createRequire(__filename).resolve("@pulumi/aws/package.json"));

/** Whether the provider's type of a resource has tags: `aws:s3/bucket:Bucket` -> `s3/bucket.d.ts`. */
function isTaggable(type: string): boolean {
  const [, file = ""] = type.split(":");
  const text = readFileSync(join(AWS_FOLDER, `${file}.d.ts`), "utf8");
  return /^ {4}tags\?: /m.test(text.slice(text.indexOf("Args {")));
}

describe("default tags", () => {
  it("are on every taggable resource, with every part of the stack on", async () => {
    const everything = {
      uploadApi: '{"auth":"apiKey","corsOrigin":"https://example.org"}',
      workflow: "true",
      monitoring: "true",
      encryption: "kms",
      accessLogs: "true",
    };
    const tags = { Project: "image-pipeline", Stack: "test" };
    const stack = await runProgram((opts) => {
      const transformations = [defaultTags(tags), ...(opts.transformations ?? [])];
      return new ImagePipeline("images", stackArgs(everything), { transformations });
    });
    const resources = stack.all.filter(({ type }) => type.startsWith("aws:"));
    for (const { type, name, inputs } of resources) {
      expect(inputs.tags, `${type} ${name}`).to.deep.equal(isTaggable(type) ? tags : undefined);
    }
    expect(resources.some(({ type }) => isTaggable(type))).to.be.true;
  });

  it("leave a resource's own tags alone", () => {
    const apply = defaultTags({ Project: "image-pipeline", Stack: "test" }) as (args: unknown) => { props: unknown };
    const bucket = { type: "aws:s3/bucket:Bucket", props: { tags: { Stack: "own" }, forceDestroy: true }, opts: {} };
    expect(apply(bucket).props).to.deep.equal({
      forceDestroy: true,
      tags: { Project: "image-pipeline", Stack: "own" },
    });
    expect(apply({ ...bucket, type: "aws:iam/rolePolicy:RolePolicy" })).to.be.undefined;
  });
});
