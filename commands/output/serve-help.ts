import pc from "picocolors";

import type { Cloud, StateMachineSpec } from "@image-pipeline/local-aws";
import {
  immutablePrefix,
  mediaTypesBySuffix,
  resultExtensions,
  resultKey,
  type ProcessingSettings,
  type StackOutputs,
  type Variant,
} from "../../handlers/contract";
import type { EmbeddedWebhook } from "../stack/webhook-secret";

/** The variant of stacks that name none. */
const DEFAULT_VARIANT: Pick<Variant, "name" | "format" | "formats"> = { name: "processed", format: "auto" };

/** The facts about a running stack that its commands need. */
export interface ServedStack extends Pick<Cloud, "endpoint" | "region" | "credentials"> {
  readonly outputs: StackOutputs;
  /** Prefix of the keys that are processed; with several the first. */
  readonly prefix: string;
  /** Suffixes of the keys that are processed; none: every key. */
  readonly suffixes: readonly string[];
  /** The state machine behind uploads, if there is one. */
  readonly workflow?: StateMachineSpec;
  /** Its webhook; absent: there is none. */
  readonly webhook?: EmbeddedWebhook;
  /** Address of the console, with its token. Absent: there is none. */
  readonly console?: string;
}

/** The ending of an example's file name: one for which the stack processes the image. */
function exampleSuffix({ suffixes }: ServedStack): string {
  const usual = Object.keys(mediaTypesBySuffix).find((suffix) => suffixes.includes(suffix));
  return suffixes.length === 0 ? ".jpg" : (usual ?? suffixes[0] ?? ".jpg");
}

/** The name of the example's file. */
const photo = (stack: ServedStack) => `photo${exampleSuffix(stack)}`;

const mediaType = (stack: ServedStack) => mediaTypesBySuffix[exampleSuffix(stack)] ?? "image/jpeg";

const settingsOf = ({ outputs }: ServedStack) => JSON.parse(outputs.processing ?? "{}") as Partial<ProcessingSettings>;

/** Key of the example's result of the stack's first variant. */
function photoResult(stack: ServedStack): string {
  const { variants = [], routes } = settingsOf(stack);
  const ofExample = routes?.find(({ prefix }) => prefix === stack.prefix)?.variants ?? variants;
  const [{ name, format: asked, formats = [] } = DEFAULT_VARIANT] = ofExample;
  // Of photographs the last of the formats is the smallest: WebP or AVIF.
  const format = asked === "smallest" ? (formats.at(-1) ?? "jpeg") : asked;
  const isKept = format === "auto" || `image/${format}` === mediaType(stack);
  return resultKey(name, `${stack.prefix}${photo(stack)}`, isKept ? undefined : resultExtensions[`image/${format}`]);
}

/** The ending of the example's result. */
const resultSuffix = (stack: ServedStack) => /\.\w+$/.exec(photoResult(stack))?.[0] ?? "";

/** Where the console is. */
export const consoleLine = (address: string): string => `${pc.bold("Console, to see images and stack:")} ${address}`;

/** Commands to copy, each of which works alone: upload an image, get its result, read its record, call the API. */
export function serveHelp(stack: ServedStack): string[] {
  return [
    pc.bold("With the aws CLI:"),
    ...awsLines(stack),
    ...workflowLines(stack),
    "",
    pc.bold("With curl:"),
    ...s3Lines(stack),
    `  curl ${stack.endpoint}/metrics`,
    ...apiLines(stack),
    ...webhookLines(stack),
    ...(stack.console === undefined ? [] : ["", consoleLine(stack.console)]),
    "",
    "Ctrl-C stops it.",
    "",
  ];
}

function awsLines(stack: ServedStack): string[] {
  const { endpoint, region, credentials, outputs, prefix } = stack;
  const { sourceBucket, destinationBucket, metadataTable, deadLetterQueueUrl } = outputs;
  const { accessKeyId, secretAccessKey } = credentials;
  return [
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    `  aws s3 cp ${photo(stack)} s3://${sourceBucket}/${prefix}${photo(stack)}`,
    `  aws s3 ls --recursive s3://${destinationBucket}/`,
    copyResultLine(stack),
    ...(metadataTable === undefined ? [] : [`  aws dynamodb scan --table-name ${metadataTable}`]),
    `  aws sqs receive-message --endpoint-url ${endpoint} --queue-url ${deadLetterQueueUrl}`,
  ];
}

function copyResultLine(stack: ServedStack): string {
  const bucket = `s3://${stack.outputs.destinationBucket}`;
  return settingsOf(stack).address === "immutable"
    ? `  aws s3 cp --recursive ${bucket}/${immutablePrefix(`${stack.prefix}${photo(stack)}`)} small/`
    : `  aws s3 cp ${bucket}/${photoResult(stack)} small${resultSuffix(stack)}`;
}

function workflowLines({ outputs: { stateMachineArn }, workflow }: ServedStack): string[] {
  if (stateMachineArn === undefined || workflow === undefined) return [];
  const { type, logging } = workflow;
  if (type === "EXPRESS") {
    // Step Functions keeps no list of these executions.
    const group = logging.logGroup;
    if (group === undefined) return [];
    const which = logging.level === "ALL" ? "" : " that failed";
    return ["", pc.bold(`Executions${which}:`), `  aws logs filter-log-events --log-group-name ${group}`];
  }
  const list = `aws stepfunctions list-executions --state-machine-arn ${stateMachineArn}`;
  const last = `$(${list} --max-items 1 --query 'executions[0].executionArn' --output text | head -1)`;
  return [
    "",
    pc.bold("Executions:"),
    `  ${list}`,
    `  aws stepfunctions get-execution-history --execution-arn "${last}"`,
  ];
}

function s3Lines(stack: ServedStack): string[] {
  const { endpoint, region, credentials, outputs, prefix } = stack;
  // S3 requires the header; older versions of curl do not send it.
  const curl = `${signed("s3", region, credentials)} -H x-amz-content-sha256:UNSIGNED-PAYLOAD`;
  return [
    `  ${curl} -T ${photo(stack)} ${endpoint}/${outputs.sourceBucket}/${prefix}${photo(stack)}`,
    // What an immutable key is, only the record says.
    ...(settingsOf(stack).address === "immutable"
      ? []
      : [`  ${curl} -o small${resultSuffix(stack)} ${endpoint}/${outputs.destinationBucket}/${photoResult(stack)}`]),
  ];
}

function apiLines(stack: ServedStack): string[] {
  const { region, credentials, outputs, prefix } = stack;
  const { uploadApiUrl: url, uploadApiKey: key } = outputs;
  if (url === undefined) return [];
  const curl = key === undefined ? signed("execute-api", region, credentials) : `curl -H 'x-api-key: ${key}'`;
  const contentType = mediaType(stack);
  const large = `large${exampleSuffix(stack)}`;
  // A stack with routes is given whole keys.
  const named = settingsOf(stack).routes ? prefix : "";
  // A form is for exactly the size that is announced.
  const form = `{"key":"${named}${large}","contentType":"${contentType}","bytes":'"$(wc -c < ${large})"'}`;
  const images = `'${url}/images?key=${encodeURIComponent(prefix)}${photo(stack)}'`;
  return [
    "",
    `${pc.bold("Upload API:")} ${url}`,
    `  ${curl} -H 'Content-Type: ${contentType}' --data-binary @${photo(stack)} '${url}/upload?key=${encodeURIComponent(named)}${photo(stack)}'`,
    `  ${curl} -H 'Content-Type: application/json' -d '${form}' ${url}/uploads`,
    `  ${curl} ${images}`,
    `  id=$(${curl} -s ${images} | sed 's/.*"image_id":"\\([^"]*\\)".*/\\1/')`,
    `  ${curl} ${url}/images/$id`,
    `  ${curl} -X DELETE ${url}/images/$id`,
  ];
}

function webhookLines({ webhook }: ServedStack): string[] {
  if (webhook === undefined) return [];
  return ["", `${pc.bold("Webhook:")} ${webhook.url}`, `  signed with ${webhook.secret}`];
}

function signed(service: string, region: string, { accessKeyId, secretAccessKey }: Cloud["credentials"]): string {
  return `curl --aws-sigv4 aws:amz:${region}:${service} --user ${accessKeyId}:${secretAccessKey}`;
}
