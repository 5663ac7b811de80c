import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { Cloud } from "../../../src/cloud";

/** Keys that clients sign with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** SDK clients of one caller. */
export interface Clients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  /** Closes the sockets of all of them. */
  destroy(): void;
}

/** The AWS SDK's clients on a cloud's endpoint, without retries, as the account's root unless other keys are given. */
export function clientsOf(
  cloud: Pick<Cloud, "endpoint" | "region" | "credentials">,
  credentials: Keys = cloud.credentials,
): Clients {
  // The SDK writes into the object that it is given.
  const config = { endpoint: cloud.endpoint, region: cloud.region, credentials: { ...credentials }, maxAttempts: 1 };
  const clients = {
    s3: new S3Client(config),
    dynamodb: new DynamoDBClient(config),
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}
