import { MAX_VARIANTS } from "../../handlers/contract";
import { deliveryHeaderSettings, deliverySettings, MAX_CORS_ORIGINS } from "../delivery/config";
import {
  existingBucketSettings,
  existingKeySettings,
  existingSourceSettings,
  existingTopicSettings,
} from "../existing/config";
import { monitoringSettings } from "../monitoring/config";
import { MAX_TAGS, rolesSettings, vpcLimits } from "../organisation/config";
import { notifySettings, webhookSettings } from "../notify/config";
import { stackSettings } from "../stack-settings";
import { uploadApiSettings } from "../upload-api/config";
import { workflowSettings } from "../workflow/config";
import { codes, rowsOf, table, type Row } from "./rows";
import { operationRows, variantRows, watermarkRows } from "./variant-rows";

const feature = (key: string, settings: object, meaning: string): Row => ({
  key,
  type: "flag, object",
  values: `\`true\`, \`false\`, or an object of ${codes(Object.keys(settings))}`,
  fallback: "`false`",
  meaning,
});

/** Something that exists already. */
const existing = (key: string, settings: object, meaning: string): Row => ({
  key,
  type: "object",
  values: `an object of ${codes(Object.keys(settings))}`,
  fallback: "none: one of the stack",
  meaning,
});

/** Keys of the stack that are lists or objects. */
const otherRows: readonly Row[] = [
  existing("source", existingSourceSettings, "[A bucket that exists already](existing.md), which takes the originals"),
  existing(
    "destination",
    existingBucketSettings,
    "[A bucket that exists already](existing.md), which takes the results",
  ),
  existing(
    "encryptionKey",
    existingKeySettings,
    "[A KMS key that exists already](existing.md#key-and-topic), wherever the stack would make one",
  ),
  existing(
    "alertTopic",
    existingTopicSettings,
    "[A topic that exists already](existing.md#key-and-topic), which takes refusals and alarms",
  ),
  {
    key: "suffixes",
    type: "list",
    unit: "endings of keys",
    values: "at most 50 that do not overlap; `[]`: all keys",
    fallback: "of everything that is read, in lower and upper case",
    meaning: "Only keys that end with one of them are processed; S3 compares case",
  },
  {
    key: "variants",
    type: "list",
    values: `objects, [see below](#variants), of 1..${MAX_VARIANTS} results`,
    fallback: "one: `processed`, 300x300, `cover`",
    meaning: "The results that every image gets",
  },
  {
    key: "routes",
    type: "list",
    values: "objects, [see below](#routes)",
    fallback: "none: every image gets the same",
    meaning:
      "[Several prefixes](#routes), each with variants of its own, in place of `uploadPrefix`, `suffixes` and `variants`",
  },
  feature("uploadApi", uploadApiSettings, "[The upload API](use.md#upload-api) (`dev`, `full`: on)"),
  feature(
    "notify",
    { ...notifySettings, webhook: webhookSettings },
    "[Events of what has become of images](notify.md); needs `metadata` (`full`: on)",
  ),
  feature("workflow", workflowSettings, "[The workflow](workflow.md) in place of the direct trigger (`full`: on)"),
  feature(
    "delivery",
    { ...deliverySettings, headers: {} },
    "[CloudFront in front of the results](delivery.md) (`full`: on)",
  ),
  feature(
    "monitoring",
    monitoringSettings,
    "[Alarms](operate.md#alarms), dashboard and saved queries (`dev`, `full`: on)",
  ),
  feature("roles", rolesSettings, "[How roles are made](existing.md#roles)"),
  {
    key: "vpc",
    type: "object",
    values: `an object of ${codes(Object.keys(vpcLimits))}`,
    fallback: "none",
    meaning: "[VPC](existing.md#vpc) that the functions run in",
  },
  {
    key: "tags",
    type: "object",
    values: `at most ${MAX_TAGS} texts by their keys`,
    fallback: "none",
    meaning: "[Tags of the organisation](existing.md#tags), on every resource that takes tags",
  },
];

/** Keys of `vpc`. */
export const vpcRows: readonly Row[] = [
  {
    key: "subnets",
    type: "list",
    unit: "identifiers",
    values: `2..${vpcLimits.subnets}, in different availability zones`,
    fallback: "required",
    meaning: "Subnets that the functions have addresses in; private ones, as Lambda gives functions no public address",
  },
  {
    key: "securityGroups",
    type: "list",
    unit: "identifiers",
    values: `1..${vpcLimits.securityGroups}`,
    fallback: "required",
    meaning: "Security groups of the functions, which let TLS out to [the services that they call](existing.md#vpc)",
  },
];

/** Keys of `notify`. */
export const notifyRows: readonly Row[] = [
  ...rowsOf(notifySettings),
  {
    key: "webhook",
    type: "object",
    values: `an object of ${codes(Object.keys(webhookSettings))}`,
    fallback: "none",
    meaning: "[Who is sent every event](notify.md#webhook); absent: nobody",
  },
];

/** Keys of `delivery` besides `headers`. */
export const deliveryRows: readonly Row[] = rowsOf(deliverySettings);

/** Keys of `delivery.headers`. */
export const deliveryHeaderRows: readonly Row[] = [
  {
    key: "corsOrigins",
    type: "list",
    unit: "origins",
    values: `at most ${MAX_CORS_ORIGINS}, such as \`https://example.org\`; \`["*"]\`: any`,
    fallback: "`[]`",
    meaning: "Origins whose scripts may read results; `<img>` needs none",
  },
  ...rowsOf(deliveryHeaderSettings),
];

const below = (place: string, rows: readonly Row[]): readonly Row[] =>
  rows.map((row) => ({ ...row, key: `${place}.${row.key}` }));

/** Keys of a route. */
export const routeRows: readonly Row[] = [
  {
    key: "prefix",
    type: "text",
    unit: "key prefix",
    values: "1..512 letters, digits and `!_.'()/-`, not beginning with `/`; none begins with another",
    fallback: "required",
    meaning: "Keys that begin with it are processed as the route says",
  },
  {
    key: "suffixes",
    type: "list",
    unit: "endings of keys",
    values: "that do not overlap; `[]`: all keys",
    fallback: "of everything that is read, in lower and upper case",
    meaning: "Only keys that end with one of them are processed; S3 compares case",
  },
  {
    key: "variants",
    type: "list",
    values: `objects, [see below](#variants), of 1..${MAX_VARIANTS} results`,
    fallback: "one: `processed`, 300x300, `cover`",
    meaning: "The results that images of the route get",
  },
];

/** Every key at the top, by its name. */
export const stackRows: readonly Row[] = [...rowsOf(stackSettings), ...otherRows];

/** The page as Markdown. */
export const configurationPage = (): string => `# Configuration

Written by \`npm run configuration\` from the tables that the program reads its configuration with (\`infra/stack-settings.ts\`, \`infra/documentation/\`).

\`npx pulumi config set <key> <value>\` or \`Pulumi.<stack>.yaml\`, where each key begins with \`image-pipeline:\`. All problems are reported together, before anything is created; an unknown key is one.
Objects and lists are YAML in the file, and JSON on the command line. \`aws:region\` is the region. For one local run \`npm start -- --variant thumb=300x300:cover:webp\` takes variants without touching a file.

## Stack

${table(stackRows)}

## Existing resources

${table([
  ...rowsOf(existingSourceSettings, "source."),
  ...rowsOf(existingBucketSettings, "destination."),
  ...rowsOf(existingKeySettings, "encryptionKey."),
  ...rowsOf(existingTopicSettings, "alertTopic."),
])}

## Roles

${table(rowsOf(rolesSettings, "roles."))}

## VPC

${table(vpcRows.map((row) => ({ ...row, key: `vpc.${row.key}` })))}

## Upload API

${table(rowsOf(uploadApiSettings, "uploadApi."))}

## Events

${table([...below("notify", notifyRows), ...rowsOf(webhookSettings, "notify.webhook.")])}

## Workflow

${table(rowsOf(workflowSettings, "workflow."))}

## Delivery

${table([...below("delivery", deliveryRows), ...below("delivery.headers", deliveryHeaderRows)])}

## Monitoring

${table(rowsOf(monitoringSettings, "monitoring."))}

## Variants

\`\`\`yaml
image-pipeline:variants:
  - { name: thumb, width: 300, height: 300, position: attention }
  - { name: page, width: 1200, height: 1200, fit: inside, format: smallest, quality: 80 }
  - { name: hero, widths: [320, 640, 1280], format: each }
\`\`\`

${table(variantRows)}

The first variant's result is \`processed_key\` of the record. No two originals share a result's key: [how it is computed](result-keys.md), and what to do with results of earlier releases.

## Routes

\`\`\`yaml
image-pipeline:routes:
  - prefix: photos/
    suffixes: [.jpg, .jpeg, .webp]
    variants:
      - { name: thumb, width: 300, height: 300 }
      - { name: page, width: 1200, height: 1200, fit: inside }
  - prefix: avatars/
    suffixes: [.jpg, .png]
    variants: [{ name: thumb, width: 64, height: 64, format: png }]
\`\`\`

${table(below("routes[]", routeRows))}

With \`routes\` a stack processes several prefixes, each with variants of its own, in one set of resources. \`uploadPrefix\`, \`suffixes\` and \`variants\` are none of such a stack. Names of variants are unique in a route: the keys of results have those of originals in them. Keys below no prefix are not processed; callers of the upload API give the whole key, with the prefix of its route (\`KEY_INVALID\` otherwise).

After a change of routes [\`npm run backfill -- --changed\`](operate/backfill.md) makes what is missing, each original by its own route. A stack whose \`uploadPrefix\` becomes the first of its routes, with the same suffixes and variants, keeps its results and records as they are. What was made below a prefix that is no route any more stays: [\`npm run reconcile -- --prefix\`](operate/reconcile.md) finds it.

AWS limits how many there can be, and \`CONFIG_INVALID\` says which limit is met: a bucket has at most 100 notifications, one for each suffix of each route and as many again where \`deleteDerivatives\` is on, so that more than two routes state their suffixes; with \`workflow\`, or an existing bucket, the event pattern has at most 2,048 characters; the routes have at most 3,000 bytes of JSON, and together at most 5,000 characters in the policies of a role. With \`delivery\` and stable addresses, sets of one name that browsers choose a format of have the same formats in each route.

## Operations

Methods of jimp's, applied in order after the image was fitted, e.g. \`[greyscale, { blur: 2 }, { watermark: { key: marks/logo.png } }]\`:

${table(operationRows)}

## Watermarks

${table(watermarkRows)}

A watermark is read once per container, and again when it has another version. It is no original: uploaded, it has no results. Where it is missing
or cannot be read, images fail (\`WATERMARK_UNUSABLE\`), are retried and kept as dead letters; none is refused. Callers of the
upload API can neither replace nor delete it (\`KEY_RESERVED\`); keep it outside \`uploadPrefix\`, or the prefixes of \`routes\`, where others may write below that.
`;
