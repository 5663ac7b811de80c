import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dependencies } from "../package.json";
import { useKey, writeLogs, writeTraces, type Grant } from "./grants";
import { grantsPolicy, trustPolicy } from "./policy-document";

/** What all functions of the stack have in common. */
export interface FunctionDefaults {
  readonly layer: aws.lambda.LayerVersion;
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly logRetentionDays: number;
  /** KMS key of what the function reads and writes, its logs included; absent: none of it has one. */
  readonly encryptionKey?: aws.kms.Key;
}

export interface PipelineFunctionArgs<E, R> {
  /** Name in AWS. */
  readonly functionName: string;
  readonly description: string;
  /** Captured as text; runs once per cold start and answers the handler. */
  readonly callbackFactory: aws.lambda.CallbackFactory<E, R>;
  readonly defaults: FunctionDefaults;
  /** What its role may do besides writing its own logs and traces. */
  readonly grants: readonly Grant[];
  /** MB. */
  readonly memoryMb: number;
  /** Seconds. */
  readonly timeoutSec: number;
  /** Instances; absent: none reserved. */
  readonly reservedConcurrency?: number;
}

/** An inline function with a role and a log group of its own. Destroying the stack leaves nothing of it. */
export class PipelineFunction<E, R> extends pulumi.ComponentResource {
  readonly fn: aws.lambda.CallbackFunction<E, R>;

  constructor(name: string, args: PipelineFunctionArgs<E, R>, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:PipelineFunction", name, {}, opts);
    const child = { parent: this };
    const { encryptionKey, environment, layer, logRetentionDays } = args.defaults;

    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: `/aws/lambda/${args.functionName}`,
        retentionInDays: logRetentionDays,
        ...(encryptionKey ? { kmsKeyId: encryptionKey.arn } : {}),
      },
      child,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      { description: `Execution role of ${args.functionName}`, assumeRolePolicy: trustPolicy("lambda.amazonaws.com") },
      child,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: grantsPolicy([
          ...args.grants,
          ...(encryptionKey ? [useKey(encryptionKey)] : []),
          writeLogs(logGroup),
          writeTraces(),
        ]),
      },
      child,
    );
    this.fn = new aws.lambda.CallbackFunction(
      `${name}-function`,
      {
        name: args.functionName,
        description: args.description,
        callbackFactory: args.callbackFactory,
        // What the text requires is in the layer: the archive holds the text and nothing else.
        codePathOptions: { extraExcludePackages: Object.keys(dependencies) },
        role: role.arn,
        runtime: aws.lambda.Runtime.NodeJS24dX,
        architectures: ["arm64"],
        layers: [layer.arn],
        memorySize: args.memoryMb,
        timeout: args.timeoutSec,
        ...(args.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: args.reservedConcurrency }),
        environment: { variables: { ...environment } },
        tracingConfig: { mode: "Active" },
        loggingConfig: {
          logFormat: "JSON",
          logGroup: logGroup.name,
          systemLogLevel: "INFO",
          applicationLogLevel: "INFO",
        },
      },
      // Lambda checks what the role may do when the function's event settings are made.
      { ...child, dependsOn: [policy] },
    );
    this.registerOutputs({ name: this.fn.name });
  }
}
