import { accepted } from "./content-types";

/** One operation of the API. Routes, methods, validators and the OpenAPI description are all made from these. */
export interface Operation {
  /** Unique; the OpenAPI operationId. */
  readonly id: "putImage" | "createUpload" | "getImage" | "findImage" | "deleteImage";
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly summary: string;
  /** Who answers: S3 itself, or the function of this name. */
  readonly answeredBy: "s3" | "createUpload" | "imageStatus" | "deleteImage";
  /** Query parameters that have to be there. */
  readonly query: readonly string[];
  /** Headers that have to be there. */
  readonly headers: readonly string[];
  /** Whether the JSON body is validated against the schema of an upload request. */
  readonly uploadRequest: boolean;
  /** Whether it works on records, which a stack without a metadata table has none of. */
  readonly needsRecords: boolean;
}

const nothing = { query: [], headers: [], uploadRequest: false, needsRecords: false };

export const operations: readonly Operation[] = [
  {
    ...nothing,
    id: "putImage",
    method: "POST",
    path: "/upload",
    summary: `Stores the body, at most 10 MB of ${accepted.join(", ")}, under a key.`,
    answeredBy: "s3",
    query: ["key"],
    headers: ["Content-Type"],
  },
  {
    ...nothing,
    id: "createUpload",
    method: "POST",
    path: "/uploads",
    summary: "Answers with a form that uploads one picture straight to S3 within 15 minutes.",
    answeredBy: "createUpload",
    uploadRequest: true,
  },
  {
    ...nothing,
    id: "findImage",
    method: "GET",
    path: "/images",
    summary: "The record of what a key shows now, with links to its results.",
    answeredBy: "imageStatus",
    query: ["key"],
    needsRecords: true,
  },
  {
    ...nothing,
    id: "getImage",
    method: "GET",
    path: "/images/{image_id}",
    summary: "The record of an image, with links to its results.",
    answeredBy: "imageStatus",
    needsRecords: true,
  },
  {
    ...nothing,
    id: "deleteImage",
    method: "DELETE",
    path: "/images/{image_id}",
    summary: "Removes the original, every result and the record.",
    answeredBy: "deleteImage",
    needsRecords: true,
  },
];

/** Every path of the API with those above it, parents first: `/images`, `/images/{image_id}`. */
export function pathsOf(chosen: readonly Operation[]): readonly string[] {
  const paths = chosen.flatMap(({ path }) => {
    const parts = path.split("/").slice(1);
    return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`);
  });
  return [...new Set(paths)].sort();
}
