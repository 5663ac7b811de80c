import type { Picture } from "./inputs";

/** One result of a picture. */
export interface ResultObject {
  readonly key: string;
  readonly bytes: number;
  /** Pixels, "WxH"; absent if no record tells it. */
  readonly size?: string;
}

/** What became of an upload. */
export type Verdict =
  | { readonly status: "processed"; readonly originalSize?: string; readonly results: readonly ResultObject[] }
  | {
      readonly status: "refused" | "failed";
      readonly reason: string;
      readonly message?: string;
      readonly originalSize?: string;
    };

/** A picture, what became of it and how long that took. */
export interface PictureOutcome {
  readonly picture: Picture;
  readonly key: string;
  readonly verdict: Verdict;
  /** True if a new instance of the function had to start for it; undefined if the log does not tell. */
  readonly cold: boolean | undefined;
  /** From the start of the upload until the record was there, in milliseconds. */
  readonly ms: number;
  /** Files that the results were written to. */
  readonly files: readonly string[];
}
