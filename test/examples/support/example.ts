import { readFileSync } from "node:fs";
import path from "node:path";

import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Cloud } from "@image-pipeline/local-aws";
import {
  bringUp,
  readProject,
  type BringUpOptions,
  type RunningStack,
  type Target,
} from "@image-pipeline/local-pulumi";
import { parse } from "yaml";

import { prepareAccount } from "../../../commands/stack/account";
import { PROJECT_DIR } from "../../support/cli";

const REGION = "eu-central-1";

/** A stack of an example, or of a program in another folder, with the region as its only configuration. */
function targetOf(example: string): Target {
  const dir = path.resolve(PROJECT_DIR, "examples", example);
  const file = path.join(dir, "Pulumi.yaml");
  const {
    name,
    runtime,
    packages = {},
  } = parse(readFileSync(file, "utf8")) as {
    readonly name: string;
    readonly runtime: string | object;
    readonly packages?: Record<string, string>;
  };
  const project =
    runtime === "yaml"
      ? {
          name,
          dir,
          main: path.join(__dirname, "yaml-program", "index.ts"),
          typescript: true,
          stackConfigDir: dir,
          config: {},
          packages,
        }
      : readProject(dir);
  return { project, stack: "test", config: { values: { "aws:region": REGION }, secretKeys: [] } };
}

/** Brings an example up on the embedded services, or plans to: by its name, or the path of its folder. */
export async function bringUpExample(name: string, options: BringUpOptions = {}): Promise<RunningStack> {
  const running = await bringUp(targetOf(name), { prepareAccount, ...options });
  if (running.run.failure === undefined) return running;
  await running.close();
  throw running.run.failure;
}

/** The outputs of a stack, all of which are texts. */
export const outputsOf = ({ run }: RunningStack): Record<string, string> => run.outputs as Record<string, string>;

/** Uploads an image and reads a result once the services are idle. */
export async function processed(
  cloud: Cloud,
  original: { readonly bucket: string; readonly key: string; readonly body: Buffer },
  result: { readonly bucket: string; readonly key: string },
): Promise<Buffer> {
  const { endpoint, region, credentials } = cloud;
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    await s3.send(new PutObjectCommand({ Bucket: original.bucket, Key: original.key, Body: original.body }));
    await cloud.idle();
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: result.bucket, Key: result.key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  } finally {
    s3.destroy();
  }
}
