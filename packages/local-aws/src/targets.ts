import type { Caller } from "./iam/caller";

/** A service as the sender of an event, with the condition keys that permissions check. */
export type ServiceCaller = Extract<Caller, { kind: "service" }>;

/** Text attributes of a message, by name; those that are only text have the type `String`. */
export type MessageAttributes = Readonly<
  Record<string, string | { readonly DataType: string; readonly StringValue: string }>
>;

/** A service that events can be sent to: functions, queues, topics, the event bus. */
export interface EventTarget {
  /**
   * Whether `source` may send to `arn`.
   *
   * @returns the reason for a refusal, or undefined.
   */
  refusal(arn: string, source: Caller): string | undefined;
  /**
   * Accepts an event. Its processing goes on after the promise has resolved.
   *
   * @param attributes Message attributes (text), for queues and topics.
   */
  deliver(arn: string, payload: string, source: ServiceCaller, attributes?: MessageAttributes): Promise<void>;
}

/** Event targets by the service in their ARN. */
export class EventTargets {
  private readonly byService = new Map<string, EventTarget>();

  register(service: string, target: EventTarget): void {
    this.byService.set(service, target);
  }

  /** The target that an ARN names; undefined for a service that cannot be one. */
  find(arn: string): EventTarget | undefined {
    return this.byService.get(arn.split(":")[2] ?? "");
  }
}
