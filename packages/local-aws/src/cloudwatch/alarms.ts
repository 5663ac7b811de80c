import { alarmState, datapoints, type AlarmSpec, type AlarmState, type ReadValues } from "./alarm";
import type { AlarmChange } from "./alarm-message";
import { alarmReason } from "./alarm-reason";

/** What alarms need of the rest. */
export interface AlarmsDeps {
  readonly read: ReadValues;
  /** Called for every change of state, after it has been taken over. */
  readonly changed: (change: AlarmChange) => void;
  /** Called when an alarm cannot be evaluated, with a sentence. */
  readonly fault: (message: string) => void;
  /**
   * Longest window in seconds that is really waited for: an alarm over five minutes is evaluated here on windows of this length, so that
   * it can be seen to go off and to recover. Default 5.
   */
  readonly localPeriodSec?: number;
}

interface Alarm {
  readonly spec: AlarmSpec;
  state: AlarmState;
  reason: string;
}

/** The alarms of the account and the states they are in. */
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

  /** Looks at every alarm once. */
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
