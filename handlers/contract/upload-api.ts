import type { RecordStatus } from "./image-record";
import type { Range } from "./variant-ranges";

/** Body of `POST /uploads`. */
export interface UploadRequest {
  /** Without the stack's prefix; with `routes` the whole key, see `uploadedKey`. */
  readonly key: string;
  readonly contentType: string;
  /** Size of the file, exactly. */
  readonly bytes: number;
  /** See `FOCAL_PATTERN`. Default none. */
  readonly focal?: string;
}

/** Parameters of the API: in the path of an image, and in the query of uploads, searches and deletions. */
export const apiParameters = {
  imageId: "image_id",
  key: "key",
  versions: "versions",
  versionId: "version_id",
  focal: "focal",
  wait: "wait",
} as const;

/** Seconds that a request for an image may wait for its outcome. API Gateway waits 29 s for the function's answer. */
export const WAIT_RANGE_SEC = { min: 0, max: 20 } as const satisfies Range;

/** Value of the parameter `versions`: a deletion leaves no version of anything. */
export const ALL_VERSIONS = "all";

/** Codes of the problems that the API's functions answer with; stable. */
export const problemCodes = [
  "REQUEST_INVALID",
  "KEY_INVALID",
  "KEY_RESERVED",
  "CONTENT_TYPE_UNSUPPORTED",
  "IMAGE_TOO_LARGE",
  "IMAGE_UNKNOWN",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** How long an upload form and a link to a result are valid, seconds (15 minutes). */
export const SIGNATURE_EXPIRES_SEC = 15 * 60;

/**
 * Largest body of `POST /upload`, bytes. The event of a function has 6 MB at most (AWS Lambda, quotas: invocation
 * payload), and holds the body as base64, which takes four thirds.
 */
export const MAX_BODY_BYTES = 4_500_000;

/** Status that the API answers with while an image has no record yet. */
export const PENDING_STATUS = "PROCESSING" satisfies RecordStatus;

/** Reason of an image that the API calls FAILED because its outcome is overdue and nothing of it is recorded. */
export const NO_OUTCOME = "NO_OUTCOME";
