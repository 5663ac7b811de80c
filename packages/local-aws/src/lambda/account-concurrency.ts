/** What {@link AccountConcurrency} counts with. */
interface AccountConcurrencySpec {
  /** Executions that run at once in the account. */
  readonly limit: number;
  /** The part of them that functions have reserved for themselves. */
  readonly reserved: () => number;
}

/**
 * The executions that functions without reserved concurrency share ("Understanding Lambda function scaling" in the
 * developer guide): the account's limit less what is reserved. Beyond it invocations are throttled.
 */
export class AccountConcurrency {
  private running = 0;
  private readonly waiting: (() => boolean)[] = [];

  constructor(private readonly spec: AccountConcurrencySpec) {}

  /** Whether another execution may begin now. */
  get hasRoom(): boolean {
    return this.running < this.spec.limit - this.spec.reserved();
  }

  begin(): void {
    this.running += 1;
  }

  end(): void {
    this.running -= 1;
    wakeOne(this.waiting);
  }

  /** Calls `wake` when an execution has ended, until one of those who wait answers that it did. */
  onEnd(wake: () => boolean): void {
    this.waiting.push(wake);
  }
}

/** Wakes the first that still waits: `wake` answers false where somebody else has woken it before. */
export function wakeOne(waiting: (() => boolean)[]): void {
  while (waiting.length > 0 && waiting.shift()?.() !== true);
}
