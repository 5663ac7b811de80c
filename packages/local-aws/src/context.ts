import type { CloudEvents } from "./events";
import type { Faults } from "./faults";
import type { StateStore } from "./state/state-store";
import type { Traces } from "./traces/traces";
import type { WorkTracker } from "./work-tracker";

/** What all services of a cloud share. */
export interface ServiceContext {
  readonly region: string;
  readonly accountId: string;
  /** State of the services: from the last run, and for the next one. */
  readonly state: StateStore;
  /** Folder for blobs and archives. */
  readonly dataDir: string;
  readonly events: CloudEvents;
  readonly faults: Faults;
  readonly traces: Traces;
  readonly work: WorkTracker;
  /** Function executions that run at once in the account. */
  readonly functionConcurrency: number;
  /** Folder of modules that functions find after those of their layers. */
  readonly runtimeModules?: string | undefined;
  /** URL of the HTTP endpoint; known once the cloud listens. */
  readonly endpoint: () => string;
}

/** ARN of a resource in the cloud's region and account. */
export function arn(context: Pick<ServiceContext, "region" | "accountId">, service: string, resource: string): string {
  return `arn:aws:${service}:${context.region}:${context.accountId}:${resource}`;
}
