import { LoadingImage } from "./appearance";
import type { ImageView } from "./contract";
import { formatBytes, formatMs, formatSaving, formatSize, formatType } from "./format";
import type { PendingUpload } from "./image-state";
import { resultAddress } from "./server";

/** An image in the list: its first result, what has become of it, and the way to everything else. */
export function ImageCard({ image, onOpen }: { readonly image: ImageView; readonly onOpen: () => void }) {
  const { key, state, reason, results, bytes, size, contentType } = image;
  const [first] = results;
  return (
    <li class={`card ${state}`} data-key={key}>
      <button type="button" class="card-open" onClick={onOpen} aria-haspopup="dialog">
        <span class="frame">
          {first === undefined ? (
            <span class="frame-text">{reason ?? "waiting for its outcome"}</span>
          ) : (
            <LoadingImage
              {...{ address: resultAddress(first.key, image), alt: "", size: first.size }}
              appearance={image.appearance}
            />
          )}
        </span>
        <span class="card-name" title={key}>
          {key}
        </span>
      </button>
      <p class="card-facts">
        <span class={`badge ${state}`}>{state}</span>{" "}
        {[contentType && formatType(contentType), size && formatSize(size), bytes !== undefined && formatBytes(bytes)]
          .filter(Boolean)
          .join(", ")}
      </p>
      {first !== undefined && (
        <p class="card-facts quiet">
          {results.length === 1 ? "" : `${results.length} results; `}
          {first.variant} {formatSize(first.size)}, {formatBytes(first.bytes)}
          {bytes !== undefined && ` (${formatSaving(first.bytes, bytes)})`}
          {image.timings.functionMs !== undefined && `, ${formatMs(image.timings.functionMs)}`}
        </p>
      )}
    </li>
  );
}

const uploadStates = {
  waiting: "waiting to be sent",
  sending: "uploading",
  sent: "uploaded",
  refused: "not uploaded",
} as const;

/** A file that is on its way, or was not taken. */
export function UploadCard({ upload, onDismiss }: { readonly upload: PendingUpload; readonly onDismiss: () => void }) {
  const { key, state, bytes, message } = upload;
  return (
    <li class={`card upload ${state}`} data-key={key}>
      <span class="frame">
        <span class="frame-text">{message ?? uploadStates[state]}</span>
      </span>
      <span class="card-name" title={key}>
        {key}
      </span>
      <p class="card-facts">
        <span class={`badge ${state === "refused" ? "refused" : "processing"}`}>{uploadStates[state]}</span>{" "}
        {formatBytes(bytes)}
      </p>
      {state === "refused" && (
        <p>
          <button type="button" class="button small" onClick={onDismiss}>
            Dismiss <span class="hidden">{key}</span>
          </button>
        </p>
      )}
    </li>
  );
}
