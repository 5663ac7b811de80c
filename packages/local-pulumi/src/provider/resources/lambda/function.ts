import { configProblems, type FunctionConfig, type FunctionRecord } from "@image-pipeline/local-aws";
import { zipArchive } from "../../archives";
import { sameProperty } from "../../compare";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import {
  archive,
  flag,
  integer,
  list,
  map,
  number,
  object,
  oneOf,
  text,
  type Failure,
  type Properties,
} from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { anArn, length } from "../../validators";
import { hasUnknown, isArchive, type Bag } from "../../../property-values";
import { logGroupName } from "../logs/log-group-name";
import { functionNameOrArn } from "./function-name";
import { invokeArnOf } from "./invoke-arn";

const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

const properties: Properties = {
  architectures: list(oneOf(["x86_64", "arm64"]), { max: 1, computed: true }),
  code: archive({ required: true }),
  deadLetterConfig: object({ targetArn: text({ required: true, test: anArn }) }),
  description: text(),
  environment: object({ variables: map(text()) }),
  ephemeralStorage: object({ size: integer(512, 10_240, { computed: true }) }, { computed: true }),
  handler: text({ required: true, test: length(1, 128) }),
  kmsKeyArn: text({ test: anArn }),
  layers: list(text({ test: anArn }), { max: 5 }),
  loggingConfig: object(
    {
      logFormat: oneOf(["JSON", "Text"], { required: true }),
      logGroup: text({ computed: true, test: logGroupName }),
      applicationLogLevel: oneOf(levels, { computed: true, byDefault: "" }),
      systemLogLevel: oneOf(["DEBUG", "INFO", "WARN"], { computed: true, byDefault: "" }),
    },
    { computed: true },
  ),
  memorySize: number({ byDefault: 128 }),
  name: text({ replaces: true, computed: true, test: functionNameOrArn }),
  packageType: oneOf(["Zip"], { byDefault: "Zip", replaces: true }),
  publish: flag({ byDefault: false }),
  reservedConcurrentExecutions: integer(-1, 1000, { byDefault: -1 }),
  role: text({ required: true, test: anArn }),
  runtime: text({ required: true }),
  skipDestroy: flag({ byDefault: false }),
  sourceCodeHash: text({ computed: true }),
  timeout: number({ byDefault: 3 }),
  vpcConfig: object({
    subnetIds: list(text(), { required: true, asSet: true }),
    securityGroupIds: list(text(), { required: true, asSet: true }),
  }),
  tracingConfig: object({ mode: oneOf(["Active", "PassThrough"], { required: true }) }, { computed: true }),
};

interface LoggingInput {
  readonly logFormat?: "JSON" | "Text";
  readonly logGroup?: string;
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
}

/** A level, if it is one: the schema has an empty text for none. */
const stated = (level: string | undefined): string | undefined => (level === "" ? undefined : level);

function toConfig(inputs: Bag, context: ProviderContext): FunctionConfig {
  const name = inputs.name as string;
  const logging = (inputs.loggingConfig ?? {}) as LoggingInput;
  const format = logging.logFormat ?? "Text";
  return {
    name,
    description: (inputs.description as string | undefined) ?? "",
    roleArn: inputs.role as string,
    runtime: inputs.runtime as string,
    handler: inputs.handler as string,
    architecture: (inputs.architectures as readonly FunctionConfig["architecture"][] | undefined)?.[0] ?? "x86_64",
    memoryMb: (inputs.memorySize as number | undefined) ?? 128,
    timeoutSec: (inputs.timeout as number | undefined) ?? 3,
    environment: (inputs.environment as { variables?: Record<string, string> } | undefined)?.variables ?? {},
    layers: (inputs.layers as readonly string[] | undefined) ?? [],
    ephemeralStorageMb: (inputs.ephemeralStorage as { size?: number } | undefined)?.size ?? 512,
    tracing: (inputs.tracingConfig as { mode?: FunctionConfig["tracing"] } | undefined)?.mode ?? "PassThrough",
    logging: {
      format,
      logGroup: logging.logGroup ?? `/aws/lambda/${name}`,
      ...(format === "JSON" && {
        applicationLevel: stated(logging.applicationLogLevel) ?? "INFO",
        systemLevel: stated(logging.systemLogLevel) ?? "INFO",
      }),
    },
    kmsKeyArn: inputs.kmsKeyArn as string | undefined,
    deadLetterTarget: (inputs.deadLetterConfig as { targetArn: string } | undefined)?.targetArn,
    network: inputs.vpcConfig as FunctionConfig["network"],
    reservedConcurrency: (inputs.reservedConcurrentExecutions as number | undefined) ?? -1,
    tags: allTags(inputs, context),
  };
}

function made({ config, code, lastModified }: FunctionRecord, known: Bag, context: ProviderContext): Made {
  const { lambda } = context.cloud.services;
  const arn = lambda.arn(config.name);
  // Of a function that publishes versions the newest one is described ("aws.lambda.Function", outputs).
  const publishes = known.publish === true;
  const version = (publishes ? lambda.versions.all(config.name).at(-1)?.version : undefined) ?? "$LATEST";
  const { environment, logging, deadLetterTarget } = config;
  const codeSha256 = Buffer.from(code.sha256, "hex").toString("base64");
  const outs = {
    architectures: [config.architecture],
    arn,
    code: known.code,
    codeSha256,
    deadLetterConfig: deadLetterTarget === undefined ? undefined : { targetArn: deadLetterTarget },
    description: config.description === "" ? undefined : config.description,
    environment: Object.keys(environment).length === 0 ? undefined : { variables: environment },
    ephemeralStorage: { size: config.ephemeralStorageMb },
    handler: config.handler,
    invokeArn: invokeArnOf(arn, context),
    kmsKeyArn: config.kmsKeyArn,
    lastModified,
    layers: config.layers.length === 0 ? undefined : config.layers,
    loggingConfig: {
      logFormat: logging.format,
      logGroup: logging.logGroup,
      applicationLogLevel: logging.applicationLevel,
      systemLogLevel: logging.systemLevel,
    },
    memorySize: config.memoryMb,
    name: config.name,
    packageType: "Zip",
    publish: publishes,
    qualifiedArn: `${arn}:${version}`,
    qualifiedInvokeArn: invokeArnOf(`${arn}:${version}`, context),
    reservedConcurrentExecutions: config.reservedConcurrency,
    role: config.roleArn,
    runtime: config.runtime,
    skipDestroy: known.skipDestroy ?? false,
    sourceCodeHash: known.sourceCodeHash ?? codeSha256,
    sourceCodeSize: code.zipBytes,
    timeout: config.timeoutSec,
    tracingConfig: { mode: config.tracing },
    version,
    vpcConfig: config.network,
    ...tagOutputs(config.tags, known, context),
  };
  return { id: config.name, outs };
}

function publishIfWanted({ name, publish }: Bag, { cloud }: ProviderContext): void {
  if (publish === true) cloud.services.lambda.versions.publish(name as string);
}

async function zipOf(inputs: Bag, { dir }: ProviderContext): Promise<Buffer> {
  if (!isArchive(inputs.code)) throw new Error("code: expected an archive");
  return zipArchive(inputs.code, dir);
}

/**
 * What is known of the inputs. Variables of the environment whose value is not known yet are there with an empty one:
 * their names count.
 */
function knownInputs(inputs: Bag): Bag {
  const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !hasUnknown(value)));
  const { variables } = (inputs.environment ?? {}) as { variables?: Bag };
  if (typeof variables !== "object") return known;
  const texts = Object.entries(variables).map(([name, value]) => [name, hasUnknown(value) ? "" : value]);
  return { ...known, environment: { variables: Object.fromEntries(texts) as Bag } };
}

/** Inputs that a check can look at before AWS does. */
function* check(inputs: Bag): Generator<Failure> {
  const logging = (inputs.loggingConfig ?? {}) as LoggingInput;
  if (logging.logFormat !== "JSON" && (logging.applicationLogLevel ?? logging.systemLogLevel) !== undefined) {
    yield { property: "loggingConfig", reason: 'log levels need logFormat "JSON"' };
  }
  const looked = ["name", "memorySize", "timeout", "environment", "handler", "runtime", "layers", "ephemeralStorage"];
  const config = toConfig(
    { name: "unnamed", ...knownInputs(inputs) },
    { cloud: undefined as never, dir: "", defaultTags: {} },
  );
  for (const [property, reason] of configProblems(config)) {
    if (!looked.includes(property)) continue;
    if (property === "environment" || !hasUnknown(inputs[property])) yield { property, reason };
  }
}

/**
 * `aws.lambda.Function` with its code in a zip. Container images, file systems and SnapStart are refused by name.
 */
export const lambdaFunction: ResourceType = {
  token: "aws:lambda/function:Function",
  tagged: true,
  autoName: { property: "name", maxLength: 64 },
  properties,
  check,
  async create(inputs, context) {
    const record = context.cloud.services.lambda.createFunction(
      toConfig(inputs, context),
      await zipOf(inputs, context),
    );
    publishIfWanted(inputs, context);
    return made(record, inputs, context);
  },
  async read(id, known, context) {
    const record = await ifExists(() => context.cloud.services.lambda.function(id), "ResourceNotFoundException");
    return record && made(record, known, context);
  },
  async update(id, inputs, oldOutputs, context) {
    const { code } = properties;
    const sameCode = code !== undefined && sameProperty(code, oldOutputs.code, inputs.code);
    const change = { config: toConfig(inputs, context), ...(!sameCode && { zip: await zipOf(inputs, context) }) };
    const record = context.cloud.services.lambda.updateFunction(id, change);
    publishIfWanted(inputs, context);
    return made(record, inputs, context);
  },
  delete(id, known, { cloud }) {
    if (known.skipDestroy !== true && cloud.services.lambda.has(id)) cloud.services.lambda.deleteFunction(id);
  },
};
