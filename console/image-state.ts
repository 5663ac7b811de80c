import type { ImageList, ImageView } from "./contract";

/** A file that is not an image of the stack yet. */
export interface PendingUpload {
  /** With the stack's prefix. */
  readonly key: string;
  readonly bytes: number;
  readonly state: "waiting" | "sending" | "sent" | "refused";
  /** Why it was refused, or could not be sent. */
  readonly message?: string;
}

/** Everything that the page knows of images. */
export interface ImagesState {
  /** By key. Undefined: not listed yet. */
  readonly images?: ReadonlyMap<string, ImageView>;
  /** By key. */
  readonly uploads: ReadonlyMap<string, PendingUpload>;
  readonly truncated: boolean;
}

export type ImagesAction =
  | { readonly type: "listed"; readonly list: ImageList }
  | { readonly type: "changed"; readonly image: ImageView }
  | { readonly type: "gone"; readonly key: string }
  | { readonly type: "upload"; readonly upload: PendingUpload }
  /** The server has stored it: the image itself may be known already. */
  | { readonly type: "sent"; readonly key: string; readonly id: string }
  | { readonly type: "dismissed"; readonly key: string };

export const noImages: ImagesState = { uploads: new Map(), truncated: false };

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  const copy = new Map(map);
  copy.delete(key);
  return copy;
}

function withEntry<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): ReadonlyMap<string, Value> {
  return new Map(map).set(key, value);
}

export function reduceImages(state: ImagesState, action: ImagesAction): ImagesState {
  const { images = new Map<string, ImageView>(), uploads } = state;
  switch (action.type) {
    case "listed": {
      const listed = new Map(action.list.images.map((image) => [image.key, image]));
      return { ...state, images: listed, truncated: action.list.truncated };
    }
    case "changed": {
      const { key } = action.image;
      const isSent = uploads.get(key)?.state === "sent";
      return {
        ...state,
        images: withEntry(images, key, action.image),
        uploads: isSent ? without(uploads, key) : uploads,
      };
    }
    case "gone":
      return { ...state, images: without(images, action.key) };
    case "upload":
      return { ...state, uploads: withEntry(uploads, action.upload.key, action.upload) };
    case "sent": {
      const upload = uploads.get(action.key);
      const isKnown = images.get(action.key)?.id === action.id;
      if (isKnown || upload === undefined) return { ...state, uploads: without(uploads, action.key) };
      return { ...state, uploads: withEntry(uploads, action.key, { ...upload, state: "sent" }) };
    }
    case "dismissed":
      return { ...state, uploads: without(uploads, action.key) };
  }
}
