/** What to do about an image that was refused or has failed, by the code of its reason. */
export const advice: Readonly<Record<string, string>> = {
  NOT_AN_IMAGE: "The bytes are no image that is read here, whatever the name says. Export it as JPEG, PNG or WebP.",
  IMAGE_TOO_LARGE:
    "It has more pixels, bytes or memory than the stack accepts: make it smaller, or raise maxInputMegapixels, maxInputMb or memoryMb.",
  IMAGE_TOO_COSTLY:
    "Its decoder was stopped, as it took many times what an image of that size takes: export it anew, or as JPEG or PNG.",
  IMAGE_CORRUPT:
    "The file is cut short or broken: send it again from where it came. With onDamage: keep it is drawn as far as it goes.",
  FORMAT_UNSUPPORTED:
    "This format, or this kind of it, is not read: export it as JPEG or PNG, or switch avif, heic or jxl on.",
  KEY_TOO_LONG: "The key of a result would be longer than S3 accepts: shorten the file's name or its folder.",
  SOURCE_GONE: "It was removed before it was processed: nothing to do.",
  SUPERSEDED: "A later version of the same key has replaced it: nothing to do.",
  NO_OUTCOME: "Nothing was recorded in time: process it again.",
  WATERMARK_UNUSABLE: "The watermark is missing or unreadable: upload it, then send the dead letters back.",
};

const FAILURE_ADVICE = "It was retried and is kept as a dead letter: mend the cause, then send the dead letters back.";

export function adviceOf(state: "refused" | "failed", reason: string | undefined): string {
  const known = advice[reason ?? ""];
  return known ?? (state === "failed" ? FAILURE_ADVICE : "The function's log says more.");
}
