import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { Alerts } from "../alert-topic";
import { inspectImage, recordImage, renderVariant, runExecutions } from "../functions";
import { deliverLogs, invokeFunctions, publish, sampleTraces, useKey, writeTraces } from "../grants";
import { PipelineFunction, type FunctionContext } from "../pipeline-function";
import { formerly, logicalName, physicalName } from "../physical-names";
import { grantsPolicy, trustPolicy } from "../policy-document";
import { QueueReader } from "../queue-reader";
import { routesOf } from "../routes/routes-of";
import { planConcurrency } from "./concurrency";
import type { WorkflowConfig } from "./config";
import { workflowDefinition } from "./definition";
import { UploadRule } from "./upload-rule";
import { EXECUTION_TIMEOUT_SEC, WorkQueue } from "./work-queue";

export interface ImageWorkflowArgs {
  readonly settings: WorkflowConfig;
  readonly context: FunctionContext;
  readonly account: AccountContext;
  /** Topic of the refusals. */
  readonly alerts: Alerts;
}

/** Name of the state machine, or its stem. */
const MACHINE = "image-workflow";

/** Of groups below `/aws/vendedlogs/`, the resource policy of log delivery does not grow with every state machine. */
const LOG_GROUP = `/aws/vendedlogs/states/${MACHINE}`;

/** Processes uploads with a state machine instead of one function: the same names, records and refusals. */
export class ImageWorkflow extends pulumi.ComponentResource {
  readonly machine: aws.sfn.StateMachine;
  readonly functions: readonly PipelineFunction[];
  /** Where images wait for an execution. */
  readonly workQueue: aws.sqs.Queue;
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
    const { failures } = stores;
    const { runners, imagesPerRunner, parallelVariants } = planConcurrency({
      functionConcurrency: settings.functionConcurrency,
      parallelVariants: Math.min(settings.maxConcurrency, config.configuredVariants.length),
    });
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
        ...context.roleArgs,
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
          invokeFunctions([inspect.target, render.target, record.target]),
          publish(topic),
          ...(topicKey ? [useKey(topicKey)] : []),
          deliverLogs(),
          writeTraces(),
          sampleTraces(),
        ]),
      },
      child,
    );
    this.machine = new aws.sfn.StateMachine(
      logicalName(context.naming, MACHINE),
      {
        ...physicalName(context.naming, MACHINE),
        type: settings.type,
        roleArn: role.arn,
        definition: pulumi
          .all([account.partition, inspect.target.arn, render.target.arn, record.target.arn, topic.arn])
          .apply(([partition, inspectArn, renderArn, recordArn, topicArn]) =>
            JSON.stringify(
              workflowDefinition({
                partition,
                inspect: inspectArn,
                render: renderArn,
                record: recordArn,
                topic: topicArn,
                maxConcurrency: parallelVariants,
                timeoutSec: EXECUTION_TIMEOUT_SEC,
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
      {
        ...child,
        ...formerly(context.naming, MACHINE, `${name}-machine`),
        dependsOn: [policy, ...functions.flatMap(({ ready }) => ready)],
      },
    );
    const upload = new UploadRule(
      logicalName(context.naming, "image-upload-rule"),
      { bucketName: stores.sourceName, routes: routesOf(config) },
      { ...child, ...formerly(context.naming, "image-upload-rule") },
    );
    const sender = { accountId: account.accountId, ruleArn: upload.rule.arn };
    this.workQueue = new WorkQueue(`${name}-work`, { failures, sender, encryptionKey }, child).queue;
    const run = new PipelineFunction(
      `${name}-run`,
      runExecutions(context, { queue: this.workQueue, machine: this.machine, type: settings.type }),
      child,
    );
    const { mapping } = new QueueReader(
      `${name}-reader`,
      { queue: this.workQueue, fn: run, batchSize: imagesPerRunner, maximumConcurrency: runners },
      child,
    );
    this.functions = [...functions, run];
    this.ready = [upload.sendTo({ queue: this.workQueue, failures }), mapping];
    this.registerOutputs({ arn: this.machine.arn });
  }
}
