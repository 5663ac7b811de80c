import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";

/** Milliseconds. A call that hangs is retried: well below the function's own timeout. */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** Five attempts with the SDK's exponential back-off and jitter; after them Lambda retries the event. */
const retries = { maxAttempts: 5, retryMode: "standard" };

/** Milliseconds. `StartSyncExecution` answers when the execution has ended: after five minutes at the latest. */
const syncRequestHandler = { ...requestHandler, requestTimeout: 310_000 };

/** Whether an endpoint is given in place of AWS's own, as on a laptop. */
export const IS_EMBEDDED = process.env.AWS_ENDPOINT_URL !== undefined;

/** One client per service and cold start: connections are kept alive between invocations. */
export function makeClients() {
  return {
    s3: new S3Client({ requestHandler, ...retries }),
    /** Made on demand: a stack without a metadata table needs no client. */
    dynamodb: () => new DynamoDBClient({ requestHandler, ...retries }),
    /** Made on demand. An endpoint that is given takes the host prefix `sync-` of AWS's own for a part of its name. */
    sfn: () =>
      new SFNClient({
        requestHandler: syncRequestHandler,
        ...retries,
        disableHostPrefix: IS_EMBEDDED,
      }),
    /** Made on demand. */
    kms: () => new KMSClient({ requestHandler, ...retries }),
    /** Made on demand. */
    cloudfront: () => new CloudFrontClient({ requestHandler, ...retries }),
    /** Made on demand. */
    sqs: () => new SQSClient({ requestHandler, ...retries }),
    /** Made on demand. */
    events: () => new EventBridgeClient({ requestHandler, ...retries }),
    /** Made on demand. */
    sns: () => new SNSClient({ requestHandler, ...retries }),
    /** Made on demand. */
    secrets: () => new SecretsManagerClient({ requestHandler, ...retries }),
  };
}
