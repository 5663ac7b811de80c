import { DeleteObjectCommand } from "@aws-sdk/client-s3";

import type { DeletedList, DeletedView } from "../../console/contract";
import type { ConnectedStack } from "../operate/clients";
import { listVersions, type ListedVersion } from "../operate/listing";
import { listUploads } from "../operate/originals";
import { notFound } from "./problem";

/** Most images of a list. */
const MAX_LISTED = 200;

/** Versions of a page. */
const PAGE_SIZE = 1000;

/** Originals whose latest version is a delete marker, the first by key. */
export async function listDeleted(stack: ConnectedStack): Promise<DeletedList> {
  const images: DeletedView[] = [];
  for await (const page of listUploads(stack, { pageSize: PAGE_SIZE })) {
    for (const { key, isLatest, isMarker, modified } of page) {
      if (!isLatest || !isMarker) continue;
      if (images.length === MAX_LISTED) return { images, truncated: true };
      images.push({ key, deletedAt: new Date(modified).toISOString() });
    }
  }
  return { images, truncated: false };
}

/**
 * Brings an original back: its delete markers are removed, as long as there is one on top, and S3 shows the version
 * below ("Working with delete markers", Amazon S3 User Guide). The event of it brings results and record back.
 *
 * @throws ConsoleProblem 404 where it was not deleted, or no version of it is left
 */
export async function restore({ s3, outputs }: ConnectedStack, key: string): Promise<void> {
  const { sourceBucket: Bucket } = outputs;
  const versions: ListedVersion[] = [];
  for await (const page of listVersions(s3, Bucket, { prefix: key, pageSize: PAGE_SIZE })) {
    versions.push(...page.filter((version) => version.key === key));
    if (page.some((version) => version.key !== key)) break;
  }
  const shown = versions.findIndex(({ isMarker }) => !isMarker);
  if (shown === 0) throw notFound(`"${key}" is not deleted.`);
  if (shown < 0) throw notFound(`No version of "${key}" is left to restore.`);
  for (const { versionId: VersionId } of versions.slice(0, shown)) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId }));
  }
}
