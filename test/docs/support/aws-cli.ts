import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";

/** In place of the aws CLI: what the pages use of `aws s3` and `aws s3api`, at the endpoint of the environment. */
const s3 = new S3Client({ forcePathStyle: true });

const text = { type: "string" } as const;

const place = (url: string): { Bucket: string; Key: string } | undefined => {
  const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  return Bucket === "" ? undefined : { Bucket, Key };
};

async function copy(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: { metadata: text }, allowPositionals: true });
  const [from = "", to = ""] = positionals;
  const [source, target] = [place(from), place(to)];
  if (target) {
    const Key = target.Key === "" || target.Key.endsWith("/") ? target.Key + path.basename(from) : target.Key;
    const Metadata = Object.fromEntries(values.metadata ? [values.metadata.split(/=(.*)/s, 2)] : []) as Record<
      string,
      string
    >;
    await s3.send(new PutObjectCommand({ ...target, Key, Body: readFileSync(from), Metadata }));
  } else if (source) {
    const { Body } = await s3.send(new GetObjectCommand(source));
    const file = to === "." ? path.basename(source.Key) : to;
    writeFileSync(file, (await Body?.transformToByteArray()) ?? "");
  } else throw new Error(`expected an s3:// address, got ${from} and ${to}`);
}

async function listVersions(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { bucket: text, prefix: text } });
  const { Versions, DeleteMarkers } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: values.bucket, Prefix: values.prefix }),
  );
  process.stdout.write(`${JSON.stringify({ Versions, DeleteMarkers }, null, 4)}\n`);
}

async function deleteObject(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { bucket: text, key: text, "version-id": text } });
  await s3.send(new DeleteObjectCommand({ Bucket: values.bucket, Key: values.key, VersionId: values["version-id"] }));
}

async function copyObject(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { "copy-source": text, bucket: text, key: text } });
  const { bucket: Bucket, key: Key, "copy-source": CopySource } = values;
  await s3.send(new CopyObjectCommand({ Bucket, Key, CopySource }));
}

const commands: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  "s3 cp": copy,
  "s3api list-object-versions": listVersions,
  "s3api delete-object": deleteObject,
  "s3api copy-object": copyObject,
};

function main([service = "", operation = "", ...args]: string[]): Promise<void> {
  const run = commands[`${service} ${operation}`];
  if (run === undefined) {
    throw new Error(`expected one of ${Object.keys(commands).join(", ")}; got ${service} ${operation}`);
  }
  return run(args);
}

void main(process.argv.slice(2));
