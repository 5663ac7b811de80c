import type * as pulumi from "@pulumi/pulumi";
import { environmentVariables, originalKeyIndex, supersededTag, watermarkKeys } from "../handlers/contract";
import {
  deleteObjects,
  deleteRecords,
  getRecords,
  invalidate,
  listBucket,
  listVersions,
  putRecords,
  queryIndex,
  readCurrent,
  readObjects,
  readWatermarks,
  signLinks,
  tagObjects,
  withSidSuffix,
  writeObjects,
  type Grant,
} from "./grants";
import type { FunctionContext } from "./pipeline-function";
import { prefixesOf } from "./routes/routes-of";

// What several functions of the stack may do.

export const readingOriginals = ({ stores: { source }, config }: FunctionContext): readonly Grant[] => [
  readObjects(source, prefixesOf(config)),
  listBucket(source),
];

/**
 * What it takes to replace results: a condition of a write or a removal takes to read, and to learn of none. Results
 * with immutable keys are found by listing them, and tagged when others take their place.
 */
const changingResults = ({ stores: { destination }, config }: FunctionContext): readonly Grant[] => [
  writeObjects(destination),
  withSidSuffix(readCurrent(destination), "Results"),
  withSidSuffix(listBucket(destination), "Results"),
  deleteObjects(destination),
  ...(config.address === "immutable"
    ? [withSidSuffix(listVersions(destination), "Results"), tagObjects(destination, supersededTag)]
    : []),
];

interface Part {
  readonly grants: readonly Grant[];
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
}

const nothing: Part = { grants: [], environment: {} };

/** What it takes to invalidate results at the edge, where the stack delivers them. */
export const invalidating = ({ delivery }: FunctionContext): Part =>
  delivery
    ? {
        grants: [invalidate(delivery.distribution)],
        environment: { [environmentVariables.distributionId]: delivery.distribution.id },
      }
    : nothing;

/**
 * Environment of functions that change results: where those are invalidated, and for manifests where they are read. A
 * link that is signed ends, so manifests have none.
 */
export const processingEnvironment = (context: FunctionContext): Part["environment"] => {
  const { config, delivery } = context;
  return {
    ...invalidating(context).environment,
    ...(config.manifest && delivery && !delivery.signingKey && { [environmentVariables.deliveryUrl]: delivery.url }),
  };
};

/** What it takes to tell where results are read. */
export const addressing = ({ delivery }: FunctionContext): Part => {
  if (!delivery) return nothing;
  const { signingKey } = delivery;
  return {
    grants: signingKey ? [signLinks(signingKey.key)] : [],
    environment: {
      [environmentVariables.deliveryUrl]: delivery.url,
      ...(signingKey && {
        [environmentVariables.edgeKeyArn]: signingKey.key.arn,
        [environmentVariables.edgeKeyPairId]: signingKey.keyPairId,
      }),
    },
  };
};

/** Watermarks outside the prefixes of uploads; those inside are read as originals are. */
const readingWatermarks = ({ stores: { source }, config }: FunctionContext): readonly Grant[] => {
  const prefixes = prefixesOf(config);
  const keys = watermarkKeys(config.variants).filter((key) => !prefixes.some((prefix) => key.startsWith(prefix)));
  return keys.length === 0 ? [] : [readWatermarks(source, keys)];
};

/**
 * What it takes to turn an original into its results and their record, and to put both right when the original is
 * replaced, removed or restored meanwhile.
 */
export const processing = (context: FunctionContext): readonly Grant[] => {
  const { source, table } = context.stores;
  const records = table
    ? [putRecords(table), getRecords(table), queryIndex(table, originalKeyIndex.name), deleteRecords(table)]
    : [];
  return [
    ...readingOriginals(context),
    listVersions(source),
    ...readingWatermarks(context),
    ...changingResults(context),
    ...invalidating(context).grants,
    ...records,
  ];
};
