import { expect } from "chai";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { readTarget, type RunningStack } from "@image-pipeline/local-pulumi";
import { bringUp } from "../../commands/stack/bring-up";
import { closeClients, makeClients } from "../../commands/verify-aws/clients";
import type { CommandEnd, Deployer } from "../../commands/verify-aws/deployer";
import { askAll } from "../../commands/verify-aws/run";
import { signedRequests } from "../../commands/verify-aws/signed-request";
import type { Answer } from "../../commands/verify-aws/types";
import { exampleJpeg } from "../../packages/fast-jimp/test/support/images";
import { PROJECT_DIR } from "../support/cli";

const VERIFIED_DIR = path.join(PROJECT_DIR, "docs/verified");

describe("verify:aws", () => {
  let running: RunningStack;
  const answers = new Map<string, Answer>();
  const scripts: string[] = [];

  /** Deploys with this project's engine, and leaves everything when it should destroy. */
  const deployer: Deployer = {
    script: (name, args): Promise<CommandEnd> => {
      scripts.push(`${name} ${args.join(" ")}`);
      return Promise.resolve({ code: name === "redrive" ? 1 : 0, output: "", stdout: "" });
    },
    outputs: () => Promise.resolve({ ...running.run.outputs }),
    resources: () => Promise.resolve(running.run.resources),
  };

  before(async () => {
    running = await bringUp({ target: readTarget({ projectDir: PROJECT_DIR, stack: "full" }) });
    const { endpoint, region, credentials } = running.cloud;
    const config = { endpoint, region, credentials: { ...credentials } };
    process.env["AWS_ENDPOINT_URL"] = endpoint;
    const clients = makeClients(config);
    const limits = { imageMs: 20_000, alarmMs: 30_000 };
    const request = signedRequests(clients.s3, region);
    const image = exampleJpeg({ width: 640, height: 480 });
    try {
      await askAll({ deployer, region, limits, image, prefix: "verify-test/", request, ...clients }, (answer) =>
        answers.set(answer.id, answer),
      );
    } finally {
      delete process.env["AWS_ENDPOINT_URL"];
      closeClients(clients);
    }
  });
  after(() => running.close());

  for (const id of [
    "up",
    "upload-s3",
    "odd-keys",
    "refused-image",
    "post-upload",
    "post-upload-odd-key",
    "post-upload-type",
    "form-upload",
    "alarm",
    "unchanged",
  ]) {
    it(`finds on the embedded services what it expects of AWS: ${id}`, () => {
      expect(answers.get(id)?.outcome, JSON.stringify(answers.get(id)?.observed)).to.equal("holds");
    });
  }

  it("says what differs: a redrive that fails, and a stack that is still there", () => {
    expect(answers.get("redrive")?.outcome).to.equal("differs");
    const left = answers.get("left-over");
    expect(left?.outcome, JSON.stringify(left?.observed)).to.equal("differs");
    const { resources, logGroups, state } = left?.observed as Record<string, string[]>;
    for (const type of [
      "dynamodb/table:Table",
      "lambda/function:Function",
      "s3/bucket:Bucket",
      "sfn/stateMachine:StateMachine",
      "sns/topic:Topic",
      "sqs/queue:Queue",
    ]) {
      const ids = running.run.resources.flatMap((one) => (one.type === `aws:${type}` ? [one.id] : []));
      expect(ids, type).to.not.be.empty;
      expect(resources).to.include.members(ids);
    }
    expect(logGroups?.some((name) => name.startsWith("/aws/lambda/"))).to.equal(true);
    expect(state).to.have.length(running.run.resources.length);
  });

  it("destroys last, after a second look for changes", () => {
    expect(scripts.map((script) => script.split(" ")[0])).to.deep.equal([
      "deploy",
      "redrive",
      "preview:aws",
      "destroy",
    ]);
    expect(scripts[2]).to.include("--expect-no-changes");
  });

  it("destroys what has come up in part, and asks nothing else of it", async () => {
    const asked: string[] = [];
    const broken: Deployer = {
      ...deployer,
      script: (name) => {
        asked.push(name);
        return Promise.resolve({ code: name === "deploy" ? 1 : 0, output: "no", stdout: "" });
      },
      resources: () => Promise.resolve([]),
    };
    const nothing = {} as Parameters<typeof askAll>[0];
    const given = await askAll({ ...nothing, deployer: broken }, () => undefined);
    expect(given.map(({ id, outcome }) => `${id} ${outcome}`)).to.deep.equal([
      "up differs",
      "destroy holds",
      "left-over holds",
    ]);
    expect(asked).to.deep.equal(["deploy", "destroy"]);
  });

  it("has run on AWS where a file of docs/verified/ says so, and on nothing else", () => {
    const files = existsSync(VERIFIED_DIR) ? readdirSync(VERIFIED_DIR).filter((name) => name.endsWith(".json")) : [];
    for (const name of files) {
      const { endpoint } = JSON.parse(readFileSync(path.join(VERIFIED_DIR, name), "utf8")) as { endpoint: string };
      expect(endpoint, name).to.equal("aws");
    }
    expect(readFileSync(path.join(PROJECT_DIR, "docs/verify-aws.md"), "utf8")).to.include(
      files.length === 0 ? "No such run has been made yet." : "docs/verified",
    );
  });

  it("is documented question by question", () => {
    const text = readFileSync(path.join(PROJECT_DIR, "docs/verify-aws.md"), "utf8");
    for (const { id, expected } of answers.values()) expect(text).to.include(`| \`${id}\` |`).and.include(expected);
  });
});
