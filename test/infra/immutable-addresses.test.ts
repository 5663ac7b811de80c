import { expect } from "chai";
import { processingSettings, readConfig } from "../../infra/config";
import { deploy, DESTINATION_ARN, statementsOf } from "./deployed-stack";

const immutable = { address: "immutable", deleteDerivatives: "true", uploadApi: "true" };

describe("a stack with immutable addresses", () => {
  it("lets superseded results expire by their tag, days after they were marked, and nothing else by it", async () => {
    const rulesOf = async (config: Record<string, string>) => {
      const stack = await deploy(config);
      const type = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
      return stack.ofType(type).flatMap(({ name, inputs }) => {
        const rules = inputs.rules as { readonly id: string; readonly filter: object }[];
        return rules.filter(({ filter }) => "tag" in filter).map((rule) => ({ name, ...rule }));
      });
    };
    expect(await rulesOf({})).to.deep.equal([]);
    expect(await rulesOf({ ...immutable, accessLogs: "true", supersededExpireDays: "7" })).to.deep.equal([
      {
        name: "images-destination-lifecycle",
        id: "expire-superseded",
        status: "Enabled",
        filter: { tag: { key: "superseded", value: "true" } },
        expiration: { days: 7 },
      },
    ]);
  });

  it("lets those list and tag results that change them, with this tag alone, and nobody where addresses are stable", async () => {
    const granted = async (config: Record<string, string>) => {
      const stack = await deploy(config);
      return stack
        .ofType("aws:iam/rolePolicy:RolePolicy")
        .flatMap(({ name, inputs }) => statementsOf(inputs.policy).map((statement) => ({ name, ...statement })));
    };
    const tagging = (await granted({ ...immutable, workflow: "true" })).filter(({ Action }) =>
      Action.includes("s3:PutObjectTagging"),
    );
    expect(tagging.map(({ name }) => name)).to.have.members([
      "images-workflow-render-policy",
      "images-workflow-record-policy",
      "images-removal-policy",
    ]);
    for (const { name, ...statement } of tagging) {
      expect(statement, name).to.deep.equal({
        Sid: "TagObjects",
        Effect: "Allow",
        Action: ["s3:PutObjectTagging"],
        Resource: [`${DESTINATION_ARN}/*`],
        Condition: {
          StringEquals: { "s3:RequestObjectTag/superseded": "true" },
          "ForAllValues:StringEquals": { "s3:RequestObjectTagKeys": "superseded" },
        },
      });
    }
    const listing = (await granted(immutable)).filter(
      ({ Action, Resource }) => Action.includes("s3:ListBucketVersions") && Resource?.includes(DESTINATION_ARN),
    );
    expect(listing.map(({ name }) => name)).to.have.members([
      "images-process-policy",
      "images-removal-policy",
      "images-api-delete-image-policy",
    ]);
    const stable = await granted({ uploadApi: "true", deleteDerivatives: "true" });
    expect(stable.filter(({ Action }) => Action.includes("s3:PutObjectTagging"))).to.deep.equal([]);
  });

  it("tells its functions and commands, and says nothing where addresses are stable", async () => {
    const told = async (config: Record<string, string>) => {
      const stack = await deploy(config);
      const functions = stack.ofType("aws:lambda/function:Function");
      const variables = functions.map(
        ({ inputs }) => (inputs.environment as { variables: { ADDRESS?: string } }).variables,
      );
      return [...new Set(variables.map(({ ADDRESS }) => ADDRESS))];
    };
    expect(await told(immutable)).to.deep.equal(["immutable"]);
    expect(await told({})).to.deep.equal([undefined]);
    expect(processingSettings(readConfig(immutable))).to.include({ address: "immutable" });
    expect(processingSettings(readConfig({}))).not.to.have.property("address");
  });

  it("has the edge ask for results each day, and choose between no formats", async () => {
    const variants = '[{"name":"hero","widths":[64],"format":"each"}]';
    const deployed = async (config: Record<string, string>) => {
      const stack = await deploy({ delivery: "true", variants, ...config });
      return {
        maxTtl: stack.one("aws:cloudfront/cachePolicy:CachePolicy").inputs.maxTtl,
        functions: stack.ofType("aws:cloudfront/function:Function").length,
      };
    };
    expect(await deployed({ address: "immutable" })).to.deep.equal({ maxTtl: 86_400, functions: 0 });
    expect(await deployed({})).to.deep.equal({ maxTtl: 31_536_000, functions: 1 });
  });
});
