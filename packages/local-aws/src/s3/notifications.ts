import { randomBytes } from "node:crypto";

import type { ServiceContext } from "../context";
import { errorMessage } from "../http/aws-error";
import type { EventTargets, ServiceCaller } from "../targets";
import { invalidArgument } from "./errors";
import { eventBridgeEvent, eventRecord } from "./event-record";
import { checkRules, ruleMatches } from "./notification-rules";
import type { BucketSettings, NotificationConfig, NotificationRule, ObjectVersion } from "./types";

/** Sends the events of object changes to functions, queues, topics and the event bus. */
export class S3Notifications {
  private eventNameOverride: string | undefined;

  constructor(
    private readonly cloud: ServiceContext,
    private readonly targets: EventTargets,
  ) {}

  /** Checks a configuration and its destinations. @throws AwsError `InvalidArgument`. */
  check(bucket: BucketSettings, config: NotificationConfig): void {
    checkRules(config);
    for (const rule of config.rules) {
      const target = this.targets.find(rule.target);
      const reason =
        target === undefined ? "not a supported destination" : target.refusal(rule.target, this.source(bucket));
      if (reason !== undefined) {
        throw invalidArgument(`Unable to validate the following destination configurations: ${rule.target}: ${reason}`);
      }
    }
  }

  /** Sends `s3:TestEvent` to new queues and topics, but not to functions. */
  async sendTestEvents(bucket: BucketSettings, rules: readonly NotificationRule[]): Promise<void> {
    const targets = new Set(rules.map((rule) => rule.target).filter((arn) => arn.split(":")[2] !== "lambda"));
    const payload = JSON.stringify({
      Service: "Amazon S3",
      Event: "s3:TestEvent",
      Time: new Date().toISOString(),
      Bucket: bucket.name,
      RequestId: randomBytes(8).toString("hex").toUpperCase(),
      HostId: "embedded",
    });
    for (const arn of targets) await this.targets.find(arn)?.deliver(arn, payload, this.source(bucket));
  }

  /** Runs `change` with another name for the event that it causes. */
  withEventName(eventName: string, change: () => void): void {
    this.eventNameOverride = eventName;
    try {
      change();
    } finally {
      this.eventNameOverride = undefined;
    }
  }

  /** Sends the event of a change to every matching destination, without waiting for the deliveries. */
  notify(bucket: BucketSettings, version: ObjectVersion, name: string): void {
    const eventName = this.eventNameOverride ?? name;
    const { key, versionId, sizeBytes } = version;
    this.cloud.events.emit("object", { bucket: bucket.name, key, versionId, eventName, sizeBytes });
    for (const rule of bucket.notification.rules) {
      if (!ruleMatches(rule, eventName, key)) continue;
      const payload = JSON.stringify({ Records: [eventRecord(this.cloud, bucket, rule.id, version, eventName)] });
      this.send(bucket, rule.target, payload);
    }
    if (bucket.notification.eventBridge) {
      const bus = `arn:aws:events:${this.cloud.region}:${this.cloud.accountId}:event-bus/default`;
      const event = eventBridgeEvent(this.cloud, bucket, version, eventName);
      if (event !== undefined && this.targets.find(bus) !== undefined) this.send(bucket, bus, JSON.stringify(event));
    }
  }

  private send(bucket: BucketSettings, arn: string, payload: string): void {
    const target = this.targets.find(arn);
    const source = this.source(bucket);
    void this.cloud.work.track(async () => {
      try {
        const reason = target === undefined ? "the destination does not exist" : target.refusal(arn, source);
        if (reason !== undefined) throw new Error(reason);
        await target?.deliver(arn, payload, source);
      } catch (error) {
        this.cloud.events.emit("fault", {
          service: "s3",
          message: `the notification to ${arn} failed: ${errorMessage(error)}`,
        });
      }
    });
  }

  private source(bucket: BucketSettings): ServiceCaller {
    const sourceArn = `arn:aws:s3:::${bucket.name}`;
    return { kind: "service", principal: "s3.amazonaws.com", sourceArn, sourceAccount: this.cloud.accountId };
  }
}
