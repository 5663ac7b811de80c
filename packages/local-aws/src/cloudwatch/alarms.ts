import { alarmState, datapoints, type AlarmSpec, type AlarmState, type ReadValues } from "./alarm";
import type { AlarmChange } from "./alarm-message";
import { alarmReason } from "./alarm-reason";

/** Dependencies of {@link Alarms}. */
export interface AlarmsDeps {
  readonly read: ReadValues;
  /** Called after every change of state. */
  readonly changed: (change: AlarmChange) => void;
  /** Called with a message if an alarm cannot be evaluated. */
  readonly fault: (message: string) => void;
  /**
   * Longest window in seconds: alarms with longer periods are evaluated on windows of this length, so that their
   * changes can be watched. Default 5.
   */
  readonly localPeriodSec?: number;
}

interface Alarm {
  readonly spec: AlarmSpec;
  state: AlarmState;
  reason: string;
}

/** The alarms of the account and their states. */
export class Alarms {
  private readonly alarms = new Map<string, Alarm>();

  constructor(private readonly deps: AlarmsDeps) {}

  /** Creates an alarm, or changes it and keeps its state. */
  put(spec: AlarmSpec): void {
    const before = this.alarms.get(spec.name);
    this.alarms.set(spec.name, {
      spec,
      state: before?.state ?? "INSUFFICIENT_DATA",
      reason: before?.reason ?? "Unchecked: Initial alarm creation",
    });
  }

  delete(name: string): void {
    this.alarms.delete(name);
  }

  get(name: string): AlarmSpec | undefined {
    return this.alarms.get(name)?.spec;
  }

  /** Every alarm with its state and the reason for it. */
  all(): readonly Readonly<Alarm>[] {
    return [...this.alarms.values()];
  }

  /**
   * What an alarm watches, window by window, the oldest first; null where nothing was measured.
   *
   * @param span `now` ends the last window, milliseconds since 1970
   */
  history(
    { queries, watched }: Pick<AlarmSpec, "queries" | "watched">,
    { now, windows, periodSec }: { readonly now: number; readonly windows: number; readonly periodSec: number },
  ): readonly (number | null)[] {
    const points = datapoints({ queries, watched, evaluationPeriods: windows }, this.deps.read, now, periodSec);
    return [...points].reverse().map((point) => point ?? null);
  }

  /** Evaluates every alarm once. */
  evaluate(now: number): void {
    for (const alarm of this.alarms.values()) {
      try {
        this.evaluateAlarm(alarm, now);
      } catch (error) {
        this.deps.fault(`alarm ${alarm.spec.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  private evaluateAlarm(alarm: Alarm, now: number): void {
    const { spec, state: from } = alarm;
    const periodSec = Math.min(spec.periodSec, this.deps.localPeriodSec ?? 5);
    const points = datapoints(spec, this.deps.read, now, periodSec);
    const to = alarmState(spec, points, from);
    if (to === from) return;
    const reason = alarmReason(spec, points, to);
    alarm.state = to;
    alarm.reason = reason;
    this.deps.changed({ alarm: spec, from, to, reason, at: now });
  }
}
