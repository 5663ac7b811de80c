import type { Throttle } from "./types";

/** Limits of an account in a region: 10 000 requests per second, bursts of 5000. */
export const accountThrottle: Throttle = { rateLimit: 10_000, burstLimit: 5_000 };

/** A token bucket of `burstLimit` requests, refilled with `rateLimit` per second. */
class TokenBucket {
  private tokens: number;
  private at: number;

  constructor(
    private readonly limits: Throttle,
    now: number,
  ) {
    this.tokens = limits.burstLimit;
    this.at = now;
  }

  take(now: number): boolean {
    const { rateLimit, burstLimit } = this.limits;
    this.tokens = Math.min(burstLimit, this.tokens + ((now - this.at) / 1000) * rateLimit);
    this.at = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** Token buckets by name (a method of a stage, a key of a plan). */
export class Throttles {
  private readonly buckets = new Map<string, { readonly limits: Throttle; readonly bucket: TokenBucket }>();

  /** Counts a request. @returns whether it is within the limits. A bucket whose limits have changed starts full. */
  take(name: string, limits: Throttle, now: number): boolean {
    let entry = this.buckets.get(name);
    const { rateLimit, burstLimit } = limits;
    if (entry === undefined || entry.limits.rateLimit !== rateLimit || entry.limits.burstLimit !== burstLimit) {
      entry = { limits, bucket: new TokenBucket(limits, now) };
      this.buckets.set(name, entry);
    }
    return entry.bucket.take(now);
  }
}
