import type { CloudEvents } from "./services/events";
import type { Faults } from "./services/faults";

export type {
  CloudEventMap,
  DeadLetterEvent,
  FaultEvent,
  InvocationEvent,
  LogEvent,
  ObjectEvent,
} from "./services/events";
export type { FaultSpec } from "./services/faults";

/** Where and as whom the embedded services run. */
export interface CloudOptions {
  /** TCP port of the endpoint on 127.0.0.1. Default 0 (any free port). */
  readonly port?: number;
  /** Folder that keeps buckets, tables and queues for the next run. Default: a temporary folder, removed on close. */
  readonly dataDir?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Twelve digits. Default `000000000000`. */
  readonly accountId?: string;
}

/** A pair of long-term keys, as an SDK client takes them. */
export interface CloudCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The embedded services while they run. */
export interface Cloud {
  /** `http://127.0.0.1:PORT`, for every service alike. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Keys of the account's root: everything is allowed to them. For the command line and for tests. */
  readonly credentials: CloudCredentials;
  readonly events: CloudEvents;
  readonly faults: Faults;
  /** Resolves when no notification, invocation or retry is under way or waiting. */
  idle(): Promise<void>;
  /** Stops accepting requests, ends every instance, flushes to the data folder. Safe to call twice. */
  close(): Promise<void>;
}
