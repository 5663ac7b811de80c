/** What the console's page and its server (`commands/console/`) say to each other over HTTP: types only. */

export type {
  AccessView,
  AlarmsView,
  AlarmView,
  CallView,
  ChartView,
  DeletedList,
  DeletedView,
  DeniedView,
  ExceptionView,
  FileMetadataView,
  GrantView,
  ImageMetadataView,
  PoliciesView,
  ResourceGrantView,
  RoleView,
  RunView,
  TraceView,
} from "./insight-views";

/** Pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** What has become of an image. */
export type ImageState = "processing" | "processed" | "refused" | "failed";

/** A result of an image. */
export interface ResultView {
  /** Name of the variant. */
  readonly variant: string;
  /** Key in the destination bucket. */
  readonly key: string;
  readonly size: PixelSize;
  readonly bytes: number;
  readonly contentType: string;
  /** Name of the set that it is a member of. */
  readonly set?: string;
  readonly warnings: readonly string[];
}

/** How an image looks. */
export interface AppearanceView {
  /** ThumbHash, base64. */
  readonly placeholder: string;
  /** `#rrggbb`. Absent: every pixel is transparent. */
  readonly colour?: { readonly average: string; readonly dominant: string };
  /** Hexadecimal. */
  readonly perceptualHash?: string;
}

/** How long an image took, milliseconds. Absent: not measured, as for images of an earlier run of the server. */
export interface ImageTimings {
  /** Both requests of an upload through the console: for the form, and with it. */
  readonly uploadMs?: number;
  /** From the object's creation to the start of the function that has ended it. */
  readonly queueMs?: number;
  /** Cold start of that function. Absent: it was warm. */
  readonly initMs?: number;
  /** That function's run. */
  readonly functionMs?: number;
  /** Name of that function. */
  readonly functionName?: string;
  /** Largest memory of its instance so far, MB. */
  readonly maxMemoryMb?: number;
  /** From reading the original to its outcome, by the record. */
  readonly processingMs?: number;
  /** The original, from S3. In the workflow this and the next four are the sums of all variants. */
  readonly readMs?: number;
  /** From compressed data to pixels. */
  readonly decodeMs?: number;
  /** To the sizes of the results. */
  readonly resizeMs?: number;
  /** From pixels to compressed data. */
  readonly encodeMs?: number;
  /** The results, into S3. */
  readonly writeMs?: number;
}

/** The current version of an original, and what has become of it. */
export interface ImageView {
  readonly id: string;
  readonly key: string;
  readonly versionId?: string;
  /** ISO 8601. */
  readonly uploadedAt: string;
  readonly state: ImageState;
  /** Code of a refusal or failure. */
  readonly reason?: string;
  /** What the function said of it, if it was in this run of the server. */
  readonly message?: string;
  /** After EXIF orientation. Absent: not known yet, or unreadable. */
  readonly size?: PixelSize;
  readonly bytes?: number;
  readonly contentType?: string;
  readonly warnings: readonly string[];
  readonly results: readonly ResultView[];
  /** Absent: the stack does not describe images. */
  readonly appearance?: AppearanceView;
  readonly timings: ImageTimings;
}

/** Answer of `GET /api/images`: the first images by key. */
export interface ImageList {
  readonly images: readonly ImageView[];
  /** True where there are more than are listed. */
  readonly truncated: boolean;
}

/** Answer of `GET /api/stack`. */
export interface StackView {
  /** Name of the stack. */
  readonly name: string;
  /** Whether uploads and deletions go through the stack's upload API; else straight to its bucket. */
  readonly hasUploadApi: boolean;
  /** What is made of which keys, at least one; their prefixes do not overlap. */
  readonly routes: readonly RouteView[];
  /** Media types by endings of file names in lower case. */
  readonly mediaTypes: Readonly<Record<string, string>>;
  readonly choices: PlaygroundChoices;
}

/** What the stack makes of the keys below a prefix. */
export interface RouteView {
  /** Empty: every key. */
  readonly prefix: string;
  /** Endings of keys that are processed; none: every key. */
  readonly suffixes: readonly string[];
  readonly variants: readonly VariantView[];
}

/** A variant of the stack, as far as it is shown. */
interface VariantView extends PixelSize {
  readonly name: string;
  readonly fit: string;
  /** A side or corner, `center` or `attention`. Absent: `center`. */
  readonly position?: string;
  readonly format: string;
  readonly quality: number;
}

/** Something that has happened in the embedded services. */
export interface ActivityView {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `object`, `invocation`, `apiRequest` …: the name of the services' own event. */
  readonly type: string;
  readonly text: string;
  readonly level: "info" | "problem";
}

/** A message of `GET /api/events`, as server-sent JSON. */
export type LiveMessage =
  | { readonly kind: "activity"; readonly activity: ActivityView }
  | { readonly kind: "image"; readonly image: ImageView }
  | { readonly kind: "imageGone"; readonly key: string };

/** A part of the stack that does something or keeps something. */
export interface NodeView {
  readonly name: string;
  /** `bucket`, `function`, `queue` … */
  readonly kind: string;
  readonly description?: string;
}

/** What one part of the stack does to another. */
export interface LinkView {
  readonly from: string;
  /** `triggers`, `reads`, `writes` … */
  readonly verbs: readonly string[];
  readonly to: string;
}

/** Answer of `GET /api/resources`. */
export interface ResourcesView {
  readonly nodes: readonly NodeView[];
  readonly links: readonly LinkView[];
  /** Every registered resource: how many of each type. */
  readonly types: Readonly<Record<string, number>>;
}

/** A function and its runs since the server was started. */
export interface FunctionView {
  readonly name: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSec: number;
  readonly logGroup: string;
  readonly runs: number;
  /** Runs that have thrown or timed out. */
  readonly errors: number;
  readonly throttles: number;
  /** Of the latest run, milliseconds. */
  readonly lastMs?: number;
  /** Largest of any instance, MB. */
  readonly maxMemoryMb?: number;
}

/** Answer of `GET /api/functions`. */
export interface FunctionsView {
  readonly functions: readonly FunctionView[];
  /** Names of all log groups. */
  readonly logGroups: readonly string[];
}

/** A line of a log group. */
interface LogLineView {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

/** Answer of `GET /api/logs`: the last lines of a group, oldest first. */
export interface LogView {
  readonly lines: readonly LogLineView[];
}

/** Answer of `POST /api/redrive`: dead letters. */
export interface RedriveView {
  /** Sent back to where they came from. */
  readonly sent: number;
  /** Still there: they could not be sent, or hold no event. */
  readonly left: number;
}

/** A fault of the embedded services that can be switched on. */
interface FaultView {
  readonly id: string;
  readonly title: string;
  /** What to watch while it is on. */
  readonly description: string;
  readonly isOn: boolean;
}

/** Answer of `GET` and `POST /api/faults`. */
export interface FaultsView {
  readonly faults: readonly FaultView[];
}

/** What is done to a result after it was fitted: one name and its setting. */
export type OperationView = Readonly<Record<string, number | string | true>>;

/** Body of `POST /api/playground`: the settings of a variant, named as in the stack's configuration. */
export interface PlaygroundVariant extends PixelSize {
  readonly name: string;
  readonly fit: string;
  readonly position?: string;
  readonly enlarge?: boolean;
  readonly format: string;
  /** 1..100. */
  readonly quality: number;
  readonly chroma?: string;
  /** 0..6. */
  readonly effort?: number;
  /** `#rrggbb` or `transparent`. */
  readonly background: string;
  readonly operations: readonly OperationView[];
}

/** What a variant's settings may be. */
export interface PlaygroundChoices {
  readonly fits: readonly string[];
  /** Fits that take a position. */
  readonly positionedFits: readonly string[];
  readonly positions: readonly string[];
  readonly formats: readonly string[];
  readonly chromas: readonly string[];
  /** Formats that take chroma. */
  readonly chromaFormats: readonly string[];
  readonly flips: readonly string[];
  /** Of width and height, pixels. */
  readonly edgePx: RangeView;
  readonly quality: RangeView;
  readonly effort: RangeView;
  /** Of operations that take a number. */
  readonly operations: Readonly<Record<"blur" | "brightness" | "contrast" | "rotate", RangeView>>;
}

/** The least and the most that a number may be. */
export interface RangeView {
  readonly min: number;
  readonly max: number;
}

/** Body of every answer that says no. */
export interface ProblemView {
  /** Stable, UPPER_SNAKE. */
  readonly code: string;
  readonly message: string;
}
