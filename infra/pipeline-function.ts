import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "./config";
import type { Delivery } from "./delivery/delivery";
import { functionEnvironment } from "./environment";
import { functionTarget, qualified, type FunctionTarget } from "./function-target";
import { decryptWith, sendMessages, useKey, writeLogs, writeTraces, type Grant } from "./grants";
import { formerly, logicalName, physicalName, type Naming } from "./physical-names";
import { grantsPolicy, trustPolicy, type Statement } from "./policy-document";
import { programPackages } from "./program-packages";
import type { NetworkAccess } from "./organisation/network-access";
import type { RoleArgs } from "./organisation/role-args";
import type { Stores } from "./stores";
import type { KeyRef } from "./encryption-key";

/** What all functions of the stack have in common. */
export interface FunctionContext {
  readonly config: StackConfig;
  readonly naming: Naming;
  /** The stack's own label: the dimension of its metrics. */
  readonly label: pulumi.Input<string>;
  readonly stores: Stores;
  readonly layer: aws.lambda.LayerVersion;
  /** In front of the results; absent: nothing is delivered. */
  readonly delivery?: Delivery;
  /** Decoders that only functions which decode images have. */
  readonly codecLayers: readonly aws.lambda.LayerVersion[];
  /** What all roles have in common. */
  readonly roleArgs: RoleArgs;
  /** Network that the functions run in; absent: none of the account's. */
  readonly network?: NetworkAccess;
  /** KMS key of what the functions read and write, their logs included; absent: none of it has one. */
  readonly encryptionKey?: KeyRef;
}

export interface PipelineFunctionArgs<E, R> {
  readonly context: FunctionContext;
  /** Name in AWS, or its stem. */
  readonly functionName: string;
  readonly description: string;
  /** Captured as text; runs once per cold start and returns the handler. */
  readonly callbackFactory: aws.lambda.CallbackFactory<E, R>;
  /** What its role may do besides writing its own logs and traces. */
  readonly grants: readonly Grant[];
  /** Whether what it reads may be encrypted with the stack's key, and nothing that it writes. Default false. */
  readonly onlyDecrypts?: boolean;
  /** What its role may not do in spite of them. Default: nothing. */
  readonly denied?: readonly Statement[];
  /** MB. */
  readonly memoryMb: number;
  /** Seconds. */
  readonly timeoutSec: number;
  /** Instances; absent: none reserved. */
  readonly reservedConcurrency?: number;
  /** Whether it decodes images. Default false. */
  readonly decodesImages?: boolean;
  /** Variables besides those that all functions have. */
  readonly environment?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Queue of the events that failed to the last; absent: the caller waits for the result and retries by itself. */
  readonly failures?: aws.sqs.Queue;
  /** Whether it throws refusals for its caller to catch, so that its errors do not count as failures. Default false. */
  readonly throwsRefusals?: boolean;
}

/** Retries before an event has failed. */
const RETRIES = 2;

/** Seconds that Lambda keeps an event, retries included: 6 hours, its maximum. */
export const MAX_EVENT_AGE_SEC = 6 * 60 * 60;

const TYPE = "image-pipeline:infra:PipelineFunction";

/** An inline function with a role and a log group of its own: destroying the stack removes them with it. */
export class PipelineFunction<E = never, R = unknown> extends pulumi.ComponentResource {
  readonly fn: aws.lambda.Function;
  /** What is invoked of it. */
  readonly target: FunctionTarget;
  /** Its name in AWS, or the stem of it. */
  readonly stem: string;
  readonly functionName: pulumi.Output<string>;
  readonly timeoutSec: number;
  readonly throwsRefusals: boolean;
  readonly logGroupName: pulumi.Output<string>;
  /** What must exist before the first event, or its log is lost. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PipelineFunctionArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
    const { context, failures, throwsRefusals = false } = args;
    // Earlier releases had another component around a function with a dead-letter queue. Without the aliases an update
    // would create a second function, and fail: the names in AWS are the same.
    const outer = failures && pulumi.createUrn(name, "image-pipeline:infra:EventFunction", opts?.parent);
    const below = (parent: pulumi.Output<string> | undefined) => ({ aliases: parent ? [{ parent }] : [] });
    super(TYPE, name, {}, { ...opts, ...below(outer) });
    const inner = outer && pulumi.createUrn(name, TYPE, outer);
    const child = { parent: this, ...below(inner) };
    const { config, naming, label, stores, layer, codecLayers, encryptionKey, network } = context;

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        ...context.roleArgs,
        description: `Execution role of ${args.functionName}`,
        assumeRolePolicy: trustPolicy("lambda.amazonaws.com"),
      },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: grantsPolicy(
          [
            ...args.grants,
            ...(failures ? [sendMessages(failures)] : []),
            ...(encryptionKey ? [(args.onlyDecrypts === true ? decryptWith : useKey)(encryptionKey)] : []),
            writeTraces(),
            ...(network?.grants ?? []),
          ],
          [...(args.denied ?? []), ...(network?.denied ?? [])],
        ),
      },
      child,
    );
    this.fn = new aws.lambda.CallbackFunction(
      logicalName(naming, args.functionName),
      {
        ...physicalName(naming, args.functionName),
        description: args.description,
        callbackFactory: args.callbackFactory,
        // What the text requires is in the layer: the archive holds the text and nothing else.
        codePathOptions: { extraExcludePackages: programPackages() },
        role: role.arn,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        architectures: ["arm64"],
        layers: [layer, ...(args.decodesImages === true ? codecLayers : [])].map(({ arn }) => arn),
        memorySize: args.memoryMb,
        timeout: args.timeoutSec,
        ...(args.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: args.reservedConcurrency }),
        environment: {
          variables: { ...functionEnvironment(config, label, stores, encryptionKey), ...args.environment },
        },
        ...(network && { vpcConfig: network.vpcConfig }),
        tracingConfig: { mode: "Active" },
        loggingConfig: { logFormat: "JSON", systemLogLevel: "INFO", applicationLogLevel: "INFO" },
        ...(config.deployment === "allAtOnce" ? {} : { publish: true }),
      },
      {
        parent: this,
        aliases: [
          ...formerly(naming, args.functionName, `${name}-function`).aliases,
          ...(inner ? [{ name: `${name}-function`, parent: inner }] : []),
        ],
        // Lambda checks the role's permissions when the function's event settings are created.
        dependsOn: [policy],
      },
    );
    this.target = functionTarget(name, { fn: this.fn, deployment: config.deployment }, { parent: this });
    // The group that Lambda writes to by default. The role may not create it, so the name is free until the stack does.
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: pulumi.interpolate`/aws/lambda/${this.fn.name}`,
        retentionInDays: config.logRetentionDays,
        ...(encryptionKey ? { kmsKeyId: encryptionKey.arn } : {}),
      },
      child,
    );
    const logPolicy = new aws.iam.RolePolicy(
      `${name}-logs-policy`,
      { role: role.name, policy: grantsPolicy([writeLogs(logGroup)]) },
      { parent: this },
    );
    if (failures) {
      new aws.lambda.FunctionEventInvokeConfig(
        `${name}-events`,
        {
          functionName: this.fn.name,
          ...qualified(this.target),
          maximumRetryAttempts: RETRIES,
          maximumEventAgeInSeconds: MAX_EVENT_AGE_SEC,
          destinationConfig: { onFailure: { destination: failures.arn } },
        },
        { parent: this, ...below(outer) },
      );
    }

    this.stem = args.functionName;
    this.functionName = this.fn.name;
    this.timeoutSec = args.timeoutSec;
    this.throwsRefusals = throwsRefusals;
    this.logGroupName = logGroup.name;
    this.ready = [logPolicy];
    this.registerOutputs({ name: this.fn.name });
  }
}
