/** The caches in front of the results, where the stack delivers them. */
export interface Edge {
  /** Whether there are any. */
  readonly enabled: boolean;
  /** Notes that what is stored under a result's key was replaced or removed. */
  changed(key: string): void;
  /**
   * Invalidates what was noted since the last time, in one request. A failure is thrown, and nothing stays noted: the
   * event is tried again, and what stores and removes results notes the same then.
   */
  flush(): Promise<void>;
}
