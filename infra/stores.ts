import type * as aws from "@pulumi/aws";

/** What holds the pictures and what is known of them. */
export interface Stores {
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
  /** Absent: no metadata is kept. */
  readonly table?: aws.dynamodb.Table;
  /** Takes the events that failed to the last. */
  readonly deadLetters: aws.sqs.Queue;
}
