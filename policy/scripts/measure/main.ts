/**
 * Processor time and memory of a served pack for a stack of 1,000 resources: `npx tsx scripts/measure/main.ts
 * FOLDER...`, with the folders of built packs (default: this one). Several folders are measured in turn, so that a busy
 * machine slows all of them alike. Linux only: the figures are read from /proc.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { bucketStack } from "../../test/support/bucket-fixture";
import { allow, documentOf } from "../../test/support/documents";
import { resource, type AnalyzedResource } from "../../test/support/stack-fixture";

const COUNT = 1000;
const ROUNDS = 5;
/** Clock ticks of /proc a second, on every Linux that Node runs on. */
const TICKS = 100;

/** A service with a bucket, a function, a queue, a table and the roles of all: each differs from the others. */
function serviceOf(index: number): AnalyzedResource[] {
  const name = `service-${index}`;
  const region = "eu-west-1:123456789012";
  const role = resource("aws:iam/role:Role", `${name}-role`, {
    name: `${name}-role`,
    assumeRolePolicy: documentOf({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: "lambda.amazonaws.com" },
    }),
  });
  return [
    ...bucketStack({ name }),
    role,
    resource(
      "aws:iam/rolePolicy:RolePolicy",
      `${name}-policy`,
      {
        role: `${name}-role`,
        policy: documentOf(
          allow({ Action: ["s3:GetObject", "s3:PutObject"], Resource: [`arn:aws:s3:::${name}/*`] }),
          allow({ Action: ["dynamodb:PutItem"], Resource: [`arn:aws:dynamodb:${region}:table/${name}`] }),
          allow({ Action: ["sqs:SendMessage"], Resource: [`arn:aws:sqs:${region}:${name}`] }),
          allow({
            Action: ["logs:PutLogEvents"],
            Resource: [`arn:aws:logs:${region}:log-group:/aws/lambda/${name}:*`],
          }),
          allow({ Action: ["xray:PutTraceSegments"], Resource: "*" }),
        ),
      },
      { from: { role } },
    ),
    resource("aws:lambda/function:Function", name, {
      name,
      role: `arn:aws:iam::123456789012:role/${name}-role`,
      environment: { variables: { TABLE: name, BUCKET: name, DB_SECRET_ARN: "arn:aws:secretsmanager:x", LIMIT: "5" } },
    }),
    resource("aws:sqs/queue:Queue", name, { name }),
    resource("aws:sqs/queuePolicy:QueuePolicy", name, {
      queueUrl: name,
      policy: documentOf(
        allow({
          Action: "sqs:SendMessage",
          Principal: { Service: "s3.amazonaws.com" },
          Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:s3:::${name}` } },
        }),
      ),
    }),
    resource("aws:dynamodb/table:Table", name, { name, billingMode: "PAY_PER_REQUEST" }),
  ];
}

function stackOf(count: number): AnalyzedResource[] {
  const stack: AnalyzedResource[] = [];
  for (let index = 0; stack.length < count; index++) stack.push(...serviceOf(index));
  return stack.slice(0, count);
}

function call<Response>(run: (done: (error: Error | null, response: Response) => void) => unknown): Promise<Response> {
  return new Promise((found, reject) => {
    run((error, response) => (error === null ? found(response) : reject(error)));
  });
}

async function portOf({ stdout, stderr }: ChildProcess): Promise<number> {
  let output = "";
  for await (const text of stdout ?? []) {
    output += String(text);
    const port = /^(\d+)\r?\n/.exec(output)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`Expected the pack to listen; it wrote: ${output}${String(stderr?.read() ?? "")}`);
}

/** Seconds of processor time since the process began. */
function processorTimeOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Most memory that a process has had at once, MiB. */
function peakMemoryOf(pid: number): number {
  const [, kibibytes = "0"] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kibibytes) / 1024);
}

/** Processor time of start and stack, seconds; memory in MiB. */
interface Measured {
  readonly start: number;
  readonly stack: number;
  readonly memory: number;
}

async function measure(folder: string, stack: readonly AnalyzedResource[]): Promise<Measured> {
  const runner = createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const pack = spawn(process.execPath, [runner, "127.0.0.1:0", "."], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const limits = { "grpc.max_send_message_length": -1, "grpc.max_receive_message_length": -1 };
  const client = new AnalyzerClient(`127.0.0.1:${await portOf(pack)}`, grpc.credentials.createInsecure(), limits);
  try {
    const strict = new PolicyConfig().setProperties(Struct.fromJavaScript({ profile: "strict" }));
    const settings = new ConfigureAnalyzerRequest();
    settings.getPolicyconfigMap().set("pack-profile", strict);
    await call((done) => client.configure(settings, done));
    const start = processorTimeOf(pack.pid ?? 0);
    for (const { urn, type, name, properties } of stack) {
      const request = new AnalyzeRequest()
        .setUrn(urn)
        .setType(type)
        .setName(name)
        .setOptions(new AnalyzerResourceOptions())
        .setProperties(Struct.fromJavaScript(properties as never));
      // As the engine does for each resource.
      await call((done) => client.remediate(request, done));
      await call((done) => client.analyze(request, done));
    }
    const resources = stack.map(({ urn, type, name, properties }) =>
      new AnalyzerResource()
        .setUrn(urn)
        .setType(type)
        .setName(name)
        .setOptions(new AnalyzerResourceOptions())
        .setProperties(Struct.fromJavaScript(properties as never)),
    );
    await call((done) => client.analyzeStack(new AnalyzeStackRequest().setResourcesList(resources), done));
    return { start, stack: processorTimeOf(pack.pid ?? 0) - start, memory: peakMemoryOf(pack.pid ?? 0) };
  } finally {
    client.close();
    pack.kill("SIGKILL");
  }
}

async function main(folders: readonly string[]): Promise<void> {
  const stack = stackOf(COUNT);
  const times = new Map(folders.map((folder) => [folder, [] as Measured[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const folder of folders) times.get(folder)?.push(await measure(folder, stack));
  }
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  for (const [folder, measured] of times) {
    const starts = measured.map(({ start }) => start);
    const stacks = measured.map((each) => each.stack);
    console.log(
      `${folder}: start ${median(starts).toFixed(2)} s, ${COUNT} resources ${median(stacks).toFixed(2)} s (${Math.min(...stacks).toFixed(2)} to ${Math.max(...stacks).toFixed(2)}) of processor time, at most ${Math.max(...measured.map(({ memory }) => memory))} MiB`,
    );
  }
}

void main(process.argv.length > 2 ? process.argv.slice(2).map((each) => resolve(each)) : [join(__dirname, "../..")]);
