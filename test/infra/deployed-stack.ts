import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import type { ExistingResources } from "../support/mocks/aws-outputs";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";

/**
 * Declares the stack with a config. Unlike in the stack's defaults, names are the guide's and `deleteDerivatives` is
 * off.
 */
export const deploy = (
  config: Record<string, string> = {},
  preview = false,
  existing?: ExistingResources,
): Promise<Registrations> =>
  runProgram(
    (opts) => new ImagePipeline("images", stackArgs({ names: "guide", deleteDerivatives: "false", ...config }), opts),
    {
      preview,
      existing,
    },
  );

/** A statement of a declared policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: unknown;
  readonly Principal?: unknown;
}

/** The statements of a policy: JSON, or the object that the provider makes JSON of. */
export const statementsOf = (policy: unknown): Statement[] =>
  ((typeof policy === "string" ? JSON.parse(policy) : policy) as { Statement: Statement[] }).Statement;

/** ARNs that the mocks give the stack's resources. */
export const SOURCE_ARN = "arn:aws:s3:::images-source-bucket-1a2b3c4";
export const DESTINATION_ARN = "arn:aws:s3:::images-destination-bucket-1a2b3c4";
export const TABLE_ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/image-metadata";
export const QUEUE_ARN = "arn:aws:sqs:eu-central-1:123456789012:images-dead-letters-queue-1a2b3c4";
export const FAILURES_ARN = "arn:aws:sqs:eu-central-1:123456789012:images-failures-queue-1a2b3c4";
export const WORK_ARN = "arn:aws:sqs:eu-central-1:123456789012:images-workflow-work-queue-1a2b3c4";
export const LOGS_ARN = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/image-processing-function";
export const DISTRIBUTION_ARN = "arn:aws:cloudfront::123456789012:distribution/images-delivery-distribution-id";
export const KEY_ARN = "arn:aws:kms:eu-central-1:123456789012:key/images-encryption-key";
