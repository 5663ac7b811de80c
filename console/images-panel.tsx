import { useEffect, useMemo, useState } from "preact/hooks";

import type { ImageState, ImageView, StackView } from "./contract";
import { DeletedImages } from "./deleted-images";
import { DropZone } from "./drop-zone";
import { ImageCard, UploadCard } from "./image-card";
import { ImageDetail } from "./image-detail";
import type { ImagesAction, ImagesState, PendingUpload } from "./image-state";
import { RedriveButton } from "./redrive-button";
import { routeOf } from "./routes";
import { deleteImage } from "./server";
import type { KeyedFile } from "./upload-files";

interface ImagesPanelProps {
  readonly stack: StackView;
  readonly state: ImagesState;
  readonly dispatch: (action: ImagesAction) => void;
  readonly onFiles: (files: readonly KeyedFile[]) => void;
}

type Filter = ImageState | "all";

const filters: readonly Filter[] = ["all", "processing", "processed", "refused", "failed"];

/** Uploads, and every image with what has become of it. */
export function ImagesPanel({ stack, state, dispatch, onFiles }: ImagesPanelProps) {
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState("");
  const [openKey, setOpenKey] = useState<string>();
  const { images = new Map<string, ImageView>(), uploads } = state;
  const all = useMemo(() => [...images.values()].sort(latestFirst), [images]);
  const shown = all.filter(
    (image) => (filter === "all" || image.state === filter) && image.key.toLowerCase().includes(search.toLowerCase()),
  );
  const open = openKey === undefined ? undefined : images.get(openKey);
  const isGone = openKey !== undefined && open === undefined;
  // An image that comes back, restored or uploaded again, does not open by itself.
  useEffect(() => {
    if (isGone) setOpenKey(undefined);
  }, [isGone]);
  const isEmpty = state.images !== undefined && all.length === 0 && uploads.size === 0;
  return (
    <>
      <DropZone routes={stack.routes} onFiles={onFiles} />
      {isEmpty ? (
        <p class="empty">
          No images yet. Drop some above: each is uploaded, processed by the stack and shown here with its results.
        </p>
      ) : (
        <>
          <div class="toolbar">
            <label>
              Search <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
            </label>
            <label>
              State{" "}
              <select value={filter} onChange={(event) => setFilter(event.currentTarget.value as Filter)}>
                {filters.map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </select>
            </label>
            <DeleteShown images={shown} />
            {all.some((image) => image.state === "failed") && <RedriveButton />}
          </div>
          <Summary images={all} shown={shown.length} uploads={[...uploads.values()]} />
        </>
      )}
      {state.truncated && <p class="quiet">There are more images in the bucket than are listed here.</p>}
      <ul class="cards" aria-label="Images">
        {[...uploads.values()].map((upload) => (
          <UploadCard
            key={`upload ${upload.key}`}
            upload={upload}
            onDismiss={() => dispatch({ type: "dismissed", key: upload.key })}
          />
        ))}
        {shown.map((image) => (
          <ImageCard key={image.key} image={image} onOpen={() => setOpenKey(image.key)} />
        ))}
      </ul>
      <DeletedImages />
      {open && (
        <ImageDetail
          key={open.key}
          image={open}
          variants={routeOf(stack.routes, open.key)?.variants ?? []}
          onClose={() => setOpenKey(undefined)}
        />
      )}
    </>
  );
}

const latestFirst = (a: ImageView, b: ImageView) =>
  b.uploadedAt.localeCompare(a.uploadedAt) || a.key.localeCompare(b.key);

interface SummaryProps {
  readonly images: readonly ImageView[];
  readonly shown: number;
  readonly uploads: readonly PendingUpload[];
}

/** Counts, which a screen reader reads out when they change. */
function Summary({ images, shown, uploads }: SummaryProps) {
  const counts = filters.slice(1).flatMap((state) => {
    const count = images.filter((image) => image.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  const refused = uploads.filter(({ state }) => state === "refused").length;
  const waiting = uploads.length - refused;
  if (waiting > 0) counts.push(`${waiting} on their way`);
  if (refused > 0) counts.push(`${refused} not uploaded`);
  return (
    <p class="quiet" role="status">
      {images.length} {images.length === 1 ? "image" : "images"}: {counts.join(", ")}
      {shown !== images.length && `; ${shown} shown`}
    </p>
  );
}

/** Deletes the images that are shown, and asks once. */
function DeleteShown({ images }: { readonly images: readonly ImageView[] }) {
  const [asks, setAsks] = useState(false);
  const [problem, setProblem] = useState("");
  if (images.length === 0) return null;
  const deleteAll = async () => {
    setAsks(false);
    setProblem("");
    for (const { key } of images)
      await deleteImage(key).catch((error: unknown) => setProblem((error as Error).message));
  };
  return (
    <span class="actions">
      {asks ? (
        <>
          <button type="button" class="button danger" onClick={() => void deleteAll()}>
            Delete {images.length} with their results
          </button>
          <button type="button" class="button" onClick={() => setAsks(false)}>
            Keep
          </button>
        </>
      ) : (
        <button type="button" class="button" onClick={() => setAsks(true)}>
          Delete those shown
        </button>
      )}
      {problem !== "" && <span role="alert">{problem}</span>}
    </span>
  );
}
