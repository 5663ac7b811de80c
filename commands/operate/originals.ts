import { imageId, matchesTrigger, type ImageRecord } from "../../handlers/contract";
import type { ConnectedStack } from "./clients";
import { listVersions } from "./listing";
import { readRecords } from "./records";

/** The current version of a key that the stack processes, with its record. */
export interface Original {
  readonly key: string;
  /** Absent: written before the bucket kept versions. */
  readonly versionId?: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly imageId: string;
  readonly record?: ImageRecord;
}

/** Keys of a page: two requests for their records. */
const PAGE_SIZE = 200;

/** The originals of a stack in the order of their keys, page by page: never more than a page is in memory. */
export async function* listOriginals(
  stack: ConnectedStack,
  { prefix = stack.processing.uploadPrefix, after }: { readonly prefix?: string; readonly after?: string } = {},
): AsyncGenerator<readonly Original[]> {
  const { sourceBucket: bucket } = stack.outputs;
  for await (const page of listVersions(stack.s3, bucket, { prefix, after, pageSize: PAGE_SIZE })) {
    const current = page.filter(({ isLatest, isMarker, key }) => isLatest && !isMarker && isProcessed(stack, key));
    const originals = current.map(({ key, versionId, modified }) => ({
      key,
      versionId,
      modified,
      imageId: imageId({ bucket, key, versionId }),
    }));
    const records = await readRecords(
      stack,
      originals.map((original) => original.imageId),
    );
    if (originals.length === 0) continue;
    yield originals.map((original) => ({ ...original, record: records.get(original.imageId) }));
  }
}

/** Whether the stack processes originals with this key. */
function isProcessed({ processing }: Pick<ConnectedStack, "processing">, key: string): boolean {
  return key.startsWith(processing.uploadPrefix) && matchesTrigger(key, processing);
}
