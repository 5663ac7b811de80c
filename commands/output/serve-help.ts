import pc from "picocolors";

import type { Cloud, StateMachineSpec } from "@image-pipeline/local-aws";
import {
  resultExtensions,
  resultKey,
  type ProcessingSettings,
  type StackOutputs,
  type Variant,
} from "../../handlers/contract";

/** The variant of stacks that name none. */
const DEFAULT_VARIANT: Pick<Variant, "name" | "format"> = { name: "processed", format: "auto" };

/** The facts about a running stack that its commands need. */
export interface ServedStack extends Pick<Cloud, "endpoint" | "region" | "credentials"> {
  readonly outputs: StackOutputs;
  /** Prefix of the keys that are processed. */
  readonly prefix: string;
  /** The state machine behind uploads, if there is one. */
  readonly workflow?: StateMachineSpec;
}

/** Key of a JPEG file's result of the stack's first variant. */
function photoResult({ outputs, prefix }: ServedStack): string {
  const { variants = [] } = JSON.parse(outputs.processing ?? "{}") as Partial<ProcessingSettings>;
  const [{ name, format } = DEFAULT_VARIANT] = variants;
  const isKept = format === "auto" || format === "jpeg";
  return resultKey(name, `${prefix}photo.jpg`, isKept ? undefined : resultExtensions[`image/${format}`]);
}

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
    `  aws s3 cp photo.jpg s3://${sourceBucket}/${prefix}`,
    `  aws s3 ls --recursive s3://${destinationBucket}/`,
    `  aws s3 cp s3://${destinationBucket}/${photoResult(stack)} small.jpg`,
    ...(metadataTable === undefined ? [] : [`  aws dynamodb scan --table-name ${metadataTable}`]),
    `  aws sqs receive-message --endpoint-url ${endpoint} --queue-url ${deadLetterQueueUrl}`,
  ];
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
    `  ${curl} -T photo.jpg ${endpoint}/${outputs.sourceBucket}/${prefix}photo.jpg`,
    `  ${curl} -o small.jpg ${endpoint}/${outputs.destinationBucket}/${photoResult(stack)}`,
  ];
}

function apiLines({ region, credentials, outputs, prefix }: ServedStack): string[] {
  const { uploadApiUrl: url, uploadApiKey: key } = outputs;
  if (url === undefined) return [];
  const curl = key === undefined ? signed("execute-api", region, credentials) : `curl -H 'x-api-key: ${key}'`;
  // A form is for exactly the size that is announced.
  const form = `{"key":"large.jpg","contentType":"image/jpeg","bytes":'"$(wc -c < large.jpg)"'}`;
  return [
    "",
    `${pc.bold("Upload API:")} ${url}`,
    `  ${curl} -H 'Content-Type: image/jpeg' --data-binary @photo.jpg '${url}/upload?key=photo.jpg'`,
    `  ${curl} -H 'Content-Type: application/json' -d '${form}' ${url}/uploads`,
    `  ${curl} '${url}/images?key=${encodeURIComponent(prefix)}photo.jpg'`,
    `  id=$(${curl} -s '${url}/images?key=${encodeURIComponent(prefix)}photo.jpg' | sed 's/.*"image_id":"\\([^"]*\\)".*/\\1/')`,
    `  ${curl} ${url}/images/$id`,
    `  ${curl} -X DELETE ${url}/images/$id`,
  ];
}

function signed(service: string, region: string, { accessKeyId, secretAccessKey }: Cloud["credentials"]): string {
  return `curl --aws-sigv4 aws:amz:${region}:${service} --user ${accessKeyId}:${secretAccessKey}`;
}
