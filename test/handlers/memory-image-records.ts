import type { ImageRecord } from "../../handlers/contract";
import type { ImageRecords } from "../../handlers/ports/image-records";

/** DynamoDB's limit on a partition key, bytes. */
const MAX_ID_BYTES = 2048;

/**
 * Records in memory that are written and removed under the same conditions as in DynamoDB;
 * `test/layer/image-records.test.ts` holds both to the same.
 */
export function memoryImageRecords(): { readonly records: ImageRecords; readonly items: Map<string, ImageRecord> } {
  const items = new Map<string, ImageRecord>();
  const requireKey = async (id: string): Promise<void> => {
    await Promise.resolve();
    if (id === "" || Buffer.byteLength(id) > MAX_ID_BYTES) {
      throw Object.assign(new Error("One or more parameter values were invalid"), { name: "ValidationException" });
    }
  };
  return {
    items,
    records: {
      enabled: true,
      put: async (record) => {
        await requireKey(record.image_id);
        const there = items.get(record.image_id);
        const written = !there || (record.status === "FAILED" ? mayFail(there, record) : isNewer(there, record));
        // A table knows no undefined.
        if (written) items.set(record.image_id, JSON.parse(JSON.stringify(record)) as ImageRecord);
        return written;
      },
      get: async (imageId) => {
        await requireKey(imageId);
        return items.get(imageId);
      },
      ofKey: (bucket, key) =>
        Promise.resolve(
          [...items.values()]
            .filter((record) => record.source_bucket === bucket && record.original_key === key)
            .sort((a, b) => (a.upload_time < b.upload_time ? 1 : -1)),
        ),
      remove: async (imageId, upTo) => {
        await requireKey(imageId);
        const there = items.get(imageId);
        if (there && (upTo === undefined || there.sequencer <= upTo)) items.delete(imageId);
      },
      removeFailure: async ({ image_id: imageId, sequencer }) => {
        await requireKey(imageId);
        const there = items.get(imageId);
        if (there?.status === "FAILED" && there.sequencer === sequencer) items.delete(imageId);
      },
    },
  };
}

function isNewer(there: ImageRecord, { sequencer }: ImageRecord): boolean {
  return there.sequencer < sequencer || (there.sequencer === sequencer && there.status !== "PROCESSED");
}

function mayFail(there: ImageRecord, { sequencer }: ImageRecord): boolean {
  return there.sequencer < sequencer
    ? there.status !== "PROCESSED"
    : there.sequencer === sequencer && there.status === "FAILED";
}
