import type { Throttle } from "./types";

/** What an account may do in a region unless a stage or a plan says less: 10 000 a second, 5000 at once. */
export const accountThrottle: Throttle = { rateLimit: 10_000, burstLimit: 5_000 };

/** A token bucket: `burstLimit` requests at once, refilled with `rateLimit` a second. */
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

/** Buckets by what they limit (a method of a stage, a key of a plan). */
export class Throttles {
  private readonly buckets = new Map<string, { readonly limits: Throttle; readonly bucket: TokenBucket }>();

  /** Whether one more request is within the limits; a bucket whose limits have changed starts full. */
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
