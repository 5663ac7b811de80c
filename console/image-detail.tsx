import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { adviceOf } from "./advice";
import { Appearance } from "./appearance";
import { Compare } from "./compare";
import type { FileMetadataView, ImageMetadataView, ImageView, ResultView, RouteView } from "./contract";
import { formatBytes, formatMs, formatSaving, formatSize, formatType } from "./format";
import { ImageTrace } from "./image-trace";
import { deleteImage, originalAddress, processAgain, readMetadata, resultAddress } from "./server";

interface ImageDetailProps {
  readonly image: ImageView;
  readonly variants: RouteView["variants"];
  readonly onClose: () => void;
}

/** Everything about one image, over the page. */
export function ImageDetail({ image, variants, onClose }: ImageDetailProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { key, state, reason, message } = image;
  const metadata = useMetadata(image);
  return (
    <dialog ref={dialog} class="detail" onClose={onClose} aria-labelledby="detail-title">
      <header class="detail-head">
        <h2 id="detail-title">{key}</h2>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <p>
        <span class={`badge ${state}`}>{state}</span> {reason !== undefined && <code>{reason}</code>} {message}
      </p>
      {(state === "refused" || state === "failed") && <p>{adviceOf(state, reason)}</p>}
      <Actions image={image} onGone={() => dialog.current?.close()} />
      <Compare image={image} variants={variants} />
      <h3>Original and results</h3>
      <div class="figures" role="group" aria-label="Original and results" tabIndex={0}>
        <Original image={image} metadata={metadata?.original} />
        {image.results.map((result) => (
          <Result key={result.variant} image={image} result={result} metadata={metadata} />
        ))}
      </div>
      <Appearance image={image} />
      <h3>Measured</h3>
      <Timings image={image} />
      <Trace imageKey={key} />
    </dialog>
  );
}

/** Asked for once it is opened. */
function Trace({ imageKey }: { readonly imageKey: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="trace" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Functions, calls and who has allowed them</summary>
      {isOpen && <ImageTrace imageKey={imageKey} />}
    </details>
  );
}

/** Known a while after the image is shown. */
function useMetadata({ key, id, state }: ImageView): ImageMetadataView | undefined {
  const [metadata, setMetadata] = useState<ImageMetadataView>();
  useEffect(() => {
    let isShown = true;
    // Without it the image is shown all the same.
    readMetadata(key).then(
      (answer) => isShown && setMetadata(answer),
      () => undefined,
    );
    return () => void (isShown = false);
  }, [id, state]);
  return metadata;
}

interface OriginalProps {
  readonly image: ImageView;
  readonly metadata: FileMetadataView | undefined;
}

function Original({ image, metadata }: OriginalProps) {
  const { bytes, size, contentType } = image;
  return (
    <Figure
      title="original"
      address={originalAddress(image)}
      alt={`Original ${image.key}`}
      contentType={contentType}
      isScaled
    >
      {size && `${formatSize(size)}, `}
      {bytes !== undefined && `${formatBytes(bytes)}, `}
      {contentType === undefined ? "format unknown" : formatType(contentType)}
      {image.warnings.length > 0 && `; ${image.warnings.join(", ")}`}
      {metadata && `; has ${metadata.kinds.join(", ") || "no metadata"}`}
      <br />
      <a href={originalAddress(image)} target="_blank">
        Open at true size
      </a>{" "}
      <a href={originalAddress(image, true)}>Download original</a>
    </Figure>
  );
}

interface ResultProps {
  readonly image: ImageView;
  readonly result: ResultView;
  readonly metadata: ImageMetadataView | undefined;
}

function Result({ image, result, metadata }: ResultProps) {
  const { variant, key, size, bytes, contentType, warnings } = result;
  return (
    <Figure
      title={variant}
      address={resultAddress(key, image)}
      alt={`${variant} of ${image.key}`}
      contentType={contentType}
      size={size}
    >
      {formatSize(size)}, {formatBytes(bytes)}
      {image.bytes !== undefined && ` (${formatSaving(bytes, image.bytes)})`}, {formatType(contentType)}
      {warnings.length > 0 && `; ${warnings.join(", ")}`}
      {metadata && describeMetadata(metadata.original, metadata.results[variant])}
      <br />
      <a href={resultAddress(key, image, true)}>Download {variant}</a>
    </Figure>
  );
}

/** What became of an original's metadata. */
function describeMetadata({ kinds: had }: FileMetadataView = { kinds: [] }, result: FileMetadataView | undefined) {
  if (result === undefined) return "";
  const dropped = had.filter((kind) => !result.kinds.includes(kind));
  const lists = [
    [result.kinds, "kept"],
    [dropped, "dropped"],
  ] as const;
  const said = lists.flatMap(([kinds, verb]) => (kinds.length === 0 ? [] : [`${kinds.join(", ")} ${verb}`]));
  return `; ${said.join(", ") || "no metadata"}`;
}

interface FigureProps {
  readonly title: string;
  readonly address: string;
  readonly alt: string;
  readonly contentType?: string;
  /** True: no larger than the page. Default: one pixel of the image is one of the page. */
  readonly isScaled?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
  readonly children: ComponentChildren;
}

function Figure({ title, address, alt, contentType = "", isScaled = false, size, children }: FigureProps) {
  const [isBroken, setBroken] = useState(false);
  return (
    <figure class={isScaled ? "figure scaled" : "figure"}>
      {isBroken ? (
        <p class="frame-text">This browser cannot show {formatType(contentType) || "it"}.</p>
      ) : (
        <img src={address} alt={alt} {...size} onError={() => setBroken(true)} />
      )}
      <figcaption>
        <strong>{title}</strong> {isScaled ? "(scaled to fit)" : "(true size)"}
        <br />
        {children}
      </figcaption>
    </figure>
  );
}

function Timings({ image: { timings, uploadedAt } }: { readonly image: ImageView }) {
  const { functionName, maxMemoryMb } = timings;
  const measured: readonly (readonly [name: string, ms: number | undefined])[] = [
    ["Upload", timings.uploadMs],
    ["Wait for the function", timings.queueMs],
    ["Cold start", timings.initMs],
    ["Read", timings.readMs],
    ["Decode", timings.decodeMs],
    ["Resize", timings.resizeMs],
    ["Encode", timings.encodeMs],
    ["Write", timings.writeMs],
    [`Function ${functionName ?? ""}`, timings.functionMs],
    ["Processing, by the record", timings.processingMs],
  ];
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ["Uploaded", new Date(uploadedAt).toLocaleString()],
    ...measured.map(([name, ms]) => [name, ms === undefined ? undefined : formatMs(ms)] as const),
    ["Largest memory of the function", maxMemoryMb === undefined ? undefined : `${maxMemoryMb} MB`],
  ];
  const known = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  return (
    <dl class="facts">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Process again, and delete, which asks once. */
function Actions({ image, onGone }: { readonly image: ImageView; readonly onGone: () => void }) {
  const [asks, setAsks] = useState(false);
  const [said, setSaid] = useState("");
  const attempt = (work: Promise<unknown>, done: () => void) =>
    void work.then(done, (error: unknown) => setSaid((error as Error).message));
  return (
    <p class="actions">
      <button
        type="button"
        class="button"
        onClick={() => attempt(processAgain(image.key), () => setSaid("It is being processed again."))}
      >
        Process again
      </button>
      {asks ? (
        <>
          <button type="button" class="button danger" onClick={() => attempt(deleteImage(image.key), onGone)}>
            Delete original, results and record
          </button>
          <button type="button" class="button" onClick={() => setAsks(false)}>
            Keep
          </button>
        </>
      ) : (
        <button type="button" class="button" onClick={() => setAsks(true)}>
          Delete
        </button>
      )}
      <span role="status">{said}</span>
    </p>
  );
}
