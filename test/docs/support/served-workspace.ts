import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";

import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";

import type { ServedLocation } from "../../../commands/operate/served-stack";
import type { CommandResult } from "../../support/cli";
import type { Handling } from "./command-list";
import { Workspace, type RunningScript } from "./workspace";

type Preparation = Extract<Handling, { prepare?: unknown }>["prepare"];

/** What stands in place of `<name>` in a command. */
type Values = Readonly<Record<string, string>>;

/** The command of the pages, and for `prod` the same for another stack; any port is free in a test. */
const serveCommands = {
  dev: "npm run serve -- --open --port 0",
  prod: "npm run serve -- --stack prod --port 0 --no-console",
} as const;

const KEY = "cat.jpg";

/** A workspace in which `npm run serve` keeps a stack up, with one image in it. */
export class ServedWorkspace {
  private readonly workspace = new Workspace();
  private serving?: RunningScript;
  private s3?: S3Client;

  constructor(private readonly stack: keyof typeof serveCommands) {}

  async start(): Promise<void> {
    this.serving = this.workspace.start(serveCommands[this.stack]);
    await this.serving.printed(/Ctrl-C stops it/);
    const { endpoint, region, credentials } = this.note();
    this.s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    if (this.stack === "prod") {
      await this.upload();
      await this.resultOf(KEY);
    }
  }

  async close(): Promise<void> {
    this.s3?.destroy();
    await this.serving?.interrupt();
    this.workspace.remove();
  }

  /** Runs a command with the stack's values in it, and with keys and endpoint of the account in the environment. */
  run(command: string, values: Values): Promise<CommandResult> {
    const { endpoint, region, credentials, outputs } = this.note();
    const all: Values = { sourceBucket: outputs.sourceBucket, ...values };
    const text = command.replace(/<([\w ]+)>/g, (placeholder, name: string) => all[name] ?? placeholder);
    return this.workspace.run(text, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
  }

  /** Has the stack in the state in which somebody types a command. @returns what its placeholders stand for */
  async prepare(preparation: Preparation): Promise<Values> {
    switch (preparation) {
      case "result of cat.jpg":
        await this.resultOf(KEY);
        return {};
      case "delete marker":
        await this.remove();
        return { "delete marker": (await this.versions()).DeleteMarkers?.[0]?.VersionId ?? "" };
      case "overwritten version":
        await this.upload();
        await this.upload();
        return { version: (await this.versions()).Versions?.[1]?.VersionId ?? "" };
      case "image":
        return { image_id: await this.storedImage() };
      case undefined:
        return {};
    }
  }

  private note(): ServedLocation {
    const file = path.join(this.workspace.dir, ".local/served", `${this.stack}.json`);
    return JSON.parse(readFileSync(file, "utf8")) as ServedLocation;
  }

  private client(): S3Client {
    if (this.s3 === undefined) throw new Error("expected a stack that is up");
    return this.s3;
  }

  private original = () => ({ Bucket: this.note().outputs.sourceBucket, Key: KEY });

  private async upload(): Promise<void> {
    const Body = readFileSync(path.join(this.workspace.dir, KEY));
    await this.client().send(new PutObjectCommand({ ...this.original(), Body }));
  }

  /** Resolves when the image's result is there. */
  private async resultOf(key: string): Promise<void> {
    const result = { Bucket: this.note().outputs.destinationBucket, Key: `processed-${key}` };
    const isThere = () =>
      this.client()
        .send(new HeadObjectCommand(result))
        .then(
          () => true,
          () => false,
        );
    while (!(await isThere())) await setTimeout(20);
  }

  private async remove(): Promise<void> {
    await this.client().send(new DeleteObjectCommand(this.original()));
  }

  private versions = () => {
    const { Bucket, Key: Prefix } = this.original();
    return this.client().send(new ListObjectVersionsCommand({ Bucket, Prefix }));
  };

  /** Stores an image by the upload API, and waits until it can be found by its identifier. */
  private async storedImage(): Promise<string> {
    const signed = `curl -s --aws-sigv4 aws:amz:us-east-1:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`;
    const api = `"$(npx pulumi stack output uploadApiUrl)`;
    const upload = `${signed} -H 'Content-Type: image/jpeg' --data-binary @${KEY} ${api}/upload?key=${KEY}"`;
    const { stdout } = await this.run(upload, {});
    const { image_id: id } = JSON.parse(stdout) as { readonly image_id: string };
    const isKnown = async () => (await this.run(`${signed} ${api}/images/${id}"`, {})).stdout.includes('"PROCESSED"');
    while (!(await isKnown())) await setTimeout(100);
    return id;
  }
}
