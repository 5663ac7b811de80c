import type { ServiceContext } from "../context";
import type { StateDocument } from "../state/state-store";
import type { AlarmSpec } from "./alarm";
import { alarmMessage, type AlarmChange } from "./alarm-message";
import { Alarms } from "./alarms";
import { parseEmf } from "./emf";
import type { MetricDatum } from "./metric";
import { MetricStore } from "./metric-store";
import { prometheusText } from "./prometheus";
import { apiMetrics, lambdaMetrics, throttleMetric } from "./service-metrics";

/** A saved Logs Insights query. */
export interface QueryDefinition {
  readonly name: string;
  readonly query: string;
  readonly logGroups: readonly string[];
}

interface CloudWatchState {
  readonly alarms: readonly AlarmSpec[];
  readonly dashboards: Readonly<Record<string, string>>;
  readonly queries: Readonly<Record<string, QueryDefinition>>;
}

/** Dependencies of {@link CloudWatch}. */
interface CloudWatchDeps {
  readonly cloud: ServiceContext;
  /** Executes an alarm's action: publishes to a topic as CloudWatch, with the alarm as the source. */
  readonly publish: (topicArn: string, subject: string, body: string, alarmArn: string) => Promise<void> | void;
  /** Current values (the depth of each queue), read before every evaluation. */
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
  private readonly now: () => number;
  private readonly timer: NodeJS.Timeout;
  private readonly state: StateDocument;

  constructor(private readonly deps: CloudWatchDeps) {
    const { events } = deps.cloud;
    this.now = deps.now ?? Date.now;
    this.alarms = new Alarms({
      read: (id, from, to) => this.metrics.values(id, from, to),
      changed: (change) => void this.act(change),
      fault: (message) => events.emit("fault", { service: "cloudwatch", message }),
      localPeriodSec: deps.localPeriodSec,
    });
    events.on("invocation", (event) => this.put(lambdaMetrics(event, this.now())));
    events.on("throttle", ({ functionName }) => this.put([throttleMetric(functionName, this.now())]));
    events.on("apiRequest", (event) => this.put(apiMetrics(event, this.now())));
    events.on("log", ({ line, logGroup }) => {
      const emf = parseEmf(line);
      if (emf === undefined) return;
      this.put(emf.metrics);
      for (const problem of emf.problems) {
        events.emit("fault", { service: "cloudwatch", message: `metrics in ${logGroup}: ${problem}` });
      }
    });
    const saved = deps.cloud.state.read<CloudWatchState>("cloudwatch");
    for (const alarm of saved?.alarms ?? []) this.alarms.put(alarm);
    for (const [name, body] of Object.entries(saved?.dashboards ?? {})) this.dashboards.set(name, body);
    for (const [id, query] of Object.entries(saved?.queries ?? {})) this.queries.set(id, query);
    this.state = deps.cloud.state.document("cloudwatch", () => ({
      alarms: this.alarms.all().map(({ spec }) => spec),
      dashboards: Object.fromEntries(this.dashboards),
      queries: Object.fromEntries(this.queries),
    }));
    this.timer = setInterval(() => this.evaluate(), deps.tickMs ?? 1000);
    this.timer.unref();
  }

  /** Stores measured values. */
  put(data: readonly MetricDatum[]): void {
    for (const datum of data) this.metrics.put(datum);
  }

  /** Reads the gauges and evaluates every alarm, as the service does every tick. */
  evaluate(): void {
    if (this.alarms.all().length === 0) return;
    this.put(this.deps.gauges?.() ?? []);
    this.alarms.evaluate(this.now());
  }

  /** The body of `GET /metrics`. */
  prometheus(): string {
    this.put(this.deps.gauges?.() ?? []);
    return prometheusText(this.metrics.all());
  }

  /** Schedules a write of alarms, dashboards and queries. */
  changed(): void {
    this.state.changed();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async act(change: AlarmChange): Promise<void> {
    const { publish } = this.deps;
    const { events, accountId, region } = this.deps.cloud;
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
        const cause = error instanceof Error ? error.message : String(error);
        events.emit("fault", { service: "cloudwatch", message: `alarm ${alarm.name}: ${topicArn}: ${cause}` });
      }
    }
  }
}
