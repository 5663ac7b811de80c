import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { FoundStack } from "./find-stack";

/** A stack, and the AWS SDK's clients with which to work on it. */
export interface ConnectedStack extends FoundStack {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly codedeploy: CodeDeployClient;
  /** Closes the clients' connections: a command ends when nothing is open. */
  close(): void;
}

/** Attempts of one request, with exponential back-off: throttling is waited for, not counted as a failure. */
const MAX_ATTEMPTS = 8;

/** Makes clients for a stack; where it names no credentials and endpoint, the SDK finds them as it always does. */
export function connectStack(stack: FoundStack): ConnectedStack {
  const { region, endpoint, credentials } = stack;
  const common = {
    maxAttempts: MAX_ATTEMPTS,
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
  const clients = {
    s3: new S3Client({ ...common, forcePathStyle: endpoint !== undefined }),
    dynamodb: new DynamoDBClient(common),
    sqs: new SQSClient(common),
    lambda: new LambdaClient(common),
    codedeploy: new CodeDeployClient(common),
  };
  return { ...stack, ...clients, close: () => Object.values(clients).forEach((client) => client.destroy()) };
}
