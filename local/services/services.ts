import { join } from "node:path";

import type { ServiceContext } from "./context";
import { DynamoDb } from "./dynamodb/dynamodb";
import { DynamoDbHttpService } from "./dynamodb/service";
import { HttpFront } from "./http/front";
import { JsonHttpService } from "./http/json-service";
import { Iam } from "./iam/iam";
import { Kms } from "./kms/kms";
import { kmsOperations } from "./kms/operations";
import { Lambda } from "./lambda/lambda";
import { LambdaHttpService } from "./lambda/service";
import { Logs } from "./logs/logs";
import { logsOperations } from "./logs/operations";
import { S3 } from "./s3/s3";
import { S3HttpService } from "./s3/service";
import { Sns } from "./sns/sns";
import { SnsHttpService } from "./sns/service";
import { sqsOperations } from "./sqs/operations";
import { Sqs } from "./sqs/sqs";
import { StsHttpService } from "./sts/service";
import { EventTargets } from "./targets";

/** Folders and switches of a set of services. */
export interface ServicesSpec {
  readonly context: ServiceContext;
  /** Temporary folder, outside of the project, for code that runs. */
  readonly runDir: string;
  /** Whether tables are kept on disk. */
  readonly persistent: boolean;
}

/** All services of a cloud, wired to each other and to the endpoint. */
export class Services {
  readonly targets = new EventTargets();
  readonly iam: Iam;
  readonly kms: Kms;
  readonly logs: Logs;
  readonly s3: S3;
  readonly dynamodb: DynamoDb;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly lambda: Lambda;
  readonly front: HttpFront;

  constructor({ context, runDir, persistent }: ServicesSpec) {
    const { targets } = this;
    this.iam = new Iam(context);
    this.kms = new Kms(context);
    this.logs = new Logs(context);
    this.s3 = new S3(context, this.iam, this.kms, targets);
    this.dynamodb = new DynamoDb(context, runDir, persistent);
    this.sqs = new Sqs(context, this.iam, this.kms, targets);
    this.sns = new Sns(context, this.iam, this.kms, targets);
    this.lambda = new Lambda(context, this.iam, this.logs, targets, join(runDir, "lambda"));
    this.front = new HttpFront(this.iam);
    this.#serve(context);
  }

  async close(): Promise<void> {
    await this.front.close();
    await this.lambda.close();
    for (const service of [this.sqs, this.sns, this.s3, this.logs, this.kms, this.iam]) service.close();
    await this.dynamodb.close();
  }

  #serve(context: ServiceContext): void {
    const { front, iam, kms, logs, sqs } = this;
    const { faults } = context;
    const json10 = "application/x-amz-json-1.0" as const;
    const json11 = "application/x-amz-json-1.1" as const;
    front.use(new S3HttpService(this.s3));
    front.use(new DynamoDbHttpService(this.dynamodb, iam, context));
    front.use(new LambdaHttpService(this.lambda, context));
    front.use(new SnsHttpService(this.sns, context));
    front.use(new StsHttpService());
    front.use(
      new JsonHttpService(
        { name: "sqs", target: "AmazonSQS", operations: sqsOperations, contentType: json10 },
        sqs,
        faults,
      ),
    );
    front.use(
      new JsonHttpService(
        { name: "logs", target: "Logs_20140328", operations: logsOperations, contentType: json11 },
        { logs, iam },
        faults,
      ),
    );
    front.use(
      new JsonHttpService(
        { name: "kms", target: "TrentService", operations: kmsOperations, contentType: json11 },
        { kms, iam },
        faults,
      ),
    );
  }
}
