import type { EventInvokeConfig, FunctionRecord } from "./types";

/** The configuration of a function, or of one of its versions or aliases; undefined if it has none. */
export function eventInvokeConfigOf(
  { eventInvoke, qualifiedEventInvokes }: FunctionRecord,
  qualifier: string | undefined,
): EventInvokeConfig | undefined {
  return qualifier === undefined ? eventInvoke : qualifiedEventInvokes?.[qualifier];
}

/** Sets it, or removes it where it is undefined. */
export function setEventInvokeConfig(
  record: FunctionRecord,
  qualifier: string | undefined,
  config: EventInvokeConfig | undefined,
): void {
  if (qualifier === undefined) {
    record.eventInvoke = config;
    return;
  }
  const others = Object.entries(record.qualifiedEventInvokes ?? {}).filter(([name]) => name !== qualifier);
  record.qualifiedEventInvokes = Object.fromEntries([...others, ...(config ? [[qualifier, config] as const] : [])]);
}
