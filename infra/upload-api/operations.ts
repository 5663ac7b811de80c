import {
  acceptedMediaTypes,
  ALL_VERSIONS,
  apiParameters,
  FOCAL_PATTERN,
  MAX_BODY_BYTES,
  MAX_KEY_BYTES,
  SIGNATURE_EXPIRES_SEC,
} from "../../handlers/contract";

/** One operation of the API. Routes, methods, validators and the OpenAPI description are all derived from these. */
export interface Operation {
  /** Unique; the OpenAPI operationId. */
  readonly id: "putImage" | "createUpload" | "getImage" | "findImage" | "deleteImage";
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly summary: string;
  /** The function behind it. */
  readonly backend: "storeImage" | "createUpload" | "imageStatus" | "deleteImage";
  /** Required query parameters. */
  readonly query: readonly string[];
  /** Query parameters that may be left out, each with its values; without values it may have any. */
  readonly optionalQuery: Readonly<Record<string, readonly string[]>>;
  /** Required headers. */
  readonly headers: readonly string[];
  /** Whether the JSON body is validated against `uploadRequestSchema`. */
  readonly uploadRequest: boolean;
}

const noInput = { query: [], optionalQuery: {}, headers: [], uploadRequest: false };

export const operations: readonly Operation[] = [
  {
    ...noInput,
    id: "putImage",
    method: "POST",
    path: "/upload",
    summary: `Stores the body, at most ${MAX_BODY_BYTES / 1e6} MB of ${acceptedMediaTypes.join(", ")}, under a key.`,
    backend: "storeImage",
    query: [apiParameters.key],
    optionalQuery: { [apiParameters.focal]: [] },
    headers: ["Content-Type"],
  },
  {
    ...noInput,
    id: "createUpload",
    method: "POST",
    path: "/uploads",
    summary: `Returns a form that uploads one image directly to S3 within ${SIGNATURE_EXPIRES_SEC / 60} minutes.`,
    backend: "createUpload",
    uploadRequest: true,
  },
  {
    ...noInput,
    id: "findImage",
    method: "GET",
    path: "/images",
    summary: "Returns the record of a key's current version, or of the version named, and describes its results.",
    backend: "imageStatus",
    query: [apiParameters.key],
    optionalQuery: { [apiParameters.versionId]: [] },
  },
  {
    ...noInput,
    id: "getImage",
    method: "GET",
    path: `/images/{${apiParameters.imageId}}`,
    summary: "Returns the record of an image, and describes its results.",
    backend: "imageStatus",
  },
  {
    ...noInput,
    id: "deleteImage",
    method: "DELETE",
    path: `/images/{${apiParameters.imageId}}`,
    summary: "Removes the original, all results and the record; with `versions=all` every version of them, for good.",
    backend: "deleteImage",
    optionalQuery: { [apiParameters.versions]: [ALL_VERSIONS] },
  },
];

/** Every path of the API and of its parents, parents first: `/images`, `/images/{image_id}`. */
export function pathsOf(chosen: readonly Operation[]): readonly string[] {
  const paths = chosen.flatMap(({ path }) => {
    const parts = path.split("/").slice(1);
    return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
  });
  return [...new Set(paths)].sort();
}

const MAX_FOCAL_LENGTH = 100;

/** JSON schema of the body of `POST /uploads`, in draft 4, the one that API Gateway validates by. */
export const uploadRequestSchema = {
  type: "object",
  required: ["key", "contentType", "bytes"],
  additionalProperties: false,
  properties: {
    key: { type: "string", minLength: 1, maxLength: MAX_KEY_BYTES },
    contentType: { type: "string", enum: acceptedMediaTypes },
    bytes: { type: "integer", minimum: 1 },
    focal: { type: "string", pattern: FOCAL_PATTERN, maxLength: MAX_FOCAL_LENGTH },
  },
} as const;
