/** How the workflow's work queue gives up. */
export const workLimits = {
  /** Executions that may fail, each after the retries of its steps, before the event is a dead letter. */
  attempts: 4,
  /**
   * How often SQS hands a message out before it moves it away by itself. More than `attempts`: a message that comes
   * back because the functions are busy, or because the one that held it ended, has not failed.
   */
  receives: 20,
} as const;

/** How the workflow's first step ends; the state machine chooses its next state by it. */
export const inspectionOutcomes = { render: "render", refused: "refused", ignored: "ignored" } as const;

/** How its last step ends: whether people are to hear of a refusal. A later event's record makes it old news. */
export const recordingOutcomes = { announce: "announce", done: "done" } as const;
