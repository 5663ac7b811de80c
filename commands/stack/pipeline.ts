import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { Cloud } from "@image-pipeline/local-aws";
import type { RunningStack } from "@image-pipeline/local-pulumi";
import type { StackOutputs } from "../../handlers/contract";
import { readOutputs } from "./outputs";
import { readTriggerRules, type TriggerRules } from "./trigger-rules";

/** The AWS SDK's clients, connected to the embedded services. */
interface Clients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
}

/** The pipeline of a stack that is up. */
export interface RunningPipeline {
  readonly cloud: Cloud;
  readonly clients: Clients;
  readonly outputs: StackOutputs;
  /** Which keys of the source bucket are processed. */
  readonly trigger: TriggerRules;
}

/** @throws CliError STACK_OUTPUT_MISSING */
export async function connectPipeline({ cloud, run }: Pick<RunningStack, "cloud" | "run">): Promise<RunningPipeline> {
  const outputs = readOutputs(run.outputs);
  const clients = connect(cloud);
  const trigger = await readTriggerRules(clients.s3, outputs.sourceBucket, cloud.services.eventBridge);
  return { cloud, clients, outputs, trigger };
}

const ignored = () => undefined;

/** Without one the SDK prints a line for an upload that is interrupted: the command says what becomes of each image. */
const logger = { debug: ignored, info: ignored, warn: ignored, error: ignored };

/** Clients with the credentials of the account's root user. */
function connect({ endpoint, region, credentials }: Cloud): Clients {
  const common = { endpoint, region, credentials };
  return {
    s3: new S3Client({ ...common, forcePathStyle: true, logger }),
    dynamodb: new DynamoDBClient(common),
    sqs: new SQSClient(common),
  };
}
