import type { AddressKind } from "./immutable-keys";
import type { Routing } from "./routes";

/** What is made of every upload, whatever its route is. */
interface CommonProcessing {
  /** Whether records say how images look. Absent: they do not. */
  readonly describes?: boolean;
  /** Whether each image has a manifest. Absent: none has. */
  readonly manifests?: boolean;
  /** How addresses of results last. Absent: `stable`. */
  readonly address?: AddressKind;
  /** Whether results and records stay where their original is gone: originals expire, or removals are not followed. */
  readonly keepsDerivatives: boolean;
}

/** What is made of which uploads: the stack output `processing`, as JSON. */
export type ProcessingSettings = Routing & CommonProcessing;

/** How new code of a function is released: an element of the stack output `releases`, which is JSON. */
export interface FunctionRelease<Value = string> {
  /** Application of CodeDeploy. */
  readonly application: Value;
  /** Deployment group of it. */
  readonly group: Value;
  readonly functionName: Value;
  /** Alias that is shifted. */
  readonly alias: Value;
  /** Number of the version that it is to point to. */
  readonly version: Value;
}

/** Outputs of the stack: those that every stack has, and those that depend on its configuration. */
export const stackOutputs = {
  required: ["sourceBucket", "destinationBucket", "deadLetterQueueUrl"],
  optional: [
    "processing",
    "functionName",
    "removalFunctionName",
    "stateMachineArn",
    "workQueueUrl",
    "metadataTable",
    "encryptionKeyArn",
    "alertTopicArn",
    "eventTopicArn",
    "unannouncedQueueUrl",
    "webhookDeadLetterQueueUrl",
    "deliveryUrl",
    "uploadApiUrl",
    "uploadApiKey",
    "releases",
  ],
} as const;

/** The stack's outputs by name. */
export type StackOutputs<Value = string> = {
  readonly [Name in (typeof stackOutputs.required)[number]]: Value;
} & { readonly [Name in (typeof stackOutputs.optional)[number]]?: Value };
