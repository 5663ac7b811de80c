import * as pulumi from "@pulumi/pulumi";
import {
  defaultSuffixes,
  expandVariants,
  type AddressKind,
  MANIFEST_NAME,
  namesOf,
  optionalFormats,
  type ConfiguredVariant,
  type OptionalFormat,
  type ProcessingSettings,
  type Variant,
} from "../handlers/contract";
import { ConfigReader } from "./config-reader";
import { readDelivery, type DeliveryConfig } from "./delivery/config";
import {
  readExistingBucket,
  readExistingKey,
  readExistingSource,
  readExistingTopic,
  type ExistingBucketConfig,
  type ExistingSourceConfig,
} from "./existing/config";
import type { Names } from "./physical-names";
import type { ImagePipelineArgs } from "./pipeline-args";
import { needsKey, publishesAlerts } from "./shared-needs";
import { stackSettings } from "./stack-settings";
import { readMonitoring, type MonitoringConfig } from "./monitoring/config";
import { readNotify, type NotifyConfig } from "./notify/config";
import { readRoutes, type RouteConfig } from "./routes/config";
import { checkRouteLimits } from "./routes/limits";
import { checkNegotiation } from "./routes/negotiation";
import { routesOf } from "./routes/routes-of";
import { readSuffixes } from "./routes/suffixes";
import { readRoles, readTags, readVpc, type RolesConfig, type VpcConfig } from "./organisation/config";
import { readUploadApi, type UploadApiConfig } from "./upload-api/config";
import { readVariants } from "./variant-config";
import { readWorkflow, type WorkflowConfig } from "./workflow/config";

/** The stack's config, checked. Ranges and defaults are those of {@link stackSettings}. */
export interface StackConfig {
  /** How resources are named in AWS. */
  readonly names: Names;
  /** Bucket of the originals that exists already; absent: the stack has one of its own. */
  readonly source?: ExistingSourceConfig;
  /** The same of the results. */
  readonly destination?: ExistingBucketConfig;
  /** What is made of the uploads below each of several prefixes; absent: of every upload the same. */
  readonly routes?: readonly RouteConfig[];
  /** Only keys that begin with it are processed; empty: all, or `routes` say which. */
  readonly uploadPrefix: string;
  /**
   * Only keys that end with one of them are processed; empty: all. Case counts. Default: those of everything that can
   * be read, in lower and in upper case. With `routes` those of routes that state none.
   */
  readonly suffixes: readonly string[];
  /** Formats whose decoders are in a layer of their own. Default: AVIF. */
  readonly optionalFormats: readonly OptionalFormat[];
  /** The results that every image gets, sets as one each. Default: `processed`, 300x300, cover. Those of all routes. */
  readonly configuredVariants: readonly ConfiguredVariant[];
  /** The same, sets as their members. */
  readonly variants: readonly Variant[];
  /** Whether a table keeps a record of every image. */
  readonly metadata: boolean;
  /** Whether the record says how an image looks. */
  readonly describe: boolean;
  /** Whether each image's description is stored as a JSON object beside its results. */
  readonly manifest: boolean;
  /** How addresses of results last. */
  readonly address: AddressKind;
  /** Days after which results expire whose place others have taken, with immutable addresses. */
  readonly supersededExpireDays: number;
  /** `s3`: keys that AWS owns. `kms`: a key of this stack, with rotation. */
  readonly encryption: "s3" | "kms";
  /** KMS key of others, identifier or ARN, wherever the stack would make one; absent: the stack has its own. */
  readonly encryptionKey?: string;
  /** Topic of others that takes refusals and alarms, name or ARN; absent: the stack has its own. */
  readonly alertTopic?: string;
  /** Memory of the processing function, MB. */
  readonly memoryMb: number;
  /** Longest run of the processing function, seconds. */
  readonly timeoutSec: number;
  /** Instances reserved for the processing function; absent: none. */
  readonly reservedConcurrency?: number;
  /** Days that logs are kept; one of CloudWatch's periods. */
  readonly logRetentionDays: number;
  /** Days after which originals expire; absent: never. */
  readonly originalsExpireDays?: number;
  /** Days after which overwritten and deleted versions are removed. */
  readonly noncurrentExpireDays: number;
  /** Largest original, MiB. */
  readonly maxInputMb: number;
  /** Largest original, megapixels (10^6). */
  readonly maxInputMegapixels: number;
  /** JPEG quality of variants that state none, 1..100. */
  readonly jpegQuality: number;
  /**
   * What becomes of an original that is cut short or broken: it is refused, or its results show what is left of it and
   * its record has a warning.
   */
  readonly onDamage: "refuse" | "keep";
  /** Whether access logs of S3, and of the distribution, are kept, in a bucket of their own. */
  readonly accessLogs: boolean;
  /**
   * Protects buckets, table and key: destroy refuses before it has removed anything, and never empties a bucket.
   */
  readonly production: boolean;
  /** How functions get new code: with the update, or by a release that CodeDeploy runs after it. */
  readonly deployment: "allAtOnce" | "canary10percent5minutes";
  /** Whether results and record are removed with their original. */
  readonly deleteDerivatives: boolean;
  /** How roles are made; absent: as IAM makes them. */
  readonly roles?: RolesConfig;
  /** Network that the functions run in; absent: none of the account's. */
  readonly vpc?: VpcConfig;
  /** Tags of the organisation, on every resource that takes tags. */
  readonly tags: Readonly<Record<string, string>>;
  /** What processes uploads: one function, or with `workflow` a state machine. Default `direct`. */
  readonly ingest: IngestConfig;
  /** The upload API; absent: none. */
  readonly uploadApi?: UploadApiConfig;
  /** Events of what has become of images; absent: none. */
  readonly notify?: NotifyConfig;
  /** The distribution in front of the results; absent: none. */
  readonly delivery?: DeliveryConfig;
  /** Alarms, dashboard and saved queries; absent: none. */
  readonly monitoring?: MonitoringConfig;
}

type IngestConfig = { readonly mode: "direct" } | ({ readonly mode: "workflow" } & WorkflowConfig);

/** The retention periods of CloudWatch Logs, days. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Reads the settings of a pipeline: values, or texts of them as a stack's config has.
 *
 * @param values the component's arguments, or what can stand in a stack's config
 * @param subject what the values are, for the error
 * @throws RunError CONFIG_INVALID, which names every problem
 */
export function readConfig(
  values: Readonly<Record<string, unknown>> | ImagePipelineArgs,
  subject = "the stack's configuration",
): StackConfig {
  const reader = new ConfigReader({ ...values });
  const { avif, heic, jxl, ...settings } = reader.read(stackSettings);
  const switches = { avif, heic, jxl };
  const formats = Object.values(optionalFormats).filter((format) => switches[format]);
  const workflow = reader.feature("workflow", readWorkflow);
  const variantDefaults = { jpegQuality: settings.jpegQuality, optionalFormats: formats };
  const suffixes = readSuffixes(reader, defaultSuffixes(formats));
  const routes = readRoutes(reader, { ...variantDefaults, suffixes });
  const configuredVariants =
    routes?.flatMap((route) => route.configuredVariants) ?? readVariants(reader, variantDefaults);
  const config: StackConfig = {
    ...settings,
    source: reader.feature("source", readExistingSource),
    destination: reader.feature("destination", readExistingBucket),
    encryptionKey: reader.feature("encryptionKey", readExistingKey),
    alertTopic: reader.feature("alertTopic", readExistingTopic),
    routes,
    suffixes,
    optionalFormats: formats,
    configuredVariants,
    variants: expandVariants(configuredVariants),
    ingest: workflow ? { mode: "workflow", ...workflow } : { mode: "direct" },
    uploadApi: reader.feature("uploadApi", readUploadApi),
    notify: reader.feature("notify", readNotify),
    delivery: reader.feature("delivery", readDelivery),
    monitoring: reader.feature("monitoring", readMonitoring),
    roles: reader.feature("roles", readRoles),
    vpc: reader.feature("vpc", readVpc),
    tags: readTags(reader),
  };
  if (config.delivery?.signed === true && !(config.uploadApi && config.metadata)) {
    reader.problem("delivery", "signed only with uploadApi and metadata: the status API issues the links");
  }
  if (config.describe && !config.metadata) {
    reader.problem("describe", "false without metadata: the records would say it", true);
  }
  if (config.address === "immutable" && !config.metadata) {
    reader.problem("address", "stable without metadata: only the records tell immutable addresses", config.address);
  }
  if (config.manifest) checkManifest(reader, config);
  checkRetention(reader, config.logRetentionDays);
  // Events are made of the records' changes.
  if (config.notify && !config.metadata) reader.problem("notify", "no events of a stack with metadata false");
  checkRouteLimits(reader, {
    routes: routesOf(config),
    setting: routes ? "routes" : "suffixes",
    uploadsByRule: config.ingest.mode === "workflow" || config.source !== undefined,
    // The function of the API that deletes images reads originals, hides them and deletes their versions.
    statements: config.uploadApi && config.metadata ? 3 : 1,
    ...(config.deleteDerivatives && { removalsBy: config.source ? "rule" : "notification" }),
  });
  // Immutable addresses are not negotiated.
  if (routes && config.delivery && config.address === "stable") checkNegotiation(reader, routes);
  checkExisting(reader, config);
  reader.reportUnknown();
  // Pulumi shows a RunError without a stack trace, which would point at the program.
  if (reader.problems.length > 0) {
    throw new pulumi.RunError(`CONFIG_INVALID: ${subject}:\n  ${reader.problems.join("\n  ")}`);
  }
  return config;
}

/** What the stack makes of which uploads. */
export function processingSettings(config: StackConfig): ProcessingSettings {
  const { routes, uploadPrefix, suffixes, variants, deleteDerivatives, originalsExpireDays } = config;
  return {
    ...(routes
      ? { routes: routes.map(({ prefix, suffixes, variants }) => ({ prefix, suffixes, variants })) }
      : { uploadPrefix, suffixes, variants }),
    ...(config.describe && { describes: true }),
    ...(config.manifest && { manifests: true }),
    ...(config.address === "immutable" && { address: config.address }),
    keepsDerivatives: !deleteDerivatives || originalsExpireDays !== undefined,
  };
}

/** What belongs to others is not the stack's to decide, and what nothing uses is a mistake. */
function checkExisting(reader: ConfigReader, config: StackConfig): void {
  const { source, destination, originalsExpireDays, encryptionKey, alertTopic, monitoring } = config;
  if (encryptionKey !== undefined && !needsKey(config)) {
    reader.problem("encryptionKey", "none where nothing uses it: set encryption to kms, or leave it out");
  }
  if (alertTopic !== undefined && !publishesAlerts(config)) {
    reader.problem("alertTopic", "none without workflow and monitoring, which publish to it");
  }
  if (alertTopic !== undefined && monitoring?.email !== undefined) {
    const expected = "none with an existing alertTopic, whose subscriptions are its owner's";
    reader.problem("monitoring.email", expected, monitoring.email);
  }
  if (source && originalsExpireDays !== undefined) {
    const expected = "none with an existing source bucket, whose lifecycle rules are its owner's";
    reader.problem("originalsExpireDays", expected, originalsExpireDays);
  }
  if (source && source.existing === destination?.existing) {
    reader.problem("destination", "a bucket other than the source bucket: results would be uploads", destination);
  }
}

/** A manifest is made of the record, and lies where results of a variant of its name would. */
function checkManifest(
  reader: ConfigReader,
  { metadata, configuredVariants }: Pick<StackConfig, "metadata" | "configuredVariants">,
): void {
  if (!metadata) reader.problem("manifest", "false without metadata: manifests are made of the records", true);
  if (configuredVariants.flatMap(namesOf).includes(MANIFEST_NAME)) {
    reader.problem(
      "variants",
      `none named ${MANIFEST_NAME} with manifest: manifests have it in their keys`,
      MANIFEST_NAME,
    );
  }
}

function checkRetention(reader: ConfigReader, days: number): void {
  if (!retentionDays.includes(days)) reader.problem("logRetentionDays", `one of ${retentionDays.join(", ")}`, days);
}
