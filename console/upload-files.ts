import type { StackView } from "./contract";
import type { ImagesAction, PendingUpload } from "./image-state";
import { uploadImage } from "./server";

/** A file that somebody has dropped or chosen. */
export interface NamedFile {
  /** Its name, below the folder that was dropped with it. */
  readonly path: string;
  readonly file: File;
}

/** A file and the key that it is to have. */
export interface KeyedFile {
  readonly key: string;
  readonly file: File;
}

/** Files that are sent side by side: more would only wait for each other. */
const PARALLEL = 4;

/** Uploads files, each under its key, and says how far each is. */
export async function uploadFiles(
  files: readonly KeyedFile[],
  { mediaTypes }: StackView,
  dispatch: (action: ImagesAction) => void,
): Promise<void> {
  const report = ({ key, file }: KeyedFile, state: PendingUpload["state"], message?: string) =>
    dispatch({ type: "upload", upload: { key, bytes: file.size, state, message } });
  files.forEach((one) => report(one, "waiting"));
  const queue = files.values();
  const worker = async () => {
    for (const one of queue) {
      report(one, "sending");
      try {
        const { key, id } = await uploadImage(one.key, one.file, mediaTypeOf(one, mediaTypes));
        dispatch({ type: "sent", key, id });
      } catch (error) {
        report(one, "refused", (error as Error).message);
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}

function mediaTypeOf({ key, file }: KeyedFile, mediaTypes: StackView["mediaTypes"]): string {
  const ending = /\.\w+$/.exec(key)?.[0].toLowerCase() ?? "";
  return mediaTypes[ending] ?? (file.type || "application/octet-stream");
}

/** Files of a drop, with those of folders and of the folders in them. Hidden files are left out. */
export async function filesOfDrop(items: DataTransferItemList): Promise<NamedFile[]> {
  // Before anything is awaited: the items are gone then.
  const taken = [...items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files = await Promise.all(
    taken.map(async ({ entry, file }) => (entry ? filesOf(entry) : file ? [{ path: file.name, file }] : [])),
  );
  return files.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (entry.name.startsWith(".")) return [];
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const files: NamedFile[] = [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives some of a folder's entries at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return files;
    files.push(...(await Promise.all(some.map(filesOf))).flat());
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** Files that were chosen with a file input. */
export function filesOfInput({ files }: HTMLInputElement): NamedFile[] {
  return [...(files ?? [])]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ file }) => !file.name.startsWith("."));
}
