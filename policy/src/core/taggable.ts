import { types } from "./tokens";

/** The types that this pack reads and that take tags. */
export const taggable: readonly string[] = [
  ...types.bucket,
  ...types.compositeAlarm,
  ...types.eventRule,
  ...types.function,
  ...types.httpStage,
  ...types.key,
  ...types.logGroup,
  ...types.metricAlarm,
  ...types.policy,
  ...types.queue,
  ...types.restApi,
  ...types.role,
  ...types.stage,
  ...types.stateMachine,
  ...types.table,
  ...types.topic,
  ...types.user,
];
