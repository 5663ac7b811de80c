import { addressKinds, optionalFormatDefaults } from "../handlers/contract";
import type { Settings } from "./settings";

const MAX_DAYS = 36_500;

/** Settings of the stack that are a text, a number or a flag. Lists, variants and features are read apart. */
export const stackSettings = {
  names: {
    kind: "choice",
    choices: ["auto", "guide"],
    fallback: "auto",
    meaning:
      "How resources are named in AWS: the guide's names with random digits behind them, or the guide's names alone, which one stack per account and region can have",
  },
  uploadPrefix: {
    kind: "text",
    unit: "key prefix",
    fallback: "",
    // It becomes part of IAM resources, where `*` and `?` are wildcards.
    pattern: /^(?!\/)[A-Za-z0-9!_.'()/-]{0,512}$/,
    expected: "letters, digits and !_.'()/- not beginning with /",
    meaning: "Only keys that begin with it are processed; empty: all",
  },
  avif: {
    kind: "flag",
    fallback: optionalFormatDefaults.avif,
    meaning: "Whether AVIF is read and written, with [a layer of its own](formats.md)",
  },
  heic: {
    kind: "flag",
    fallback: optionalFormatDefaults.heic,
    meaning: "Whether HEIC is read, with a layer of its own; [its licences](formats.md#heic-and-its-licences)",
  },
  jxl: {
    kind: "flag",
    fallback: optionalFormatDefaults.jxl,
    meaning: "Whether JPEG XL is read, with a layer of its own; [of people you trust](formats.md)",
  },
  metadata: { kind: "flag", fallback: true, meaning: "Whether a table keeps a record of every image" },
  describe: {
    kind: "flag",
    fallback: false,
    meaning: "Whether the record says [how an image looks](describe.md): a placeholder, colours, a perceptual hash",
  },
  manifest: {
    kind: "flag",
    fallback: false,
    meaning: "Whether each image has [a manifest](manifest.md) beside its results: its description as a JSON object",
  },
  address: {
    kind: "choice",
    choices: addressKinds,
    fallback: "stable",
    meaning:
      "How addresses of results last: `stable` ones show the newest version, `immutable` ones have [a hash in them](delivery.md#immutable-addresses) and can be cached for ever",
  },
  supersededExpireDays: {
    kind: "integer",
    unit: "days",
    min: 1,
    max: MAX_DAYS,
    fallback: 30,
    meaning: "With `address: immutable`: after how long results expire whose place others have taken",
  },
  encryption: {
    kind: "choice",
    choices: ["s3", "kms"],
    fallback: "s3",
    meaning:
      "`s3`: keys that AWS owns; `kms`: a key of the stack, rotated every year, for images, records and messages",
  },
  memoryMb: {
    kind: "integer",
    unit: "MB",
    // Of less, the function's runtime leaves nothing to images.
    min: 256,
    max: 10_240,
    fallback: 1024,
    meaning:
      "Memory of the functions that decode images, and with it their share of a processor; an image that does not fit is refused as `IMAGE_TOO_LARGE`",
  },
  timeoutSec: {
    kind: "integer",
    unit: "seconds",
    min: 1,
    max: 900,
    fallback: 60,
    meaning: "Longest run of these functions",
  },
  reservedConcurrency: {
    kind: "integer",
    unit: "instances",
    min: 1,
    max: 1000,
    meaning: "Instances reserved for the processing function, which also bounds it; a new account has none to reserve",
  },
  logRetentionDays: {
    kind: "integer",
    unit: "days",
    min: 1,
    max: 3653,
    fallback: 30,
    meaning: "How long logs are kept: one of CloudWatch's periods (1, 3, 5, 7, 14, 30, 60, 90 … 365, 400 … 3653)",
  },
  originalsExpireDays: {
    kind: "integer",
    unit: "days",
    min: 1,
    max: MAX_DAYS,
    meaning: "After how long originals expire, their results and records stay; absent: never",
  },
  noncurrentExpireDays: {
    kind: "integer",
    unit: "days",
    min: 1,
    max: MAX_DAYS,
    fallback: 30,
    meaning:
      "After how long overwritten and deleted versions are removed; until then they [can be restored](operate.md#restore)",
  },
  maxInputMb: {
    kind: "integer",
    unit: "2^20 bytes",
    min: 1,
    max: 500,
    fallback: 50,
    meaning: "Largest original; a larger one is refused as `IMAGE_TOO_LARGE`",
  },
  maxInputMegapixels: {
    kind: "integer",
    unit: "10^6 pixels",
    min: 1,
    max: 1000,
    fallback: 100,
    meaning: "The same by its width times height; of an animation that is kept, all frames",
  },
  jpegQuality: {
    kind: "integer",
    min: 1,
    max: 100,
    fallback: 75,
    meaning: "Quality of variants that state none, on the scale of JPEG",
  },
  onDamage: {
    kind: "choice",
    choices: ["refuse", "keep"],
    fallback: "refuse",
    meaning:
      "What becomes of an original that is cut short or broken: refused, or [drawn as far as it goes](fitting.md#damaged-originals), with a warning",
  },
  accessLogs: {
    kind: "flag",
    fallback: false,
    meaning: "Whether access logs of S3, and of the distribution, are kept, in a bucket of their own",
  },
  production: {
    kind: "flag",
    fallback: false,
    meaning: "[Protects](deploy.md#production) buckets, table and key from destruction, and never empties a bucket",
  },
  deployment: {
    kind: "choice",
    choices: ["allAtOnce", "canary10percent5minutes"],
    fallback: "allAtOnce",
    meaning:
      "How functions get new code: all at once with the update, or by [a release after it](releases.md#canary) that begins with a tenth of the invocations",
  },
  deleteDerivatives: {
    kind: "flag",
    fallback: true,
    meaning: "Whether results and record follow an original that is removed or restored",
  },
} as const satisfies Settings;
