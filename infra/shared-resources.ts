import type * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "./account";
import { AlertTopic, type Alerts } from "./alert-topic";
import type { StackConfig } from "./config";
import { decryptByDistribution } from "./delivery/origin-access";
import { EncryptionKey, type KeyRef } from "./encryption-key";
import { ExistingKey } from "./existing/existing-key";
import { ExistingTopic } from "./existing/existing-topic";
import type { Naming } from "./physical-names";

// The key and the topic that several parts share: the stack's own, or those of others.

interface KeyParts {
  readonly config: StackConfig;
  readonly account: AccountContext;
  /** Distribution that delivers what the key encrypts; absent: none. */
  readonly distributionArn?: pulumi.Input<string>;
}

export function makeKey(
  name: string,
  { config, account, distributionArn }: KeyParts,
  opts: pulumi.ComponentResourceOptions,
): KeyRef {
  const { encryptionKey: keyId, encryption, production } = config;
  if (keyId === undefined) {
    return new EncryptionKey(name, { account, protect: production, distributionArn }, opts).key;
  }
  const statements = distributionArn === undefined ? [] : [decryptByDistribution(distributionArn)];
  return new ExistingKey(name, { keyId, account, encryptsLogs: encryption === "kms", statements }, opts);
}

interface AlertParts {
  readonly config: StackConfig;
  readonly naming: Naming;
  readonly account: AccountContext;
  /** Absent: no part of the stack needs one. */
  readonly key?: KeyRef;
}

/** @throws Error where the stack's own topic has no key */
export function makeAlerts(
  name: string,
  { config, naming, account, key }: AlertParts,
  opts: pulumi.ComponentResourceOptions,
): Alerts {
  const { alertTopic: topic, encryptionKey, monitoring } = config;
  if (topic !== undefined) {
    const ofTopic = encryptionKey === undefined ? undefined : key;
    return new ExistingTopic(name, { topic, account, ...(ofTopic && { encryptionKey: ofTopic }) }, opts);
  }
  if (!key) throw new Error("the alert topic is encrypted, and the stack declares no key");
  const { accountId } = account;
  return new AlertTopic(name, { naming, encryptionKey: key, accountId, email: monitoring?.email }, opts);
}
