/** User metadata (`x-amz-meta-*`) of a result. */
export const objectMetadata = {
  /** Id of the version that the result was made of. */
  imageId: "image-id",
  /** Id of the original's key, whatever its version. */
  originalId: "original-id",
  /** Digest of the result's bytes. */
  digest: "digest",
  /** Digest of the variant's specification (`specificationOf`). Absent in results of earlier releases. */
  specification: "specification",
  /** `true`: it was written over another result, which the edge may still have. Only where the stack delivers. */
  replaces: "replaces",
  /** Size of the original, "WxH" in pixels, of results in sets: which of their widths there are follows from it. */
  originalSize: "original-size",
  /** `true`: another result has taken its place. Only of results with immutable keys. */
  superseded: "superseded",
} as const;

/** Tag of a superseded result: what a lifecycle rule finds it by, which can see no metadata. */
export const supersededTag = { key: "superseded", value: "true" } as const;
