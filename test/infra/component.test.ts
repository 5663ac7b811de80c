import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { stackOutputs } from "../../handlers/contract";
import { matchingText } from "../../infra/config-reader";
import { ImagePipeline } from "../../infra/image-pipeline";
import { monitoringSettings } from "../../infra/monitoring/config";
import type { ImagePipelineArgs } from "../../infra/pipeline-args";
import { promiseOf, runProgram, type Registration, type Registrations } from "../support/mocks/pulumi-program";

const webhook = { url: "https://example.org/hook", secretName: "hook" };

/** Everything that can be in one pipeline, by what processes uploads. */
const everything: Readonly<Record<string, ImagePipelineArgs>> = {
  "the direct trigger": {
    encryption: "kms",
    accessLogs: true,
    heic: true,
    jxl: true,
    uploadApi: { auth: "apiKey", corsOrigin: "https://example.org", accountLogging: true },
    notify: { topic: true, webhook },
    delivery: { signed: true },
    monitoring: { email: "ops@example.org" },
  },
  "the workflow": {
    ...{ workflow: {}, notify: { topic: true, webhook }, monitoring: {} },
    deployment: "canary10percent5minutes",
  },
};

const idOf = ({ type, name }: Registration): string => `${type} ${name}`;

const awsResources = ({ all }: Registrations) => all.filter(({ type }) => type.startsWith("aws:"));

const outputsOf = async (args: ImagePipelineArgs): Promise<Record<string, unknown>> => {
  let outputs: Record<string, unknown> = {};
  let known: Promise<unknown> = Promise.resolve();
  await runProgram((opts) => {
    const pipeline = new ImagePipeline("images", args, opts);
    known = promiseOf(pulumi.output(pipeline.outputs)).then((values) => void (outputs = { ...values }));
  });
  await known;
  return outputs;
};

describe("the pipeline as a component", () => {
  it("has the outputs of a stack, and none for what it does not have", async () => {
    const always = [...stackOutputs.required, "processing"];
    const direct = ["functionName", "removalFunctionName", "metadataTable"];
    expect(await outputsOf({})).to.have.all.keys(...always, ...direct);
    expect(await outputsOf({ metadata: false, deleteDerivatives: false, workflow: {} })).to.have.all.keys(
      ...always,
      ...["stateMachineArn", "workQueueUrl", "alertTopicArn"],
    );
    const both = Object.values(everything).map(outputsOf);
    const names = (await Promise.all(both)).flatMap((outputs) => Object.keys(outputs));
    expect([...new Set(names)]).to.have.members([...stackOutputs.required, ...stackOutputs.optional]);
  });

  it("is refused with one error that names it and every problem, before anything is declared", async () => {
    const declared = await runProgram((opts) => {
      const args = { memoryMb: 1, delivery: { priceClass: "cheap" }, colour: true } as unknown as ImagePipelineArgs;
      expect(() => new ImagePipeline("avatars", args, opts)).to.throw(
        [
          'CONFIG_INVALID: the configuration of ImagePipeline "avatars":',
          "memoryMb: expected an integer 256..10240, got 1",
          'delivery.priceClass: expected one of PriceClass_100, PriceClass_200, PriceClass_All, got "cheap"',
          "colour: unknown setting",
        ].join("\n  "),
      );
    });
    expect(declared.all).to.deep.equal([]);
  });

  it("takes outputs of other resources where the structure does not depend on them", async () => {
    const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1a2b";
    const declared = await runProgram((opts) => {
      const args = {
        notify: { webhook: { url: pulumi.output("https://example.org/hook"), secretName: pulumi.output("hook") } },
        delivery: { domain: "images.example.org", certificateArn: pulumi.output(certificateArn) },
        monitoring: { email: Promise.resolve("ops@example.org") },
      };
      new ImagePipeline("images", args, opts);
    });
    expect(declared.one("aws:cloudfront/distribution:Distribution").inputs["viewerCertificate"]).to.include({
      acmCertificateArn: certificateArn,
    });
    expect(declared.one("aws:sns/topicSubscription:TopicSubscription").inputs["endpoint"]).to.equal("ops@example.org");
    const { inputs } = declared.one("aws:lambda/function:Function", "image-notify-deliver");
    expect((inputs["environment"] as { variables: object }).variables).to.include({
      WEBHOOK_URL: "https://example.org/hook",
      WEBHOOK_SECRET_NAME: "hook",
    });
  });

  it("refuses outputs elsewhere, and values of outputs that do not match", async () => {
    await runProgram((opts) => {
      const args = { memoryMb: pulumi.output(512), delivery: pulumi.output({}) } as unknown as ImagePipelineArgs;
      expect(() => new ImagePipeline("images", args, opts)).to.throw(
        /memoryMb: expected an integer 256\.\.10240, got an output, which is known too late\n {2}delivery: expected .*, got an output/,
      );
    });
    const { pattern, expected } = monitoringSettings.email;
    expect(() => matchingText("nobody", "monitoring.email", pattern, expected)).to.throw(
      'CONFIG_INVALID: monitoring.email: expected an e-mail address, got "nobody"',
    );
  });

  for (const [title, args] of Object.entries(everything)) {
    describe(`with ${title}`, () => {
      it("gives its provider to each of its resources, and to each function of the provider that it calls", async () => {
        let provider: aws.Provider | undefined;
        const declared = await runProgram(({ transformations = [] }) => {
          provider = new aws.Provider("elsewhere", { region: "eu-west-1" });
          new ImagePipeline("images", args, { transformations, provider });
        });
        const urn = provider && (await promiseOf(provider.urn));
        expect(urn).to.be.a("string");
        const others = awsResources(declared).filter(({ provider: given }) => !given.startsWith(`${urn}::`));
        expect(others.map(idOf)).to.deep.equal([]);
        const calls = declared.calls.filter(({ provider: given }) => !given.startsWith(`${urn}::`));
        expect(calls).to.deep.equal([]);
        expect(declared.calls.map(({ token }) => token)).to.include("aws:index/getPartition:getPartition");
      });

      it("has each of its resources below it, which is whom Pulumi gives its aliases and transforms to", async () => {
        const parents = new Map<pulumi.Resource, pulumi.Resource | undefined>();
        let pipeline: ImagePipeline | undefined;
        await runProgram(({ transformations = [] }) => {
          const note: pulumi.ResourceTransformation = ({ resource, opts: { parent } }) => {
            parents.set(resource, parent);
            return undefined;
          };
          pipeline = new ImagePipeline("images", args, { transformations: [note, ...transformations] });
        });
        const isBelow = (resource: pulumi.Resource | undefined): boolean =>
          resource !== undefined && (resource === pipeline || isBelow(parents.get(resource)));
        expect([...parents.keys()].filter((resource) => !isBelow(resource))).to.deep.equal([]);
        expect(parents.size).to.be.above(50);
      });

      it("gives an alias with another name to each resource whose name does not begin with its parent's", async () => {
        const missing: string[] = [];
        let renamed = 0;
        await runProgram(({ transformations = [] }) => {
          const names = new Map<pulumi.Resource, string>();
          const note: pulumi.ResourceTransformation = ({ resource, name, opts: { parent, aliases = [] } }) => {
            names.set(resource, name);
            if (name !== "pictures" && !name.startsWith(`${parent && names.get(parent)}`)) {
              const former = name.replace("pictures-", "photos-");
              if (former !== name && aliases.some((alias) => (alias as pulumi.Alias).name === former)) renamed++;
              else missing.push(name);
            }
            return undefined;
          };
          const opts = { aliases: [{ name: "photos" }], transformations: [note, ...transformations] };
          new ImagePipeline("pictures", args, opts);
        });
        expect(missing).to.deep.equal([]);
        expect(renamed).to.be.above(7);
      });

      it("has nothing in common with another one in the same program", async () => {
        const { all } = await runProgram((opts) => {
          new ImagePipeline("images", args, opts);
          new ImagePipeline("avatars", args, opts);
          new ImagePipeline("photos", args, opts);
        });
        const ids = all.map(idOf);
        expect(ids.filter((id, index) => ids.indexOf(id) !== index)).to.deep.equal([]);
        expect(ids.filter((id) => id.includes(" avatars"))).to.have.length(ids.length / 3);
      });

      for (const partition of ["aws-cn", "aws-us-gov"] as const) {
        it(`has ARNs of its account's partition alone, in ${partition}`, async () => {
          const declared = await runProgram((opts) => new ImagePipeline("images", args, opts), { partition });
          const arns = awsResources(declared).flatMap((resource) => {
            const texts = JSON.stringify(resource.inputs).match(/\barn:aws[\w-]*:/g) ?? [];
            return texts.map((text) => `${idOf(resource)} ${text}`);
          });
          expect(arns.filter((text) => !text.endsWith(` arn:${partition}:`))).to.deep.equal([]);
          expect(arns).to.have.length.above(50);
        });
      }
    });
  }

  it("lets CloudWatch Logs use its key under the name that the service has in the partition", async () => {
    const principalIn = async (partition: "aws" | "aws-cn") => {
      const declared = await runProgram((opts) => new ImagePipeline("images", { encryption: "kms" }, opts), {
        partition,
      });
      const { policy } = declared.one("aws:kms/key:Key", "images-encryption").inputs;
      return /"logs\.[^"]+"/.exec(String(policy))?.[0];
    };
    expect(await principalIn("aws")).to.equal('"logs.eu-central-1.amazonaws.com"');
    expect(await principalIn("aws-cn")).to.equal('"logs.eu-central-1.amazonaws.com.cn"');
  });
});
