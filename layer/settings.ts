import {
  environmentVariables,
  expandVariants,
  type ConfiguredRoute,
  type ConfiguredVariant,
  type Routing,
} from "../handlers/contract";
import type { Settings } from "../handlers/ports/settings";
import type { EdgeKey } from "./edge-signer";

/** What the layer itself is configured with. */
interface OwnSettings {
  /** Name; undefined: the stack keeps no records. */
  readonly metadataTable?: string;
  /** Undefined: links to the edge need no signature, or the function makes none. */
  readonly edgeKey?: EdgeKey;
  /** Undefined: the function invalidates nothing. */
  readonly distributionId?: string;
  /** KMS key of the destination bucket; undefined: SSE-S3. */
  readonly encryptionKeyArn?: string;
  /** URLs by their variables; undefined: the function was given none. */
  readonly queueUrls: Readonly<Record<QueueVariable, string | undefined>>;
  /** Undefined: events go to the event bus alone. */
  readonly eventTopicArn?: string;
  /** Undefined values: the function sends no webhooks. */
  readonly webhook: { readonly url: string | undefined; readonly secretName: string | undefined };
  /** Undefined: the function runs no executions. */
  readonly stateMachine?: { readonly arn: string; readonly type: "EXPRESS" | "STANDARD" };
}

export type LayerSettings = Settings & OwnSettings;

type QueueVariable = "workQueueUrl" | "failureQueueUrl" | "deadLetterQueueUrl" | "webhookQueueUrl";
/**
 * Memory of Node.js and the layer, MiB, but for the young generation. Measured in the embedded Lambda with Node.js 24
 * (x64): 82 before an image is read, 104 to 110 after a few images of 8x8 pixels, with connections and compiled code.
 */
const RUNTIME_MB = 110;
/**
 * Share of the function's memory that the young generation of V8's heap may take, by the flags of Lambda's runtime for
 * Node.js. After hundreds of images it does: 209 MiB of 1,024 after 350 images of 64x48 pixels.
 */
const YOUNG_GENERATION_SHARE = 0.1;

/** Lambda sets it, MB. */
const MEMORY_VARIABLE = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

type Environment = Readonly<Record<string, string | undefined>>;
type Variable = keyof typeof environmentVariables;

/**
 * Reads the functions' environment.
 * @throws Error that names every variable which is missing or invalid
 */
export function readSettings(env: Environment): LayerSettings {
  const problems: string[] = [];
  const optional = (variable: Variable) => env[environmentVariables[variable]] || undefined;
  const required = (variable: Variable): string => {
    const value = optional(variable);
    if (value === undefined) problems.push(`${environmentVariables[variable]} is not set`);
    return value ?? "";
  };
  const count = (variable: Variable): number => {
    const text = required(variable);
    const value = Number(text);
    if (text !== "" && (!Number.isSafeInteger(value) || value < 1)) {
      problems.push(`${environmentVariables[variable]}: expected a positive integer, got "${text}"`);
    }
    return value;
  };
  const list = <T>(variable: Variable, json: string): readonly T[] => {
    try {
      // The stack's config has validated the items.
      return JSON.parse(json) as readonly T[];
    } catch {
      problems.push(`${environmentVariables[variable]}: expected JSON, got "${json}"`);
      return [];
    }
  };
  const readRouting = (): Routing => {
    const suffixes = list<string>("suffixes", optional("suffixes") ?? "[]");
    const routes = optional("routes");
    if (routes === undefined) {
      const variants = expandVariants(list<ConfiguredVariant>("variants", required("variants") || "[]"));
      return { uploadPrefix: optional("uploadPrefix") ?? "", suffixes, variants };
    }
    const configured = list<ConfiguredRoute>("routes", routes);
    return { routes: configured.map((route) => ({ suffixes, ...route, variants: expandVariants(route.variants) })) };
  };
  const optionalCount = (variable: Variable) => (optional(variable) === undefined ? undefined : count(variable));
  const functionMemoryMb = Number(env[MEMORY_VARIABLE]);
  const corsOrigin = optional("corsOrigin");
  const processingLimitSec = optionalCount("processingLimitSec");
  const metadataTable = optional("metadataTable");
  const deliveryUrl = optional("deliveryUrl");
  const distributionId = optional("distributionId");
  const edgeKeyArn = optional("edgeKeyArn");
  const encryptionKeyArn = optional("encryptionKeyArn");
  const stateMachineArn = optional("stateMachineArn");
  const eventTopicArn = optional("eventTopicArn");
  const settings = {
    sourceBucket: required("sourceBucket"),
    destinationBucket: required("destinationBucket"),
    ...readRouting(),
    describes: optional("describe") === "true",
    manifests: optional("manifest") === "true",
    address: optional("address") === "immutable" ? ("immutable" as const) : ("stable" as const),
    keepsDamaged: optional("onDamage") === "keep",
    followsRemovals: optional("keepDerivatives") !== "true",
    maxInputBytes: count("maxInputBytes"),
    maxInputPx: count("maxInputPx"),
    // NaN where it is not set, as outside Lambda.
    ...(functionMemoryMb > 0 ? { maxMemoryMb: memoryForImages(functionMemoryMb) } : {}),
    ...(corsOrigin === undefined ? {} : { corsOrigin }),
    ...(processingLimitSec === undefined ? {} : { processingLimitSec }),
    ...(deliveryUrl === undefined ? {} : { deliveryUrl }),
    ...(metadataTable === undefined ? {} : { metadataTable }),
    ...(distributionId === undefined ? {} : { distributionId }),
    ...(edgeKeyArn === undefined ? {} : { edgeKey: { arn: edgeKeyArn, keyPairId: required("edgeKeyPairId") } }),
    ...(encryptionKeyArn === undefined ? {} : { encryptionKeyArn }),
    ...(eventTopicArn === undefined ? {} : { eventTopicArn }),
    ...(stateMachineArn === undefined
      ? {}
      : { stateMachine: { arn: stateMachineArn, type: executionType(required("stateMachineType")) } }),
    queueUrls: {
      workQueueUrl: optional("workQueueUrl"),
      failureQueueUrl: optional("failureQueueUrl"),
      deadLetterQueueUrl: optional("deadLetterQueueUrl"),
      webhookQueueUrl: optional("webhookQueueUrl"),
    },
    webhook: { url: optional("webhookUrl"), secretName: optional("webhookSecretName") },
  };
  if (problems.length > 0) throw new Error(`invalid environment:\n  ${problems.join("\n  ")}`);
  return settings;
}

/** What is left for an image of a function's memory, MiB. */
function memoryForImages(functionMemoryMb: number): number {
  return Math.max(0, Math.floor(functionMemoryMb * (1 - YOUNG_GENERATION_SHARE)) - RUNTIME_MB);
}

function executionType(text: string): "EXPRESS" | "STANDARD" {
  return text === "STANDARD" ? text : "EXPRESS";
}
