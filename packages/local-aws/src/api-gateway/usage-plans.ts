import { GatewayError } from "./gateway-error";
import { headerOf, type ApiRequest } from "./request";
import type { Throttles } from "./throttle";
import type { ApiKey, UsagePlan } from "./types";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A text that identifies a quota's period (weeks begin on Sunday). */
function periodOf(period: "DAY" | "WEEK" | "MONTH", now: number): string {
  const date = new Date(now);
  if (period === "MONTH") return date.toISOString().slice(0, 7);
  const start = period === "DAY" ? now : now - date.getUTCDay() * DAY_MS;
  return new Date(start).toISOString().slice(0, 10);
}

/** Counts requests per plan and key. */
export class Quotas {
  private readonly used = new Map<string, { readonly period: string; count: number }>();

  /** Counts a request. @returns false if the quota is exhausted. */
  take(name: string, quota: NonNullable<UsagePlan["quota"]>, now: number): boolean {
    const period = periodOf(quota.period, now);
    let used = this.used.get(name);
    if (used?.period !== period) {
      used = { period, count: quota.offset };
      this.used.set(name, used);
    }
    if (used.count >= quota.limit) return false;
    used.count += 1;
    return true;
  }
}

/** Dependencies of {@link checkApiKey}. */
interface KeyCheck {
  readonly keys: ReadonlyMap<string, ApiKey>;
  readonly plans: ReadonlyMap<string, UsagePlan>;
  readonly throttles: Throttles;
  readonly quotas: Quotas;
}

/**
 * Checks that the `x-api-key` of a request belongs to a usage plan of the stage and is within the plan's limits.
 *
 * @throws GatewayError `INVALID_API_KEY`, `THROTTLED`, `QUOTA_EXCEEDED`.
 */
export function checkApiKey(request: ApiRequest, { keys, plans, throttles, quotas }: KeyCheck, now: number): void {
  const value = headerOf(request, "x-api-key");
  const key = value === undefined ? undefined : [...keys.values()].find((k) => k.value === value && k.enabled);
  const { api, stage } = request;
  const plan = [...plans.values()].find(
    ({ keyIds, stages }) =>
      key !== undefined && keyIds.includes(key.id) && stages.some((s) => s.apiId === api.id && s.stage === stage.name),
  );
  if (key === undefined || plan === undefined) throw new GatewayError("INVALID_API_KEY", "Forbidden");
  request.progress.apiKeyId = key.id;
  request.progress.apiKey = `${"*".repeat(20)}${key.value.slice(-6)}`;
  const name = `${plan.id} ${key.id}`;
  if (plan.throttle !== undefined && !throttles.take(name, plan.throttle, now)) {
    throw new GatewayError("THROTTLED", "Too Many Requests");
  }
  if (plan.quota !== undefined && !quotas.take(name, plan.quota, now)) {
    throw new GatewayError("QUOTA_EXCEEDED", "Limit Exceeded");
  }
}
