import type { CloudEvents } from "../events";
import { alarmMessage, type AlarmChange } from "./alarm-message";
import { Alarms } from "./alarms";
import { parseEmf } from "./emf";
import type { MetricDatum } from "./metric";
import { MetricStore } from "./metric-store";
import { prometheusText } from "./prometheus";
import { lambdaMetrics } from "./service-metrics";

/** A Logs Insights query that the account keeps under a name. */
export interface QueryDefinition {
  readonly name: string;
  readonly query: string;
  readonly logGroups: readonly string[];
}

/** What CloudWatch needs of the other services. */
export interface CloudWatchDeps {
  readonly accountId: string;
  readonly region: string;
  readonly events: CloudEvents;
  /** Runs an alarm's action: publishes to a topic, as CloudWatch, on behalf of the alarm. */
  readonly publish: (topicArn: string, subject: string, body: string, alarmArn: string) => Promise<void>;
  /** Values that are not events but states, asked for before every evaluation: the depth of each queue. */
  readonly gauges?: () => readonly MetricDatum[];
  readonly now?: () => number;
  /** See `AlarmsDeps.localPeriodSec`. Default 5. */
  readonly localPeriodSec?: number;
  /** Milliseconds between two evaluations of the alarms. Default 1000. */
  readonly tickMs?: number;
}

/** Metrics, alarms, dashboards and saved queries. */
export class CloudWatch {
  readonly metrics = new MetricStore();
  readonly alarms: Alarms;
  /** Bodies of the dashboards, by name. */
  readonly dashboards = new Map<string, string>();
  /** Saved queries, by id. */
  readonly queries = new Map<string, QueryDefinition>();
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly deps: CloudWatchDeps) {
    this.#now = deps.now ?? Date.now;
    this.alarms = new Alarms({
      read: (id, from, to) => this.metrics.values(id, from, to),
      changed: (change) => void this.#act(change),
      fault: (message) => deps.events.emit("fault", { service: "cloudwatch", message }),
      localPeriodSec: deps.localPeriodSec,
    });
    deps.events.on("invocation", (event) => this.put(lambdaMetrics(event, this.#now())));
    deps.events.on("log", ({ line, logGroup }) => {
      const emf = parseEmf(line);
      if (emf === undefined) return;
      this.put(emf.metrics);
      for (const problem of emf.problems) {
        deps.events.emit("fault", { service: "cloudwatch", message: `metrics in ${logGroup}: ${problem}` });
      }
    });
    this.#timer = setInterval(() => this.evaluate(), deps.tickMs ?? 1000);
    this.#timer.unref();
  }

  /** Takes measured values. */
  put(data: readonly MetricDatum[]): void {
    for (const datum of data) this.metrics.put(datum);
  }

  /** Reads the gauges and looks at every alarm once. The service does so itself every tick. */
  evaluate(): void {
    if (this.alarms.all().length === 0) return;
    this.put(this.deps.gauges?.() ?? []);
    this.alarms.evaluate(this.#now());
  }

  /** The body of `GET /metrics`. */
  prometheus(): string {
    return prometheusText(this.metrics.all());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #act(change: AlarmChange): Promise<void> {
    const { events, accountId, region, publish } = this.deps;
    const { alarm, from, to, reason } = change;
    events.emit("alarm", { name: alarm.name, from, to, reason });
    if (!alarm.actionsEnabled) return;
    const actions = {
      ALARM: alarm.alarmActions,
      OK: alarm.okActions,
      INSUFFICIENT_DATA: alarm.insufficientDataActions,
    };
    const { subject, body } = alarmMessage(change, accountId, region);
    for (const topicArn of actions[to]) {
      try {
        await publish(topicArn, subject, body, alarm.arn);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        events.emit("fault", { service: "cloudwatch", message: `alarm ${alarm.name}: ${topicArn}: ${why}` });
      }
    }
  }
}
