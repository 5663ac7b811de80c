import type { AlarmView, ChartView } from "./contract";
import { formatValue } from "./format";
import { readAlarms } from "./server";
import { Sparkline } from "./sparkline";
import { usePolled } from "./use-polled";

const order: readonly AlarmView["state"][] = ["ALARM", "OK", "INSUFFICIENT_DATA"];

const words = { ALARM: "alarm", OK: "OK", INSUFFICIENT_DATA: "no data" } as const;

/** The stack's alarms, those that are on first, each with what it watches, and the functions' own metrics. */
export function AlarmsPanel() {
  const { answer, problem } = usePolled(readAlarms);
  if (answer === undefined) return <p class="empty">{problem ?? "Reading the alarms."}</p>;
  const { alarms, metrics, windowSec } = answer;
  const minutes = Math.round(((alarms[0] ?? metrics[0])?.values.length ?? 0) * windowSec) / 60;
  return (
    <>
      {metrics.length > 0 && <Metrics metrics={metrics} minutes={minutes} windowSec={windowSec} />}
      {alarms.length === 0 ? (
        <p class="empty">
          This stack has no alarms: set <code>image-pipeline:monitoring</code> to <code>true</code> to declare them.
        </p>
      ) : (
        <Alarms alarms={alarms} minutes={minutes} />
      )}
    </>
  );
}

interface MetricsProps {
  readonly metrics: readonly ChartView[];
  readonly minutes: number;
  readonly windowSec: number;
}

function Metrics({ metrics, minutes, windowSec }: MetricsProps) {
  return (
    <section aria-labelledby="metrics">
      <h2 class="section" id="metrics">
        Metrics, the last {minutes} minutes by {windowSec} s
      </h2>
      <ul class="charts">
        {metrics.map((chart) => (
          <li key={chart.title} class="node">
            <strong>{chart.title}</strong>
            <Sparkline label={describe(chart, minutes)} values={chart.values} />
            <span class="quiet">
              latest {latest(chart)}, highest {highest(chart)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Alarms({ alarms, minutes }: { readonly alarms: readonly AlarmView[]; readonly minutes: number }) {
  const sorted = [...alarms].sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.title.localeCompare(b.title),
  );
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Alarms">
      <table>
        <thead>
          <tr>
            <th scope="col">Alarm</th>
            <th scope="col">State</th>
            <th scope="col">What it watches, and its threshold</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((alarm) => (
            <tr key={alarm.title}>
              <th scope="row">
                {alarm.title}
                <br />
                <span class="quiet">{alarm.description}</span>
              </th>
              <td>
                <span class={`badge ${alarm.state}`}>{words[alarm.state]}</span>
              </td>
              <td>
                <Sparkline label={describe(alarm, minutes)} values={alarm.values} threshold={alarm.threshold} />
                <br />
                <span class="quiet">
                  {latest(alarm)}; threshold {formatValue(alarm.threshold, alarm.unit)}
                </span>
              </td>
              <td>{alarm.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const known = ({ values }: ChartView) => values.filter((value) => value !== null);

function latest(chart: ChartView): string {
  const value = known(chart).at(-1);
  return value === undefined ? "no data" : formatValue(value, chart.unit);
}

function highest(chart: ChartView): string {
  const values = known(chart);
  return values.length === 0 ? "none" : formatValue(Math.max(...values), chart.unit);
}

const describe = (chart: ChartView, minutes: number) =>
  `${chart.title}, the last ${minutes} minutes: latest ${latest(chart)}, highest ${highest(chart)}`;
