import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { StackOutputs } from "../../handlers/contract";
import type { Deployer } from "./deployer";
import type { SignedRequest } from "./signed-request";

/** Limits of one run. */
interface Limits {
  /** Longest wait for the outcome of one image, ms. */
  readonly imageMs: number;
  /** Longest wait for an alarm, ms: its window is five minutes, and CloudWatch evaluates it once a minute. */
  readonly alarmMs: number;
}

/** Clients of the services that are asked. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** What questions are asked of. */
export interface Subject extends Clients {
  readonly deployer: Deployer;
  readonly region: string;
  readonly limits: Limits;
  /** A JPEG that can be processed. */
  readonly image: Buffer;
  /** Begins every key of this run, so that nothing else is touched. */
  readonly prefix: string;
  readonly request: SignedRequest;
  /** @throws Error until the stack is up */
  readonly outputs: () => StackOutputs;
}

/** What was seen, as JSON, and whether it is what was expected. */
export interface Observation {
  readonly holds: boolean;
  readonly observed: unknown;
}

/** Something that only AWS can answer. */
export interface Question {
  /** Stable; kebab-case. */
  readonly id: string;
  readonly question: string;
  readonly expected: string;
  /** Absent: always. Why it is not asked of this stack, or undefined. */
  readonly skip?: (subject: Subject) => string | undefined;
  readonly ask: (subject: Subject) => Promise<Observation>;
}

/** A question with its answer. */
export interface Answer extends Pick<Question, "id" | "question" | "expected"> {
  /** `skipped`: `observed` says why. `failed`: an error came instead of an answer. */
  readonly outcome: "holds" | "differs" | "failed" | "skipped";
  readonly observed: unknown;
  readonly seconds: number;
}
