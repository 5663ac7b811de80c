/** Environment variables of the functions. */
export const environmentVariables = {
  sourceBucket: "SOURCE_BUCKET",
  /** Absent: no prefix. */
  uploadPrefix: "UPLOAD_PREFIX",
  /** JSON: a list of texts. */
  suffixes: "SUFFIXES",
  destinationBucket: "DESTINATION_BUCKET",
  /** JSON: a list of `ConfiguredVariant`. Absent: `routes` is set. */
  variants: "VARIANTS",
  /** JSON: a list of `ConfiguredRoute`. Absent: the stack has no routes. */
  routes: "ROUTES",
  maxInputBytes: "MAX_INPUT_BYTES",
  maxInputPx: "MAX_INPUT_PX",
  /** `true`: results and records stay when their original is removed. Absent: they follow it. */
  keepDerivatives: "KEEP_DERIVATIVES",
  /** `keep`: damaged originals are drawn as far as they go. Absent: they are refused. */
  onDamage: "ON_DAMAGE",
  /** `true`: records say how images look. Absent: they do not. */
  describe: "DESCRIBE",
  /** `true`: each image has a manifest. Absent: none has. */
  manifest: "MANIFEST",
  /** `immutable`: keys of results have hashes in them. Absent: they are stable. */
  address: "ADDRESS",
  /** Absent: the stack keeps no records. */
  metadataTable: "METADATA_TABLE",
  /** KMS key of the destination bucket; absent: SSE-S3. */
  encryptionKeyArn: "ENCRYPTION_KEY_ARN",
  /** Absent: no page of another origin may call the upload API. */
  corsOrigin: "CORS_ORIGIN",
  /** Base URL of the results; absent: they are not delivered. */
  deliveryUrl: "DELIVERY_URL",
  /** KMS key that signs links to the results; absent: everybody may read them. */
  edgeKeyArn: "EDGE_KEY_ARN",
  /** CloudFront's identifier of its public half. */
  edgeKeyPairId: "EDGE_KEY_PAIR_ID",
  /** Distribution whose caches hold results; absent: nothing is invalidated. */
  distributionId: "DISTRIBUTION_ID",
  /** Seconds after an upload within which its outcome is recorded, if it ever is; absent: no limit. */
  processingLimitSec: "PROCESSING_LIMIT_SEC",
  /** URL of the queue that the workflow works off. */
  workQueueUrl: "WORK_QUEUE_URL",
  /** URL of the queue of the failures that are to be recorded. */
  failureQueueUrl: "FAILURE_QUEUE_URL",
  /** URL of the queue of the dead letters. */
  deadLetterQueueUrl: "DEAD_LETTER_QUEUE_URL",
  /** Topic that gets the events as well; absent: none does. */
  eventTopicArn: "EVENT_TOPIC_ARN",
  /** URL of the queue of the events that wait for the webhook. */
  webhookQueueUrl: "WEBHOOK_QUEUE_URL",
  /** Where webhooks are sent to. */
  webhookUrl: "WEBHOOK_URL",
  /** Name of the secret that they are signed with. */
  webhookSecretName: "WEBHOOK_SECRET_NAME",
  stateMachineArn: "STATE_MACHINE_ARN",
  /** `EXPRESS` or `STANDARD`. */
  stateMachineType: "STATE_MACHINE_TYPE",
  /** Read by Powertools. */
  serviceName: "POWERTOOLS_SERVICE_NAME",
  /** Read by Powertools. */
  metricsNamespace: "POWERTOOLS_METRICS_NAMESPACE",
} as const;
