import type { ServerResponse } from "node:http";

import { AwsError } from "../http/aws-error";
import type { HttpCall } from "../http/call";
import { failQuery, send, type Call, type HttpService } from "../http/service";
import { buildXml, type XmlNode } from "../http/xml";
import type { Iam } from "../iam/iam";
import { parsePattern } from "../event-bridge/pattern";
import type { Sns } from "./index";
import type { Subscription } from "./types";

const namespace = "http://sns.amazonaws.com/doc/2010-03-31/";

type Operation = (form: URLSearchParams, call: Call) => XmlNode;

function entries(form: URLSearchParams, prefix: string, key: string, value: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (let i = 1; form.has(`${prefix}.entry.${i}.${key}`); i += 1) {
    found[form.get(`${prefix}.entry.${i}.${key}`) ?? ""] = form.get(`${prefix}.entry.${i}.${value}`) ?? "";
  }
  return found;
}

const member = ({ arn, topicArn, protocol, endpoint }: Subscription) => ({
  SubscriptionArn: arn,
  TopicArn: topicArn,
  Protocol: protocol,
  Endpoint: endpoint,
});

/** SNS on HTTP: the query protocol with XML answers. */
export class SnsHttpService implements HttpService {
  readonly names = ["sns"];
  readonly maxBodyBytes = 1024 * 1024;
  readonly allowsAnonymous = true;
  readonly #operations: Readonly<Record<string, Operation>>;

  constructor(
    private readonly sns: Sns,
    private readonly iam: Iam,
  ) {
    this.#operations = {
      Publish: (form, call) => ({
        MessageId: sns.publish(required(form, "TopicArn"), required(form, "Message"), call.caller, {
          subject: form.get("Subject") ?? undefined,
          attributes: entries(form, "MessageAttributes", "Name", "Value.StringValue"),
        }),
      }),
      ListTopics: () => ({ Topics: { member: [...sns.topics.keys()].map((TopicArn) => ({ TopicArn })) } }),
      GetTopicAttributes: (form) => ({ Attributes: { entry: this.#attributes(required(form, "TopicArn")) } }),
      ListSubscriptions: () => ({ Subscriptions: { member: [...sns.subscriptions.values()].map(member) } }),
      ListSubscriptionsByTopic: (form) => ({
        Subscriptions: { member: sns.subscriptionsOf(sns.topic(required(form, "TopicArn")).arn).map(member) },
      }),
      Subscribe: (form) => this.#subscribe(form),
      Unsubscribe: (form) => {
        sns.subscriptions.delete(required(form, "SubscriptionArn"));
        return {};
      },
    };
  }

  handle(call: Call, reply: ServerResponse): Promise<void> {
    const form = new URLSearchParams(String(call.body));
    const name = form.get("Action") ?? "";
    const operation = Object.hasOwn(this.#operations, name) ? this.#operations[name] : undefined;
    if (operation === undefined) throw new AwsError("InvalidAction", `The embedded run has no operation sns:${name}.`);
    const topicArn = form.get("TopicArn");
    // Publishing is decided by the topic, with its policy and key.
    if (name !== "Publish") this.#authorize(call, name, topicArn);
    const result = operation(form, call);
    const body = buildXml(
      `${name}Response`,
      { [`${name}Result`]: result, ResponseMetadata: { RequestId: call.requestId } },
      namespace,
    );
    send(reply, 200, { "content-type": "text/xml", "x-amzn-requestid": call.requestId }, body);
    return Promise.resolve();
  }

  fail(error: unknown, call: HttpCall, reply: ServerResponse): void {
    failQuery(error, call, reply);
  }

  #authorize(call: Call, name: string, topicArn: string | null): void {
    const topic = topicArn === null ? undefined : this.sns.topics.get(topicArn);
    const resourcePolicy = topic === undefined ? undefined : this.iam.policy(topic.policy, "resource");
    const access = { action: `sns:${name}`, resource: topicArn ?? "*", resourcePolicy };
    this.iam.authorize(call.caller, access, "AuthorizationError", 403);
  }

  #subscribe(form: URLSearchParams): XmlNode {
    const attributes = entries(form, "Attributes", "key", "value");
    const { FilterPolicy, RawMessageDelivery, FilterPolicyScope } = attributes;
    const { arn } = this.sns.subscribe({
      topicArn: required(form, "TopicArn"),
      protocol: required(form, "Protocol") as Subscription["protocol"],
      endpoint: required(form, "Endpoint"),
      rawMessageDelivery: RawMessageDelivery === "true",
      filterPolicy: FilterPolicy === undefined ? undefined : parsePattern(FilterPolicy),
      filterPolicyScope: FilterPolicyScope === "MessageBody" ? "MessageBody" : "MessageAttributes",
    });
    return { SubscriptionArn: arn };
  }

  #attributes(topicArn: string): XmlNode[] {
    const topic = this.sns.topic(topicArn);
    const attributes: Record<string, string | undefined> = {
      TopicArn: topic.arn,
      DisplayName: topic.displayName,
      Policy: topic.policy,
      KmsMasterKeyId: topic.kmsKeyId,
      Owner: this.sns.cloud.accountId,
    };
    return Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
  }
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null) throw new AwsError("InvalidParameter", `Invalid parameter: ${name} is required`);
  return value;
}
