import pc from "picocolors";

import { plainTable } from "../output/plain-table";
import type { RefusedAlternative } from "./compare";
import { monthlyCost, type MonthlyCost } from "./estimate";
import type { Viewers } from "./delivery-usage";
import type { MeasuredStack } from "./measure";
import type { PriceTable } from "./prices";

/** What a stack would cost that differs in one option. */
interface AlternativeCost {
  readonly name: string;
  readonly cost: MonthlyCost;
}

interface ReportSpec {
  readonly stack: string;
  readonly images: number;
  readonly megapixels: number;
  readonly latencyMs: number;
  readonly region: string;
  readonly table: PriceTable;
  readonly viewers: Viewers;
  readonly measured: MeasuredStack;
  readonly others: readonly AlternativeCost[];
  readonly refused: readonly RefusedAlternative[];
}

/** What `--json` prints: amounts in US dollars. */
interface CostReport {
  readonly stack: string;
  readonly images: number;
  readonly megapixels: number;
  readonly region: string;
  /** Publication of the prices. */
  readonly pricesOf: string;
  readonly latencyMs: number;
  /** What is expected of viewers, where the stack delivers results. */
  readonly viewers: Viewers;
  readonly measured: Omit<MeasuredStack, "perImage" | "perMonth">;
  readonly month: MonthlyCost;
  readonly usdPerMillionImages: number;
  readonly with: readonly { readonly option: string; readonly usd: number; readonly differenceUsd: number }[];
  /** Options that other settings of the stack rule out. */
  readonly notPossible: readonly { readonly option: string; readonly problems: readonly string[] }[];
}

export function costReport({ table, measured, others, refused, images, ...spec }: ReportSpec): CostReport {
  const { bytesIn, bytesOut, processorMs, functionSec, invocations } = measured;
  const month = monthlyCost(measured, images, table);
  return {
    stack: spec.stack,
    ...{ images, megapixels: spec.megapixels, region: spec.region, pricesOf: table.date, latencyMs: spec.latencyMs },
    viewers: spec.viewers,
    measured: { bytesIn, bytesOut, processorMs, functionSec, invocations },
    month,
    usdPerMillionImages: ((month.usd - month.idleUsd) / images) * 1e6,
    with: others.map(({ name, cost }) => ({ option: name, usd: cost.usd, differenceUsd: cost.usd - month.usd })),
    notPossible: refused.map(({ name, problems }) => ({ option: name, problems })),
  };
}

export function printCost(report: CostReport, out: NodeJS.WriteStream): void {
  const { stack, images, megapixels, region, pricesOf, latencyMs, viewers, measured, month } = report;
  const line = (text = "") => void out.write(`${text}\n`);
  const { invocations, processorMs, functionSec, bytesIn, bytesOut } = measured;
  const kilobytes = (bytes: number) => `${count(bytes / 1000)} kB`;
  line();
  line(pc.bold(`A month of the stack ${stack} with ${count(images)} images of ${megapixels} megapixels`));
  line(`Prices of ${region} on ${pricesOf}, without free tiers and discounts`);
  line();
  line(
    plainTable(
      ["", "units", "", "USD", "%"],
      month.lines.map(({ service, unit, units, usd }) => [
        service,
        count(units),
        unit,
        dollars(usd),
        String(Math.round((100 * usd) / month.usd)),
      ]),
      ["left", "right", "left", "right", "right"],
    ),
  );
  line(pc.bold(`${dollars(month.usd)} USD, ${dollars(month.idleUsd)} of it whatever is uploaded`));
  line();
  line(
    `An image here: ${round(invocations)} invocations, ${round(processorMs)} ms of processor time, ` +
      `${kilobytes(bytesIn)} in, ${kilobytes(bytesOut)} out;`,
  );
  line(`expected in Lambda: ${round(functionSec)} s, with ${latencyMs} ms for each request (--latency-ms).`);
  line(
    `With delivery an image is expected to be viewed ${round(viewers.views)} times (--views), ` +
      `${percent(viewers.hitShare)} of it answered by the edge (--edge-hits);`,
  );
  line(`${percent(viewers.replacedShare)} of the images replace an earlier one (--replaced).`);
  line(
    "Not counted: cold starts, transfer to the internet except by delivery, access logs, what was replaced, failures.",
  );
  if (report.with.length === 0) return;
  line();
  line(
    plainTable(
      ["with", "USD", "difference"],
      report.with.map(({ option, usd, differenceUsd }) => [
        option,
        dollars(usd),
        `${differenceUsd < 0 ? "" : "+"}${dollars(differenceUsd)}`,
      ]),
      ["left", "right", "right"],
    ),
  );
  if (report.notPossible.length === 0) return;
  line();
  line("Not possible with the other settings of this stack:");
  for (const { option, problems } of report.notPossible) line(`  ${option} (${problems.join("; ")})`);
}

function count(units: number): string {
  return units >= 100 ? Math.round(units).toLocaleString("en-US") : String(round(units));
}

function percent(share: number): string {
  return `${round(100 * share)} %`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function dollars(usd: number): string {
  return usd.toFixed(2);
}
