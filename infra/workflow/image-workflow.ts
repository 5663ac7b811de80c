import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { StackConfig } from "../config";
import {
  deliverLogs,
  invokeFunctions,
  publish,
  putRecords,
  sampleTraces,
  sendMessages,
  useKey,
  writeTraces,
} from "../grants";
import type { FunctionDefaults } from "../pipeline-function";
import { grantsPolicy, trustPolicy } from "../policy-document";
import type { Stores } from "../stores";
import type { WorkflowConfig } from "./config";
import { workflowDefinition } from "./definition";
import { UploadRule } from "./upload-rule";
import { workflowFunctions, type WorkflowFunctions } from "./workflow-functions";

export interface ImageWorkflowArgs {
  readonly settings: WorkflowConfig;
  readonly config: StackConfig;
  readonly account: AccountContext;
  readonly defaults: FunctionDefaults;
  readonly stores: Stores;
  /** Where refusals are told, and the key that it is encrypted with. */
  readonly topic: aws.sns.Topic;
  readonly topicKey: aws.kms.Key;
}

/** Seconds for a whole execution: all that EXPRESS allows, and enough for every retry of STANDARD. */
const timeoutSec = { EXPRESS: 300, STANDARD: 3600 };

/** Uploads through a state machine instead of one function: the same names, records and refusals. */
export class ImageWorkflow extends pulumi.ComponentResource {
  readonly machine: aws.sfn.StateMachine;
  readonly functions: WorkflowFunctions;
  /** What must be there before the bucket sends its events. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ImageWorkflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ImageWorkflow", name, {}, opts);
    const child = { parent: this };
    const { settings, config, account, defaults, stores, topic, topicKey } = args;
    const { table, deadLetters } = stores;
    this.functions = workflowFunctions(name, config, defaults, stores, child);
    const { inspect, render, describe } = this.functions;

    const logs = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        // Below this prefix the delivery's resource policy does not grow with every state machine.
        name: "/aws/vendedlogs/states/image-workflow",
        retentionInDays: config.logRetentionDays,
        ...(defaults.encryptionKey ? { kmsKeyId: defaults.encryptionKey.arn } : {}),
      },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "What the image workflow may do",
        assumeRolePolicy: trustPolicy("states.amazonaws.com", account.accountId),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: grantsPolicy([
          invokeFunctions([inspect, render, describe]),
          ...(table ? [putRecords(table)] : []),
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
      `${name}-machine`,
      {
        name: "image-workflow",
        type: settings.type,
        roleArn: role.arn,
        definition: pulumi
          .all([account.partition, inspect.arn, render.arn, describe.arn, table?.name, topic.arn, deadLetters.url])
          .apply(([partition, inspectArn, renderArn, describeArn, tableName, topicArn, queueUrl]) =>
            JSON.stringify(
              workflowDefinition({
                partition,
                inspect: inspectArn,
                render: renderArn,
                describe: describeArn,
                table: tableName,
                topic: topicArn,
                deadLetters: queueUrl,
                maxConcurrency: settings.maxConcurrency,
                timeoutSec: timeoutSec[settings.type],
              }),
            ),
          ),
        // Errors only, and no data: the data is people's keys.
        loggingConfiguration: {
          level: "ERROR",
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${logs.arn}:*`,
        },
        tracingConfiguration: { enabled: true },
      },
      { ...child, dependsOn: [policy] },
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
    this.ready = [target];
    this.registerOutputs({ arn: this.machine.arn });
  }
}
