import * as pulumi from "@pulumi/pulumi";
import { stackOutputs, type StackOutputs } from "../handlers/contract";
import { processingSettings, readConfig } from "./config";
import type { ImagePipelineArgs } from "./pipeline-args";
import { defaultTags } from "./default-tags";
import { declareParts, type PipelineParts } from "./pipeline-parts";

/** Apart from the class: Pulumi's analyzer takes each property of a component for an output of it. */
const partsOf = new WeakMap<ImagePipeline, PipelineParts>();

/**
 * A serverless image pipeline: images that are uploaded to the source bucket become results in the destination bucket,
 * and records in a table.
 */
export class ImagePipeline extends pulumi.ComponentResource {
  /** Its type: in stacks that exist, its URN and those of everything below it have this one. */
  protected static readonly token: string = "image-pipeline:infra:ImagePipeline";

  /** Name of the bucket of the originals. */
  readonly sourceBucket: pulumi.Output<string>;
  /** Name of the bucket of the results. */
  readonly destinationBucket: pulumi.Output<string>;
  /** URL of the queue of the events that could not be processed. */
  readonly deadLetterQueueUrl: pulumi.Output<string>;
  /** What is made of which uploads, as JSON. */
  readonly processing: pulumi.Output<string>;
  /** Name of the function that processes uploads; absent with `workflow`. */
  readonly functionName?: pulumi.Output<string>;
  /** Name of the function that follows removals; absent where `deleteDerivatives` is false. */
  readonly removalFunctionName?: pulumi.Output<string>;
  /** ARN of the state machine that processes uploads; absent without `workflow`. */
  readonly stateMachineArn?: pulumi.Output<string>;
  /** URL of the queue in which uploads wait for the state machine; absent without `workflow`. */
  readonly workQueueUrl?: pulumi.Output<string>;
  /** Name of the table of the records; absent where `metadata` is false. */
  readonly metadataTable?: pulumi.Output<string>;
  /** ARN of the KMS key of images, records and messages; absent unless `encryption` is `kms`. */
  readonly encryptionKeyArn?: pulumi.Output<string>;
  /** ARN of the topic of refusals and alarms; absent without `workflow` and `monitoring`. */
  readonly alertTopicArn?: pulumi.Output<string>;
  /** ARN of the topic of the events; absent unless `notify.topic` is true. */
  readonly eventTopicArn?: pulumi.Output<string>;
  /** URL of the queue of the images of which no event could be published; absent without `notify`. */
  readonly unannouncedQueueUrl?: pulumi.Output<string>;
  /** URL of the queue of the events that the webhook has not taken; absent without `notify.webhook`. */
  readonly webhookDeadLetterQueueUrl?: pulumi.Output<string>;
  /** Base URL of the results; absent without `delivery`. */
  readonly deliveryUrl?: pulumi.Output<string>;
  /** Base URL of the upload API; absent without `uploadApi`. */
  readonly uploadApiUrl?: pulumi.Output<string>;
  /** What callers of the upload API send as `x-api-key`, a secret; absent unless `uploadApi.auth` is `apiKey`. */
  readonly uploadApiKey?: pulumi.Output<string>;
  /** How new code of each function is released, as JSON; absent unless `deployment` is `canary10percent5minutes`. */
  readonly releases?: pulumi.Output<string>;

  /**
   * @param name tells this pipeline's resources from those of another one in the same program
   * @param args defaults are those of the configuration (`docs/configuration.md`)
   * @throws RunError CONFIG_INVALID, which names every problem of the arguments
   */
  constructor(name: string, args: ImagePipelineArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    const config = readConfig(args, `the configuration of ImagePipeline "${name}"`);
    // Before those of the program: tags of the organisation win over its own.
    const transformations = [defaultTags(config.tags), ...(opts?.transformations ?? [])];
    super(new.target.token, name, {}, { ...opts, transformations });
    const parts = declareParts(name, config, this, opts?.aliases);
    partsOf.set(this, parts);
    const { stores, encryptionKey, ingest, removals, uploadApi, notifications, delivery, canary, alerts } = parts;

    this.sourceBucket = stores.source.id;
    this.destinationBucket = stores.destination.id;
    this.deadLetterQueueUrl = stores.deadLetters.url;
    this.processing = pulumi.output(JSON.stringify(processingSettings(config)));
    if (ingest.mode === "direct") this.functionName = ingest.processImage.target.name;
    else {
      this.stateMachineArn = ingest.workflow.machine.arn;
      this.workQueueUrl = ingest.workflow.workQueue.url;
    }
    this.removalFunctionName = removals?.target.name;
    this.metadataTable = stores.table?.name;
    this.encryptionKeyArn = encryptionKey?.arn;
    this.alertTopicArn = alerts?.topic.arn;
    this.eventTopicArn = notifications?.topic?.arn;
    this.unannouncedQueueUrl = notifications?.unannounced.url;
    this.webhookDeadLetterQueueUrl = notifications?.undelivered?.url;
    this.deliveryUrl = delivery?.url;
    this.uploadApiUrl = uploadApi?.url;
    this.uploadApiKey = uploadApi?.apiKey;
    this.releases = canary?.releases;
    this.registerOutputs(this.outputs);
  }

  /** What it consists of: resources, for programs in TypeScript. */
  get parts(): PipelineParts {
    const parts = partsOf.get(this);
    if (!parts) throw new Error("expected the parts of this pipeline to be declared");
    return parts;
  }

  /** Its outputs by the names that the commands find a stack by; none that is absent. */
  get outputs(): StackOutputs<pulumi.Output<string>> {
    const names = [...stackOutputs.required, ...stackOutputs.optional];
    const present = names.flatMap((name) => (this[name] === undefined ? [] : [[name, this[name]] as const]));
    return Object.fromEntries(present) as StackOutputs<pulumi.Output<string>>;
  }
}
