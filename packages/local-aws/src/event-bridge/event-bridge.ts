import { randomUUID } from "node:crypto";

import { arn, type ServiceContext } from "../context";
import { AwsError, errorMessage } from "../http/aws-error";
import type { StateDocument, StateTable } from "../state/state-store";
import type { EventTarget, EventTargets, MessageAttributes, ServiceCaller } from "../targets";
import { deliver, type DeliveryFailure, type RetryPolicy } from "./delivery";
import { targetInput, type TargetInput } from "./input";
import { matchesPattern, type EventPattern } from "./pattern";

/** A target of a rule. */
export interface Target extends TargetInput {
  readonly id: string;
  readonly arn: string;
  /** Role that EventBridge assumes; required for state machines. */
  readonly roleArn?: string;
  readonly retryPolicy?: RetryPolicy;
  /** Queue for events that could not be delivered. */
  readonly deadLetterArn?: string;
}

/** A rule of the default event bus. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly pattern: EventPattern;
  readonly enabled: boolean;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

interface BusState {
  readonly rules: readonly Rule[];
  /** Targets by the rule's name. */
  readonly targets: Readonly<Record<string, readonly Target[]>>;
}

/** An event on the bus. */
interface BusEvent extends Record<string, unknown> {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An event on its way to one target. */
interface PendingDelivery {
  /** Of the delivery: an execution that it starts has a name with it, so that it is not started twice. */
  readonly id: string;
  readonly ruleName: string;
  readonly targetId: string;
  readonly event: BusEvent;
}

/** An event before it gets an identifier and a time. */
interface EventEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources: readonly string[];
}

/**
 * Starts an execution with the permissions of a role, unless it has been started already.
 *
 * @throws AwsError if the role lacks the permission
 */
export type StartExecution = (
  execution: { readonly stateMachineArn: string; readonly input: string; readonly name: string },
  roleArn: string,
  ruleArn: string,
) => Promise<void>;

const PRINCIPAL = "events.amazonaws.com";

/** The default event bus: rules, their targets, and the delivery of events to them. */
export class EventBridge implements EventTarget {
  private readonly rulesByName = new Map<string, Rule>();
  private readonly targets = new Map<string, Map<string, Target>>();
  private readonly abort = new AbortController();
  private readonly state: StateDocument;
  private readonly pending: StateTable<PendingDelivery>;

  constructor(
    readonly cloud: ServiceContext,
    private readonly eventTargets: EventTargets,
    private readonly startExecution: StartExecution,
  ) {
    const saved = cloud.state.read<BusState>("event-bridge");
    for (const rule of saved?.rules ?? []) this.rulesByName.set(rule.name, rule);
    for (const [name, targets] of Object.entries(saved?.targets ?? {})) {
      this.targets.set(name, new Map(targets.map((target) => [target.id, target])));
    }
    const lists = () => [...this.targets].map(([name, targets]) => [name, [...targets.values()]]);
    this.state = cloud.state.document("event-bridge", () => ({
      rules: this.rules(),
      targets: Object.fromEntries(lists()) as object as BusState["targets"],
    }));
    this.pending = cloud.state.table("event-deliveries");
    eventTargets.register("events", this);
  }

  /** Continues with the deliveries of the last run. Call when the endpoint listens. */
  resume(): void {
    for (const [, delivery] of this.pending.takeSaved()) this.start(delivery);
  }

  /** Creates a rule or replaces it; its targets stay. */
  putRule(spec: Omit<Rule, "arn">): Rule {
    const rule = { ...spec, arn: arn(this.cloud, "events", `rule/${spec.name}`) };
    this.rulesByName.set(rule.name, rule);
    this.state.changed();
    return rule;
  }

  /** @throws AwsError `ResourceNotFoundException`. */
  rule(name: string): Rule {
    const rule = this.rulesByName.get(name);
    if (rule === undefined) {
      throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`, 404);
    }
    return rule;
  }

  rules(): readonly Rule[] {
    return [...this.rulesByName.values()];
  }

  /** @throws AwsError `ValidationException` while the rule has targets. */
  deleteRule(name: string): void {
    this.rule(name);
    if ((this.targets.get(name)?.size ?? 0) > 0) {
      throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
    }
    this.rulesByName.delete(name);
    this.state.changed();
  }

  /** Adds a target to a rule, or replaces the one with its id. @throws AwsError `ValidationException`. */
  putTarget(ruleName: string, target: Target): void {
    const { arn: ruleArn } = this.rule(ruleName);
    const [, , service] = target.arn.split(":");
    if (!["states", "lambda", "sqs", "sns"].includes(service ?? "")) {
      throw new AwsError("ValidationException", `The embedded EventBridge does not support the target ${target.arn}.`);
    }
    if (service === "states" && target.roleArn === undefined) {
      throw new AwsError("ValidationException", `RoleArn is required for target ${target.arn} of rule ${ruleArn}.`);
    }
    const targets = this.targets.get(ruleName) ?? new Map<string, Target>();
    targets.set(target.id, target);
    this.targets.set(ruleName, targets);
    this.state.changed();
  }

  removeTarget(ruleName: string, id: string): void {
    this.targets.get(ruleName)?.delete(id);
    this.state.changed();
  }

  target(ruleName: string, id: string): Target | undefined {
    return this.targets.get(ruleName)?.get(id);
  }

  /** Sends an event of the account to the bus. @returns its identifier. */
  put(entry: EventEntry): string {
    const event: BusEvent = {
      version: "0",
      id: randomUUID(),
      "detail-type": entry.detailType,
      source: entry.source,
      account: this.cloud.accountId,
      time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      region: this.cloud.region,
      resources: entry.resources,
      detail: entry.detail,
    };
    this.route(event);
    return event.id;
  }

  /** Every service may send to the default bus. */
  refusal(): undefined {
    return undefined;
  }

  /** Accepts an event of a service. */
  deliver(_arn: string, payload: string): Promise<void> {
    this.route(JSON.parse(payload) as BusEvent);
    return Promise.resolve();
  }

  /** Aborts deliveries in progress: they are for the next run. */
  close(): void {
    this.abort.abort();
  }

  /** Delivers an event to the targets of every matching rule, in the background. */
  private route(event: BusEvent): void {
    for (const rule of this.rulesByName.values()) {
      if (!rule.enabled || !matchesPattern(rule.pattern, event)) continue;
      for (const target of this.targets.get(rule.name)?.values() ?? []) {
        const delivery = { id: randomUUID(), ruleName: rule.name, targetId: target.id, event };
        this.pending.put(delivery.id, delivery);
        this.start(delivery);
      }
    }
  }

  private start(delivery: PendingDelivery): void {
    const rule = this.rulesByName.get(delivery.ruleName);
    const target = this.target(delivery.ruleName, delivery.targetId);
    if (rule === undefined || target === undefined) {
      this.pending.delete(delivery.id);
      return;
    }
    void this.cloud.work.track(() => this.deliverTo(rule, target, delivery));
  }

  private async deliverTo(rule: Rule, target: Target, { id, event }: PendingDelivery): Promise<void> {
    const facts = { ruleArn: rule.arn, ruleName: rule.name, ingestionTime: event.time };
    const input = targetInput(target, event, facts);
    const attempt = () => this.attempt(rule, target, input, `${event.id}_${id}`);
    const failure = await deliver(attempt, target.retryPolicy ?? {}, this.abort.signal);
    if (this.abort.signal.aborted) return;
    if (failure !== undefined) await this.deadLetter(rule, target, event, failure);
    this.pending.delete(id);
  }

  private async attempt(rule: Rule, target: Target, input: string, name: string): Promise<void> {
    if (target.arn.split(":")[2] !== "states") return await this.send(rule, target.arn, input);
    const execution = { stateMachineArn: target.arn, input, name };
    return await this.startExecution(execution, target.roleArn ?? "", rule.arn);
  }

  private async send(rule: Rule, targetArn: string, payload: string, attributes?: MessageAttributes): Promise<void> {
    const { accountId: sourceAccount } = this.cloud;
    const as: ServiceCaller = { kind: "service", principal: PRINCIPAL, sourceArn: rule.arn, sourceAccount };
    const target = this.eventTargets.find(targetArn);
    if (target === undefined)
      throw new AwsError("ResourceNotFoundException", `${targetArn} is not a supported target`, 404);
    const reason = target.refusal(targetArn, as);
    if (reason !== undefined) throw new AwsError("AccessDeniedException", reason, 403);
    await target.deliver(targetArn, payload, as, attributes);
  }

  private async deadLetter(rule: Rule, target: Target, event: BusEvent, failure: DeliveryFailure): Promise<void> {
    const message = `rule ${rule.name}: ${target.arn}: ${failure.code}: ${failure.message}`;
    this.cloud.events.emit("fault", { service: "events", message });
    if (target.deadLetterArn === undefined) return;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.arn,
      ERROR_CODE: failure.code,
      ERROR_MESSAGE: failure.message,
      RETRY_ATTEMPTS: String(failure.retries),
      ...(failure.exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: failure.exhausted }),
    };
    try {
      await this.send(rule, target.deadLetterArn, JSON.stringify(event), attributes);
    } catch (error) {
      const reason = `rule ${rule.name}: dead-letter queue: ${errorMessage(error)}`;
      this.cloud.events.emit("fault", { service: "events", message: reason });
    }
  }
}
