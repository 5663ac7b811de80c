import { imageId, isProcessedKey, prefixesOf, type ImageRecord, type Routing } from "../../handlers/contract";
import type { ConnectedStack } from "./clients";
import { compareKeys, listVersions, type ListedVersion } from "./listing";
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

/** Which originals are listed. */
export interface OriginalsSpec {
  /** Only keys that begin with it. Default: all that the stack processes. */
  readonly prefix?: string;
  /** Only keys after it. */
  readonly after?: string;
}

/** The originals of a stack in the order of their keys, page by page: never more than a page is in memory. */
export async function* listOriginals(
  stack: ConnectedStack,
  spec: OriginalsSpec = {},
): AsyncGenerator<readonly Original[]> {
  const { sourceBucket: bucket } = stack.outputs;
  for await (const page of listUploads(stack, { ...spec, pageSize: PAGE_SIZE })) {
    const current = page.filter(({ isLatest, isMarker }) => isLatest && !isMarker);
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

/** The versions of the keys that a stack processes, in the order of the keys, page by page. */
export async function* listUploads(
  { s3, outputs, processing }: Pick<ConnectedStack, "s3" | "outputs" | "processing">,
  { prefix = "", after, pageSize }: OriginalsSpec & { readonly pageSize: number },
): AsyncGenerator<readonly ListedVersion[]> {
  for (const listed of listedPrefixes(processing, prefix)) {
    for await (const page of listVersions(s3, outputs.sourceBucket, { prefix: listed, after, pageSize })) {
      yield page.filter(({ key }) => isProcessedKey(key, processing));
    }
  }
}

/** What has to be listed for keys of the routes that begin with a prefix. No route's prefix begins with another. */
function listedPrefixes(routing: Routing, prefix: string): readonly string[] {
  return prefixesOf(routing)
    .flatMap((one) => (one.startsWith(prefix) ? one : prefix.startsWith(one) ? prefix : []))
    .sort(compareKeys);
}
