/** What the page shows of the stack's inside: access, calls, metrics and policies. */

/** What an action of a grant was used for. */
interface UsedActionView {
  /** `s3:GetObject`. */
  readonly action: string;
  /** How often it was allowed by this statement. */
  readonly count: number;
  /** ARNs that it was about, the first five. */
  readonly resources: readonly string[];
}

/** A statement of a role's policies, and what has come of it. */
export interface GrantView {
  /** Name of the role's policy. */
  readonly policy: string;
  /** Its Sid; without one its place, `#0` is the first. */
  readonly statement: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly used: readonly UsedActionView[];
  /** Actions, as the statement names them, that were never asked for. */
  readonly unused: readonly string[];
}

/** An action that a resource's own policy has allowed. */
export interface ResourceGrantView extends UsedActionView {
  /** The resource whose policy it is, and the statement of it. */
  readonly policy: string;
  readonly statement: string;
}

/** An action that was denied. */
export interface DeniedView extends UsedActionView {
  /** The statement that denies it; absent: none allows it. */
  readonly by?: string;
}

/** A role: what it may, what it has used, and what it was denied. */
export interface RoleView {
  readonly name: string;
  /** Names of the functions that run with it. */
  readonly functions: readonly string[];
  readonly grants: readonly GrantView[];
  readonly byResources: readonly ResourceGrantView[];
  readonly denied: readonly DeniedView[];
  /** The policy that would have sufficed for what was allowed, as JSON; absent: nothing was. */
  readonly sufficient?: string;
}

/** Answer of `GET /api/access`: every role, those of functions first. */
export interface AccessView {
  readonly roles: readonly RoleView[];
}

/** A decision about access during a call. */
interface DecisionView {
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** The statement that has decided, with its policy; absent: none applies. */
  readonly by?: string;
}

/** A request that a function has made of a service. */
export interface CallView {
  readonly service: string;
  readonly operation: string;
  /** Key of an object, or name of a table. */
  readonly subject?: string;
  /** From the start of the run, milliseconds. */
  readonly atMs: number;
  /** Absent: it was not answered. */
  readonly tookMs?: number;
  /** HTTP status; absent: no answer has arrived. */
  readonly status?: number;
  readonly errorCode?: string;
  readonly decisions: readonly DecisionView[];
}

/** One attempt of a function to work on an image. */
export interface RunView {
  readonly functionName: string;
  readonly requestId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Absent: it is running. */
  readonly tookMs?: number;
  readonly status?: "ok" | "error" | "timeout";
  readonly calls: readonly CallView[];
  /** Calls that are not listed: there were too many. */
  readonly omittedCalls: number;
}

/** Answer of `GET /api/trace`: the runs that have asked for an original, the earliest first. */
export interface TraceView {
  readonly runs: readonly RunView[];
}

/** A series of values, one for each window; null: nothing was measured in it. */
export interface ChartView {
  readonly title: string;
  /** `Milliseconds`, `Count` …; empty: a number without one. */
  readonly unit: string;
  /** The oldest first. */
  readonly values: readonly (number | null)[];
}

/** An alarm, its state, and what it watches. */
export interface AlarmView extends ChartView {
  readonly description: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  /** Why it is in that state. */
  readonly reason: string;
  /** Beyond this value it is on. */
  readonly threshold: number;
}

/** Answer of `GET /api/alarms`. */
export interface AlarmsView {
  readonly alarms: readonly AlarmView[];
  /** The functions' own metrics. */
  readonly metrics: readonly ChartView[];
  /** Seconds of a window. */
  readonly windowSec: number;
}

/** What a rule of the policy pack has found. */
interface FindingView {
  readonly rule: string;
  readonly level: "mandatory" | "advisory";
  readonly severity?: string;
  /** Type and name; absent: it is about the whole stack. */
  readonly resource?: string;
  readonly message: string;
}

/** A finding that is accepted. */
export interface ExceptionView {
  readonly rule: string;
  /** Name or URN, with wildcards. */
  readonly resource: string;
  /** Why it is accepted. */
  readonly reason: string;
  /** Last day, `YYYY-MM-DD`; absent: for good. */
  readonly until?: string;
  /** Names of this stack's resources that it names. */
  readonly matches: readonly string[];
}

/** Answer of `GET /api/policies`. */
export interface PoliciesView {
  /** Absent: the stack was brought up without a policy pack. */
  readonly pack?: string;
  /** Rules that are on. */
  readonly rules: number;
  /** Resources that were checked. */
  readonly resources: number;
  readonly findings: readonly FindingView[];
  readonly exceptions: readonly ExceptionView[];
}

/** Metadata of a file. */
export interface FileMetadataView {
  /** Sorted. */
  readonly kinds: readonly ("EXIF" | "XMP" | "IPTC" | "comment" | "colour profile")[];
}

/** Answer of `GET /api/metadata`; what is absent is in a format that is not looked into. */
export interface ImageMetadataView {
  readonly original?: FileMetadataView;
  /** By the variant's name. */
  readonly results: Readonly<Record<string, FileMetadataView>>;
}

/** An original that was deleted, and can be brought back. */
export interface DeletedView {
  readonly key: string;
  /** ISO 8601. */
  readonly deletedAt: string;
}

/** Answer of `GET /api/deleted`: the first by key. */
export interface DeletedList {
  readonly images: readonly DeletedView[];
  /** True where there are more than are listed. */
  readonly truncated: boolean;
}
