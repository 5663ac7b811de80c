import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { readConfig } from "../../infra/config";
import { ImagePipeline } from "../../infra/image-pipeline";
import { promiseOf, runProgram, type Registrations } from "../support/mocks/pulumi-program";
import {
  deploy,
  DESTINATION_ARN,
  FAILURES_ARN,
  KEY_ARN,
  LOGS_ARN,
  QUEUE_ARN,
  SOURCE_ARN,
  statementsOf,
  TABLE_ARN,
  WORK_ARN,
} from "./deployed-stack";
import { DEFAULT_SUFFIXES } from "../support/suffixes";

const FUNCTION = "aws:lambda/function:Function";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

/** `Sid: action,… resource,…` of every grant besides those that all functions have, by function. */
function grantsOf(stack: Registrations): Record<string, string[]> {
  const common = ["WriteLogs", "WriteTraces"];
  return Object.fromEntries(
    stack.ofType(FUNCTION).map(({ parent, inputs }) => {
      const policies = stack.ofType(ROLE_POLICY).filter((policy) => policy.parent === parent);
      const grants = policies
        .flatMap((policy) => statementsOf(policy.inputs.policy))
        .filter(({ Sid }) => !common.includes(Sid));
      return [
        String(inputs.name),
        grants.map(({ Sid, Action, Resource }) => `${Sid}: ${String(Action)} ${String(Resource)}`),
      ];
    }),
  );
}

const READ = `ReadObjects: s3:GetObject,s3:GetObjectVersion ${SOURCE_ARN}/up/*`;
const LIST = `ListBucket: s3:ListBucket ${SOURCE_ARN}`;
const WRITE = `WriteObjects: s3:PutObject ${DESTINATION_ARN}/*`;
const PUT_RECORDS = `PutRecords: dynamodb:PutItem ${TABLE_ARN}`;
const GET_RECORDS = `GetRecords: dynamodb:GetItem ${TABLE_ARN}`;
const DELETE_RECORDS = `DeleteRecords: dynamodb:DeleteItem ${TABLE_ARN}`;
const QUERY = `QueryIndex: dynamodb:Query ${TABLE_ARN}/index/original-key-index`;
const REPORT = `SendMessages: sqs:SendMessage ${FAILURES_ARN}`;
const consume = (queue: string) =>
  `ConsumeMessages: sqs:ReceiveMessage,sqs:DeleteMessage,sqs:GetQueueAttributes ${queue}`;
const RECORD = [consume(FAILURES_ARN), `SendMessages: sqs:SendMessage ${QUEUE_ARN}`];
const READ_RESULTS = [
  `ReadCurrentResults: s3:GetObject ${DESTINATION_ARN}/*`,
  `ListBucketResults: s3:ListBucket ${DESTINATION_ARN}`,
];
const CHANGE_RESULTS = [
  ...[READ, LIST, `ListVersions: s3:ListBucketVersions ${SOURCE_ARN}`, WRITE, ...READ_RESULTS],
  `DeleteObjects: s3:DeleteObject ${DESTINATION_ARN}/*`,
];
const READ_CURRENT = `ReadCurrent: s3:GetObject ${SOURCE_ARN}/up/*`;
const USE_KEY = `UseKey: kms:Decrypt,kms:GenerateDataKey ${KEY_ARN}`;

describe("the functions", () => {
  const config = { uploadPrefix: "up/", uploadApi: "true", deleteDerivatives: "true", reservedConcurrency: "7" };
  let direct: Registrations;
  let workflow: Registrations;
  before(async () => {
    direct = await deploy(config);
    workflow = await deploy({ ...config, workflow: "true", memoryMb: "2048", timeoutSec: "90" });
  });

  it("have exactly the grants that they use", () => {
    const processing = [...CHANGE_RESULTS, PUT_RECORDS, GET_RECORDS, QUERY, DELETE_RECORDS];
    const api = {
      "image-api-create-upload": [`WriteObjects: s3:PutObject ${SOURCE_ARN}/up/*`],
      "image-api-store-image": [`WriteObjects: s3:PutObject ${SOURCE_ARN}/up/*`],
      "image-api-image-status": [GET_RECORDS, QUERY, READ_CURRENT, LIST, ...READ_RESULTS],
      "image-api-delete-image": [
        ...[GET_RECORDS, DELETE_RECORDS, READ_CURRENT, LIST],
        `DeleteObjects: s3:DeleteObject ${SOURCE_ARN}/up/*`,
        `DeleteVersions: s3:DeleteObjectVersion ${SOURCE_ARN}/up/*`,
        `ListVersions: s3:ListBucketVersions ${SOURCE_ARN}`,
        ...READ_RESULTS,
        `DeleteObjectsResults: s3:DeleteObject ${DESTINATION_ARN}/*`,
        `DeleteVersionsResults: s3:DeleteObjectVersion ${DESTINATION_ARN}/*`,
        `ListVersionsResults: s3:ListBucketVersions ${DESTINATION_ARN}`,
        QUERY,
      ],
    };
    expect(grantsOf(direct)).to.deep.equal({
      "image-processing-function": [...processing, REPORT],
      "image-removal-function": [...processing, REPORT],
      "image-failure-function": [...RECORD, READ_CURRENT, LIST, PUT_RECORDS, DELETE_RECORDS],
      ...api,
    });
    expect(grantsOf(workflow)).to.deep.equal({
      "image-workflow-inspect": [READ, LIST],
      "image-workflow-render": processing,
      "image-workflow-record": processing,
      "image-workflow-run": [
        consume(WORK_ARN),
        `PostponeMessages: sqs:ChangeMessageVisibility ${WORK_ARN}`,
        REPORT,
        "RunExecutions: states:StartSyncExecution arn:aws:states:eu-central-1:123456789012:stateMachine:image-workflow",
      ],
      "image-removal-function": [...processing, REPORT],
      "image-failure-function": [...RECORD, READ_CURRENT, LIST, PUT_RECORDS, DELETE_RECORDS],
      ...api,
    });
  });

  it("may read watermarks where variants ask for them, each by its key", async () => {
    const mark = (key: string) => ({ watermark: { key } });
    const variants = JSON.stringify([
      { name: "a", width: 9, height: 9, operations: [mark("marks/a.png"), mark("up/inside.png")] },
      { name: "b", width: 9, height: 9, operations: [mark("marks/a.png"), mark("b.png")] },
    ]);
    const READ_MARKS = `ReadWatermarks: s3:GetObject,s3:GetObjectVersion ${SOURCE_ARN}/marks/a.png,${SOURCE_ARN}/b.png`;
    const own = grantsOf(await deploy({ ...config, variants }));
    const readers = Object.entries(own).filter(([, grants]) => grants.includes(READ_MARKS));
    expect(readers.map(([name]) => name)).to.have.members(["image-processing-function", "image-removal-function"]);
    const steps = grantsOf(await deploy({ ...config, variants, workflow: "true" }));
    expect(steps["image-workflow-render"]).to.include(READ_MARKS);
    expect(steps["image-workflow-inspect"]).not.to.include(READ_MARKS);
  });

  it("have no grants on records where the stack keeps none", async () => {
    expect(grantsOf(await deploy({ ...config, metadata: "false" }))).to.deep.equal({
      "image-processing-function": [...CHANGE_RESULTS, REPORT],
      "image-removal-function": [...CHANGE_RESULTS, REPORT],
      "image-failure-function": RECORD,
      "image-api-create-upload": [`WriteObjects: s3:PutObject ${SOURCE_ARN}/up/*`],
      "image-api-store-image": [`WriteObjects: s3:PutObject ${SOURCE_ARN}/up/*`],
    });
  });

  it("may use the stack's key where the data is encrypted with it", async () => {
    for (const [name, grants] of Object.entries(grantsOf(await deploy({ ...config, encryption: "kms" })))) {
      expect(grants, name).to.include(USE_KEY);
    }
  });

  it("may write their own logs, and traces", () => {
    for (const { name, parent, inputs } of [...direct.ofType(FUNCTION), ...workflow.ofType(FUNCTION)]) {
      const stack = direct.all.some((registration) => registration.inputs === inputs) ? direct : workflow;
      const policies = stack.ofType(ROLE_POLICY).filter((policy) => policy.parent === parent);
      const statements = policies.flatMap((policy) => statementsOf(policy.inputs.policy));
      const logs = LOGS_ARN.replace("image-processing-function", String(inputs.name));
      expect(
        ["WriteLogs", "WriteTraces"].map((sid) => statements.find(({ Sid }) => Sid === sid)),
        name,
      ).to.deep.equal([
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: [`${logs}:*`],
        },
        {
          Sid: "WriteTraces",
          Effect: "Allow",
          Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
          Resource: ["*"],
        },
      ]);
    }
  });

  const sizesOf = (stack: Registrations) =>
    Object.fromEntries(
      stack
        .ofType(FUNCTION)
        .map(({ inputs: { name, memorySize, timeout, reservedConcurrentExecutions: reserved } }) => [
          String(name),
          [`${String(memorySize)} MB, ${String(timeout)} s`, ...(reserved === undefined ? [] : [reserved])],
        ]),
    );

  it("have the configured size where they read images, and a small one elsewhere", () => {
    const api = {
      "image-failure-function": ["256 MB, 30 s"],
      "image-api-create-upload": ["256 MB, 10 s"],
      "image-api-store-image": ["256 MB, 10 s"],
      "image-api-image-status": ["256 MB, 29 s"],
      "image-api-delete-image": ["256 MB, 29 s"],
    };
    expect(sizesOf(direct)).to.deep.equal({
      "image-processing-function": ["1024 MB, 60 s", 7],
      "image-removal-function": ["1024 MB, 60 s"],
      ...api,
    });
    expect(sizesOf(workflow)).to.deep.equal({
      "image-workflow-inspect": ["2048 MB, 90 s"],
      "image-workflow-render": ["2048 MB, 90 s", 7],
      "image-workflow-record": ["2048 MB, 90 s"],
      "image-workflow-run": ["256 MB, 300 s"],
      "image-removal-function": ["2048 MB, 90 s"],
      ...api,
    });
  });

  it("have this environment", async () => {
    const variables = (stack: Registrations, name: string) => {
      const fn = stack.ofType(FUNCTION).find(({ inputs }) => inputs.name === name);
      return (fn?.inputs.environment as { variables: Record<string, string> }).variables;
    };
    const { VARIANTS, ...others } = variables(direct, "image-processing-function");
    expect(others).to.deep.equal({
      SOURCE_BUCKET: "images-source-bucket-1a2b3c4",
      UPLOAD_PREFIX: "up/",
      SUFFIXES: JSON.stringify(DEFAULT_SUFFIXES),
      DESTINATION_BUCKET: "images-destination-bucket-1a2b3c4",
      METADATA_TABLE: "image-metadata",
      MAX_INPUT_BYTES: "52428800",
      MAX_INPUT_PX: "100000000",
      POWERTOOLS_SERVICE_NAME: "image-pipeline",
      POWERTOOLS_METRICS_NAMESPACE: "ImagePipeline",
    });
    expect(JSON.parse(VARIANTS ?? "")).to.deep.equal(readConfig({}).variants);
    const queue = (name: string) => `https://sqs.eu-central-1.amazonaws.com/123456789012/${name}-queue-1a2b3c4`;
    const own: Record<string, Record<string, string>> = {
      "image-failure-function": { DEAD_LETTER_QUEUE_URL: queue("images-dead-letters") },
      "image-api-image-status": { PROCESSING_LIMIT_SEC: String(7 * 60 * 60) },
    };
    for (const { inputs } of direct.ofType(FUNCTION)) {
      const name = String(inputs.name);
      expect(variables(direct, name), name).to.deep.equal({ ...others, VARIANTS, ...own[name] });
    }
    expect(variables(workflow, "image-workflow-run")).to.include({
      WORK_QUEUE_URL: queue("images-workflow-work"),
      FAILURE_QUEUE_URL: queue("images-failures"),
      STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:123456789012:stateMachine:image-workflow",
      STATE_MACHINE_TYPE: "EXPRESS",
    });
    const limitSec = Number(variables(workflow, "image-api-image-status").PROCESSING_LIMIT_SEC);
    expect(limitSec, "4 days in the work queue, and 7 hours").to.equal((4 * 24 + 7) * 60 * 60);
    const origin = "https://example.org";
    const cors = await deploy({ ...config, uploadPrefix: "", uploadApi: JSON.stringify({ corsOrigin: origin }) });
    const damaged = await deploy({ onDamage: "keep" });
    expect(variables(damaged, "image-processing-function")).to.include({ ON_DAMAGE: "keep" });
    for (const { inputs } of cors.ofType(FUNCTION)) {
      const name = String(inputs.name);
      expect(variables(cors, name).CORS_ORIGIN, name).to.equal(name.startsWith("image-api-") ? origin : undefined);
      expect(variables(cors, name), name).not.to.have.property("UPLOAD_PREFIX");
    }
  });

  it("have their grants before they are created", () => {
    for (const { name, parent, dependsOn } of [...direct.ofType(FUNCTION), ...workflow.ofType(FUNCTION)]) {
      expect(dependsOn, name).to.deep.equal([`${parent ?? ""}-policy`]);
    }
  });

  it("send failed events to the queue of failures where Lambda retries them", () => {
    const settings = (stack: Registrations) =>
      stack.ofType("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig").map(({ inputs }) => inputs);
    const expected = (functionName: string) => ({
      functionName,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 21_600,
      destinationConfig: { onFailure: { destination: FAILURES_ARN } },
    });
    expect(settings(direct)).to.have.deep.members([
      expected("image-processing-function"),
      expected("image-removal-function"),
    ]);
    expect(settings(workflow)).to.deep.equal([expected("image-removal-function")]);
  });

  it("are those of earlier releases, which had another component around them", async () => {
    const aliases = new Map<string, pulumi.Output<string>[]>();
    await runProgram((opts) => {
      const note: pulumi.ResourceTransformation = ({ type, name, opts: { aliases: given } }) => {
        const parents = (Array.isArray(given) ? given : []).flatMap((alias) =>
          typeof alias === "object" && "parent" in alias ? [pulumi.output(alias.parent as pulumi.Input<string>)] : [],
        );
        if (parents.length > 0) aliases.set(`${type.split(":").at(-1)} ${name}`, parents);
        return undefined;
      };
      return new ImagePipeline("images", {}, { transformations: [note, ...(opts.transformations ?? [])] });
    });
    const parentsOf = (key: string) => Promise.all((aliases.get(key) ?? []).map(promiseOf));
    const root = "urn:pulumi:test::image-pipeline::image-pipeline:infra:ImagePipeline";
    for (const [name, functionName] of [
      ["images-process", "image-processing-function"],
      ["images-removal", "image-removal-function"],
    ] as const) {
      const outer = `${root}$image-pipeline:infra:EventFunction`;
      const inner = `${outer}$image-pipeline:infra:PipelineFunction`;
      expect(await parentsOf(`PipelineFunction ${name}`)).to.deep.equal([`${outer}::${name}`]);
      expect(await parentsOf(`FunctionEventInvokeConfig ${name}-events`)).to.deep.equal([`${outer}::${name}`]);
      for (const child of [
        `LogGroup ${name}-logs`,
        `Role ${name}-role`,
        `RolePolicy ${name}-policy`,
        `Function ${functionName}`,
      ]) {
        expect(await parentsOf(child), child).to.deep.equal([`${inner}::${name}`]);
      }
    }
    expect(aliases).to.have.property("size", 12);
  });
});
