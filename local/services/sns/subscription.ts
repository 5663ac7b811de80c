import { AwsError } from "../http/aws-error";
import { protocols, type Message, type Subscription } from "./types";

const loopback = ["127.0.0.1", "localhost", "[::1]"];

const endpointForms: Readonly<Record<Subscription["protocol"], RegExp>> = {
  email: /^[^@\s]+@[^@\s]+$/,
  "email-json": /^[^@\s]+@[^@\s]+$/,
  sms: /^\+?\d{5,15}$/,
  sqs: /^arn:aws:sqs:/,
  lambda: /^arn:aws:lambda:/,
  http: /^http:\/\//,
  https: /^https:\/\//,
};

/** Refuses what SNS refuses, and HTTP endpoints off this machine. @throws AwsError `InvalidParameter`. */
export function checkSubscription({ protocol, endpoint, rawMessageDelivery }: Omit<Subscription, "arn">): void {
  if (!protocols.includes(protocol)) {
    throw new AwsError("InvalidParameter", `Invalid parameter: Does not support this protocol string: ${protocol}`);
  }
  if (!endpointForms[protocol].test(endpoint)) {
    throw new AwsError("InvalidParameter", `Invalid parameter: ${protocol} endpoint "${endpoint}"`);
  }
  if (protocol.startsWith("http") && !loopback.includes(new URL(endpoint).hostname)) {
    throw new AwsError(
      "InvalidParameter",
      `Invalid parameter: the embedded run reaches only this machine: ${endpoint}`,
    );
  }
  if (rawMessageDelivery && !["sqs", "http", "https"].includes(protocol)) {
    throw new AwsError("InvalidParameter", `Invalid parameter: RawMessageDelivery is not for ${protocol}`);
  }
}

/** Time an endpoint has to answer, in milliseconds (as SNS gives it). */
const answerMs = 15_000;

/** Posts a message to an HTTP endpoint of this machine. @throws AwsError for any answer but 2xx. */
export async function postToLoopback(
  endpoint: string,
  body: string,
  message: Message,
  subscription: Subscription,
): Promise<void> {
  const answer = await fetch(endpoint, {
    method: "POST",
    body,
    headers: {
      "content-type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": message.messageId,
      "x-amz-sns-topic-arn": message.topicArn,
      "x-amz-sns-subscription-arn": subscription.arn,
    },
    signal: AbortSignal.timeout(answerMs),
  });
  if (!answer.ok) throw new AwsError("EndpointFailed", `${endpoint} answered ${answer.status}`, 503);
}
