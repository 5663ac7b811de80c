/**
 * Every name that two sides of the program share: `infra/` declares it, `layer/` and the handlers use it, `commands/`
 * reads it.
 *
 * Plain values, types and pure functions only: handlers are captured as text, and what they use of this folder with
 * them. They import the files themselves; this index is for everybody else.
 */

export {
  acceptedMediaTypes,
  defaultSuffixes,
  howToEnable,
  mediaTypesBySuffix,
  optionalFormatDefaults,
  optionalFormats,
  resultExtensions,
  settingOfSuffix,
  type OptionalFormat,
} from "./formats";
export { equalQuality } from "./equal-quality";
export { gravities } from "./gravity";
export { type Operation, type WatermarkSpec } from "./operations";
export {
  type Variant,
  animatedFormats,
  chromaFormats,
  DEFAULT_EFFORT,
  EACH_FORMAT,
  encodedFormats,
  fallbackFormats,
  MAX_VARIANTS,
  paletteFormats,
  positionedFits,
  TRANSPARENT,
  variantAnimations,
  variantChromas,
  variantFits,
  variantFormats,
  variantNamePattern,
  variantPositions,
} from "./variants";
export { appliesTo, type ConfiguredVariant, expandVariants, namesOf } from "./variant-sets";
export { parseSize } from "./pixel-size";
export { watermarkKeys } from "./watermarks";
export {
  prefixesOf,
  routeOf,
  routesOf,
  uploadNameOf,
  variantsOf,
  type ConfiguredRoute,
  type Route,
  type Routing,
} from "./routes";
export {
  MANIFEST_NAME,
  manifestKey,
  MAX_KEY_BYTES,
  originalOfManifest,
  type ParsedResultKey,
  parseResultKey,
  resultKey,
  resultKeys,
  resultPath,
} from "./result-keys";
export { addressKinds, type AddressKind, hashOf, immutableKey, immutablePrefix } from "./immutable-keys";
export { objectMetadata, supersededTag } from "./object-metadata";
export { FOCAL_PATTERN, parseFocalPoint } from "./focal-point";
export { warnings } from "./warnings";
export { environmentVariables } from "./environment-variables";
export { refusalReasons } from "./refusal-reasons";
export {
  type ImageRecord,
  RECORD_KEY,
  type RecordStatus,
  type VariantRecord,
  originalKeyIndex,
  recordStatuses,
} from "./image-record";
export { describeImage, type DescribedResult, type DescribedSet, type ImageDescription } from "./image-description";
export { type ImageAppearance } from "./image-appearance";
export { failureRecordCondition, newerRecordCondition } from "./record-conditions";
export { imageId } from "./image-id";
export { IMAGE_EVENT_SOURCE, imageEventTypes, type ImageEvent } from "./image-event";
export { WEBHOOK_ATTEMPTS } from "./webhook";
export { specificationOf } from "./specification";
export { OBJECT_CREATED_EVENTS, type S3Event, type S3EventRecord, decodeEventKey } from "./s3-events";
export { eventBridgeSource, type ObjectEvent } from "./object-event";
export { BACKFILL_EVENT, type Backfill } from "./backfill";
export { readDeadLetter } from "./read-dead-letter";
export { DEAD_LETTER_SCHEMA, type DeadLetter, type DeadLetterSource } from "./dead-letter";
export { inspectionOutcomes, recordingOutcomes, workLimits } from "./workflow";
export { isProcessedKey, matchesTrigger } from "./original-keys";
export { type ImageOutcomeName, METRICS_NAMESPACE, logFields, metricDimensions, metricNames } from "./telemetry";
export {
  ALL_VERSIONS,
  MAX_BODY_BYTES,
  PENDING_STATUS,
  SIGNATURE_EXPIRES_SEC,
  WAIT_RANGE_SEC,
  apiParameters,
  problemCodes,
} from "./upload-api";
export { type FunctionRelease, type ProcessingSettings, type StackOutputs, stackOutputs } from "./stack-outputs";
export { backgroundPattern, flipAxes, operationRanges, type Range, variantRanges } from "./variant-ranges";
