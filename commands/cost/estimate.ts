import { meters, type Meter, type PriceTable } from "./prices";
import { addUsage, timesUsage, type Usage } from "./usage";

/** What a stack uses. */
export interface StackUsage {
  readonly perImage: Usage;
  /** In a month, whatever is uploaded. */
  readonly perMonth: Usage;
}

/** One line of a bill. */
interface CostLine {
  readonly service: string;
  readonly unit: string;
  readonly units: number;
  readonly usd: number;
}

/** What a month costs, in US dollars. */
export interface MonthlyCost {
  readonly lines: readonly CostLine[];
  readonly usd: number;
  /** Part of `usd` that a month without uploads costs. */
  readonly idleUsd: number;
}

/** What a month with so many images costs. Free tiers and volume discounts are not counted. */
export function monthlyCost({ perImage, perMonth }: StackUsage, images: number, table: PriceTable): MonthlyCost {
  const lines = linesOf(addUsage(perMonth, timesUsage(perImage, images)), table);
  return { lines, usd: sumOf(lines), idleUsd: sumOf(linesOf(perMonth, table)) };
}

function linesOf(usage: Usage, { prices }: PriceTable): CostLine[] {
  return (Object.keys(meters) as Meter[]).flatMap((meter) => {
    const units = usage[meter] ?? 0;
    const { usd, included = 0 } = prices[meter];
    return units > 0 ? [{ ...meters[meter], units, usd: Math.max(0, units - included) * usd }] : [];
  });
}

function sumOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}
