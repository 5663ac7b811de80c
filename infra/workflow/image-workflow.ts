import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { AlertTopic } from "../alert-topic";
import { inspectImage, recordImage, renderVariant } from "../functions";
import { deliverLogs, invokeFunctions, publish, sampleTraces, sendMessages, useKey, writeTraces } from "../grants";
import { PipelineFunction, type FunctionContext } from "../pipeline-function";
import { formerly, physicalName } from "../physical-names";
import { grantsPolicy, trustPolicy } from "../policy-document";
import type { WorkflowConfig } from "./config";
import { workflowDefinition } from "./definition";
import { UploadRule } from "./upload-rule";

export interface ImageWorkflowArgs {
  readonly settings: WorkflowConfig;
  readonly context: FunctionContext;
  readonly account: AccountContext;
  /** Topic of the refusals. */
  readonly alerts: AlertTopic;
}

/** Name of the state machine, or its stem. */
const MACHINE = "image-workflow";

/** Of groups below `/aws/vendedlogs/`, the resource policy of log delivery does not grow with every state machine. */
const LOG_GROUP = `/aws/vendedlogs/states/${MACHINE}`;

/** Seconds for a whole execution: the maximum of EXPRESS, and enough for every retry in STANDARD. */
const timeoutSec = { EXPRESS: 300, STANDARD: 3600 };

/** Processes uploads with a state machine instead of one function: the same names, records and refusals. */
export class ImageWorkflow extends pulumi.ComponentResource {
  readonly machine: aws.sfn.StateMachine;
  readonly functions: readonly PipelineFunction[];
  /** What must exist before the bucket sends its events. */
  readonly ready: readonly pulumi.Resource[];

  constructor(
    name: string,
    { settings, context, account, alerts: { topic, encryptionKey: topicKey } }: ImageWorkflowArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("image-pipeline:infra:ImageWorkflow", name, {}, opts);
    const child = { parent: this };
    const { config, stores, encryptionKey } = context;
    const { deadLetters } = stores;
    const functions = [
      new PipelineFunction(`${name}-inspect`, inspectImage(context), child),
      new PipelineFunction(`${name}-render`, renderVariant(context), child),
      new PipelineFunction(`${name}-record`, recordImage(context), child),
    ] as const;
    const [inspect, render, record] = functions;

    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        ...(config.names === "guide" ? { name: LOG_GROUP } : { namePrefix: `${LOG_GROUP}-` }),
        retentionInDays: config.logRetentionDays,
        ...(encryptionKey ? { kmsKeyId: encryptionKey.arn } : {}),
      },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Execution role of image-workflow",
        assumeRolePolicy: trustPolicy("states.amazonaws.com", account.accountId),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: grantsPolicy([
          invokeFunctions([inspect.fn, render.fn, record.fn]),
          publish(topic),
          sendMessages(deadLetters),
          useKey(topicKey),
          deliverLogs(),
          writeTraces(),
          sampleTraces(),
        ]),
      },
      child,
    );
    this.machine = new aws.sfn.StateMachine(
      MACHINE,
      {
        ...physicalName(config.names, MACHINE),
        type: settings.type,
        roleArn: role.arn,
        definition: pulumi
          .all([account.partition, inspect.fn.arn, render.fn.arn, record.fn.arn, topic.arn, deadLetters.url])
          .apply(([partition, inspectArn, renderArn, recordArn, topicArn, queueUrl]) =>
            JSON.stringify(
              workflowDefinition({
                partition,
                inspect: inspectArn,
                render: renderArn,
                record: recordArn,
                topic: topicArn,
                deadLetters: queueUrl,
                maxConcurrency: settings.maxConcurrency,
                timeoutSec: timeoutSec[settings.type],
              }),
            ),
          ),
        // No execution data: it holds the users' object keys.
        loggingConfiguration: {
          level: "ERROR",
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${logs.arn}:*`,
        },
        tracingConfiguration: { enabled: true },
      },
      { ...child, ...formerly(`${name}-machine`), dependsOn: [policy, ...functions.flatMap(({ ready }) => ready)] },
    );
    const { target } = new UploadRule(
      "image-upload-rule",
      {
        bucket: stores.source,
        machine: this.machine,
        accountId: account.accountId,
        prefix: config.uploadPrefix,
        suffixes: config.suffixes,
        deadLetters,
      },
      child,
    );
    this.functions = functions;
    this.ready = [target];
    this.registerOutputs({ arn: this.machine.arn });
  }
}
