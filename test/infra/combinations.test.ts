import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { findType } from "../../packages/local-pulumi/src/provider/registry";
import { deprecations } from "../../packages/local-pulumi/src/provider/schema";
import { PROJECT_DIR } from "../support/cli";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";
import { evaluate } from "../../policy/test/support/evaluate";
import { realStack } from "../support/policy/real-stack";
import { rules } from "../../policy/src/rules";

const apis: Record<string, string> = { none: "false", iam: "true", apiKey: '{"auth":"apiKey"}' };
const flags = ["false", "true"];

const combinations = Object.entries(apis).flatMap(([api, uploadApi]) =>
  flags.flatMap((workflow) =>
    flags.map((monitoring) => ({
      title: `API ${api}, workflow ${workflow}, monitoring ${monitoring}`,
      config: { uploadApi, workflow, monitoring },
    })),
  ),
);

combinations.push({
  title: "immutable addresses with manifests",
  config: { uploadApi: "true", workflow: "true", monitoring: "true", ...{ address: "immutable", manifest: "true" } },
});

const ROUTES = JSON.stringify([
  { prefix: "photos/", suffixes: [".jpg"], variants: [{ name: "page", widths: [320, 480] }] },
  { prefix: "avatars/", suffixes: [".png"], variants: [{ name: "thumb", width: 64, height: 64 }] },
]);
for (const workflow of flags) {
  const others = { delivery: "true", notify: "true", routes: ROUTES };
  combinations.push({
    title: `routes beside every part, workflow ${workflow}`,
    config: { uploadApi: "true", workflow, monitoring: "true", ...others },
  });
}

const policyConfig = JSON.parse(readFileSync(join(PROJECT_DIR, "policy-config.json"), "utf8")) as Record<
  string,
  Record<string, unknown>
>;

const deploy = (config: Record<string, string>): Promise<Registrations> =>
  runProgram((opts) => new ImagePipeline("images", stackArgs(config), opts), { preview: true });

describe("every combination of switches", () => {
  for (const { title, config } of combinations) {
    it(`previews: ${title}`, async () => {
      const stack = await deploy(config);
      const functions = stack.ofType("aws:lambda/function:Function");

      const uploads = (stack.one("aws:s3/bucketNotification:BucketNotification").inputs.lambdaFunctions ?? []) as {
        events: string[];
      }[];
      const triggers = uploads.filter(({ events }) => events.includes("s3:ObjectCreated:*")).length;
      expect(triggers > 0, "trigger").to.equal(config.workflow === "false");
      expect(stack.ofType("aws:sfn/stateMachine:StateMachine")).to.have.length(config.workflow === "true" ? 1 : 0);

      const names = functions.map(({ name }) => name);
      expect(new Set(names).size, "names").to.equal(names.length);
      for (const fn of functions) {
        const roles = stack.ofType("aws:iam/role:Role").filter(({ parent }) => parent === fn.parent);
        expect(roles, `role of ${fn.name}`).to.have.length(1);
      }
      for (const { name, inputs } of stack.ofType("aws:cloudwatch/logGroup:LogGroup")) {
        expect(inputs.retentionInDays, name).to.equal(30);
      }
      const topics = config.workflow === "true" || config.monitoring === "true" ? 1 : 0;
      expect(stack.ofType("aws:sns/topic:Topic")).to.have.length(topics);
    });

    it(`breaks no rule of the policy pack: ${title}`, async () => {
      const settings = Object.entries(config).map(([key, value]) => [`image-pipeline:${key}`, value]);
      const { resources, inputs } = await realStack("dev", {
        config: Object.fromEntries(settings) as Record<string, string>,
      });
      expect(evaluate(rules, resources, { config: policyConfig, inputs })).to.deep.equal([]);
    });
  }

  for (const workflow of flags) {
    it(`breaks no rule of the policy pack with operations and a watermark, workflow ${workflow}`, async () => {
      const operations = [{ greyscale: true }, { blur: 2 }, { watermark: { key: "marks/logo.png" } }];
      const variants = JSON.stringify([{ name: "marked", width: 300, height: 300, operations }]);
      const { resources, inputs } = await realStack("dev", {
        config: {
          "image-pipeline:variants": variants,
          "image-pipeline:uploadPrefix": "up/",
          "image-pipeline:workflow": workflow,
        },
      });
      const readers = resources.filter((resource) => JSON.stringify(resource).includes("ReadWatermarks"));
      expect(readers).to.have.length.above(0);
      expect(evaluate(rules, resources, { config: policyConfig, inputs })).to.deep.equal([]);
    });
  }

  it("declares nothing that the aws package has deprecated", async () => {
    const { all } = await deploy({ uploadApi: "true", workflow: "true", monitoring: "true", encryption: "kms" });
    const warned = all.flatMap(({ type, name, inputs }) =>
      [...deprecations(findType(type)?.properties ?? {}, inputs)].map(({ property }) => `${name}: ${property}`),
    );
    expect(all.filter(({ type }) => findType(type) !== undefined)).to.have.length.above(50);
    expect(warned).to.deep.equal([]);
  });
});
