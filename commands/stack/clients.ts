import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";

import type { Cloud } from "@image-pipeline/local-aws";

/** The SDK's own clients, pointed at the embedded services. */
export interface Clients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
}

/** Clients with the rights of the account's root. */
export function connect({ endpoint, region, credentials }: Cloud): Clients {
  const common = { endpoint, region, credentials };
  return {
    s3: new S3Client({ ...common, forcePathStyle: true }),
    dynamodb: new DynamoDBClient(common),
    sqs: new SQSClient(common),
  };
}
