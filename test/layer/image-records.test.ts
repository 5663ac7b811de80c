import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startCloud } from "@image-pipeline/local-aws";
import { expect } from "chai";
import { originalKeyIndex, RECORD_KEY, type ImageRecord } from "../../handlers/contract";
import type { ImageRecords } from "../../handlers/ports/image-records";
import { dynamoRecords, noRecords } from "../../layer/dynamo-records";
import { memoryImageRecords } from "../handlers/memory-image-records";

interface Opened {
  readonly records: ImageRecords;
  close(): Promise<void> | void;
}

async function embeddedDynamoDb(): Promise<Opened> {
  const cloud = await startCloud();
  const { endpoint, region, credentials } = cloud;
  const client = new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 1 });
  const { name: IndexName, partitionKey, sortKey } = originalKeyIndex;
  const keys = (partition: string, ...sort: string[]) => [
    { AttributeName: partition, KeyType: "HASH" as const },
    ...sort.map((AttributeName) => ({ AttributeName, KeyType: "RANGE" as const })),
  ];
  await client.send(
    new CreateTableCommand({
      TableName: "image-metadata",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [RECORD_KEY, partitionKey, sortKey].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S" as const,
      })),
      KeySchema: keys(RECORD_KEY),
      GlobalSecondaryIndexes: [
        { IndexName, KeySchema: keys(partitionKey, sortKey), Projection: { ProjectionType: "ALL" } },
      ],
    }),
  );
  return {
    records: dynamoRecords(client, "image-metadata"),
    close: () => {
      client.destroy();
      return cloud.close();
    },
  };
}

const implementations: Record<string, () => Promise<Opened> | Opened> = {
  "the embedded DynamoDB": embeddedDynamoDb,
  memory: () => ({ ...memoryImageRecords(), close: () => undefined }),
};

type Facts = Partial<ImageRecord> & Pick<ImageRecord, "image_id">;

const common = {
  original_key: "cat.jpg",
  source_bucket: "source",
  destination_bucket: "destination",
  sequencer: "05",
  upload_time: "2026-01-02T03:04:05.678Z",
  duration_ms: 12,
};
const refused = (facts: Facts): ImageRecord => ({
  ...common,
  status: "REFUSED",
  reason: "IMAGE_CORRUPT",
  ...facts,
});
const processed = (facts: Facts): ImageRecord => ({
  ...common,
  status: "PROCESSED",
  variants: [{ name: "processed", key: "processed-cat.jpg", size: "300x300", bytes: 5, content_type: "image/jpeg" }],
  ...facts,
});
const failed = (facts: Facts): ImageRecord => ({
  ...common,
  status: "FAILED",
  reason: "InternalError",
  failed_at: "2026-01-02T09:04:05.678Z",
  attempts: 3,
  ...facts,
});

for (const [name, open] of Object.entries(implementations)) {
  describe(`image records over ${name}`, () => {
    let opened: Opened;
    let records: ImageRecords;
    before(async () => {
      opened = await open();
      records = opened.records;
    });
    after(() => opened.close());

    it("are kept", () => {
      expect(records.enabled).to.be.true;
    });

    it("give back what was written, without what is undefined", async () => {
      const record = processed({ image_id: "whole", bytes_in: 100, version_id: "v1" });
      expect(await records.put({ ...record, bytes_out: undefined })).to.be.true;
      expect(await records.get("whole")).to.deep.equal(record);
      expect(await records.get("whole")).not.to.have.property("bytes_out");
      expect(await records.get("none")).to.be.undefined;
    });

    const writes: [what: string, there: ImageRecord, next: ImageRecord, written: boolean][] = [
      [
        "an earlier event's result",
        processed({ image_id: "w1", sequencer: "04" }),
        processed({ image_id: "w1", duration_ms: 1 }),
        true,
      ],
      [
        "an earlier event's result by a refusal",
        processed({ image_id: "w2", sequencer: "04" }),
        refused({ image_id: "w2" }),
        true,
      ],
      ["a later event's result", processed({ image_id: "w3", sequencer: "06" }), processed({ image_id: "w3" }), false],
      ["a later event's refusal", refused({ image_id: "w4", sequencer: "06" }), processed({ image_id: "w4" }), false],
      ["the same event's result", processed({ image_id: "w5" }), processed({ image_id: "w5", duration_ms: 1 }), false],
      ["the same event's result by a refusal", processed({ image_id: "w6" }), refused({ image_id: "w6" }), false],
      ["the same event's refusal", refused({ image_id: "w7" }), processed({ image_id: "w7" }), true],
      [
        "the same event's refusal by another one",
        refused({ image_id: "w8" }),
        { ...refused({ image_id: "w8" }), reason: "SUPERSEDED" },
        true,
      ],
      ["the same event's failure", failed({ image_id: "f1" }), processed({ image_id: "f1" }), true],
      ["the same event's failure by a refusal", failed({ image_id: "f2" }), refused({ image_id: "f2" }), true],
      [
        "the same event's failure by another",
        failed({ image_id: "f3" }),
        failed({ image_id: "f3", attempts: 5 }),
        true,
      ],
      ["the same event's result by a failure", processed({ image_id: "f4" }), failed({ image_id: "f4" }), false],
      ["the same event's refusal by a failure", refused({ image_id: "f5" }), failed({ image_id: "f5" }), false],
      [
        "an earlier event's result by a failure",
        processed({ image_id: "f6", sequencer: "04" }),
        failed({ image_id: "f6" }),
        false,
      ],
      [
        "an earlier event's refusal by a failure",
        refused({ image_id: "f7", sequencer: "04" }),
        failed({ image_id: "f7" }),
        true,
      ],
      [
        "a later event's refusal by a failure",
        refused({ image_id: "f8", sequencer: "06" }),
        failed({ image_id: "f8" }),
        false,
      ],
    ];
    for (const [what, there, next, written] of writes) {
      it(`${written ? "replace" : "do not replace"} ${what}`, async () => {
        expect(await records.put(there)).to.be.true;
        expect(await records.put(next)).to.equal(written);
        expect(await records.get(next.image_id)).to.deep.equal(written ? next : there);
      });
    }

    it("are found by key, the latest upload first, whatever the order of their events", async () => {
      const of = (image_id: string, upload_time: string, sequencer: string) =>
        processed({ image_id, original_key: "dog.jpg", upload_time, sequencer });
      await records.put(of("k2", "2026-01-02T00:00:00.000Z", "01"));
      await records.put(of("k3", "2026-01-03T00:00:00.000Z", "02"));
      await records.put(of("k1", "2026-01-01T00:00:00.000Z", "03"));
      await records.put({ ...of("other-bucket", "2026-01-04T00:00:00.000Z", "04"), source_bucket: "elsewhere" });
      await records.put({ ...of("other-key", "2026-01-04T00:00:00.000Z", "04"), original_key: "dog.jpg.jpg" });
      const found = await records.ofKey("source", "dog.jpg");
      expect(found.map(({ image_id }) => image_id)).to.deep.equal(["k3", "k2", "k1"]);
      expect(found[0]).to.deep.equal(of("k3", "2026-01-03T00:00:00.000Z", "02"));
      expect(await records.ofKey("source", "none.jpg")).to.deep.equal([]);
    });

    for (const [upTo, removed] of [
      [undefined, true],
      ["04", false],
      ["05", true],
      ["06", true],
    ] as const) {
      it(`${removed ? "are" : "are not"} removed ${upTo === undefined ? "without a limit" : `up to ${upTo}`}`, async () => {
        const record = processed({ image_id: `r${upTo}`, original_key: "removed.jpg" });
        await records.put(record);
        await records.remove(record.image_id, upTo);
        expect(await records.get(record.image_id)).to.deep.equal(removed ? undefined : record);
        const ids = (await records.ofKey("source", "removed.jpg")).map(({ image_id }) => image_id);
        expect(ids.includes(record.image_id)).to.equal(!removed);
      });
    }

    const failures: [what: string, there: ImageRecord, removed: boolean][] = [
      ["that state this event's failure are", failed({ image_id: "g1", attempts: 1 }), true],
      ["that state an earlier event's failure are not", failed({ image_id: "g2", sequencer: "04" }), false],
      ["that state a later event's failure are not", failed({ image_id: "g3", sequencer: "06" }), false],
      ["with results are not", processed({ image_id: "g4" }), false],
      ["that state a refusal are not", refused({ image_id: "g5" }), false],
    ];
    for (const [what, there, removed] of failures) {
      it(`${what} removed with a failure`, async () => {
        await records.put(there);
        await records.removeFailure(failed({ image_id: there.image_id }));
        expect(await records.get(there.image_id)).to.deep.equal(removed ? undefined : there);
      });
    }

    it("that do not exist are removed without an error", async () => {
      await records.remove("none");
      await records.remove("none", "05");
      await records.removeFailure(failed({ image_id: "none" }));
    });

    it("have an id that is neither empty nor longer than 2048 bytes", async () => {
      for (const id of ["", "x".repeat(2049)]) {
        const put = () => records.put(processed({ image_id: id }));
        for (const call of [() => records.get(id), put, () => records.remove(id)]) {
          const error = await Promise.resolve(call()).then(
            () => expect.fail("expected a failure"),
            (caught: Error) => caught,
          );
          expect(error.name).to.equal("ValidationException");
        }
      }
      const longest = processed({ image_id: "x".repeat(2048) });
      await records.put(longest);
      expect(await records.get(longest.image_id)).to.deep.equal(longest);
    });
  });
}

describe("the records of a stack without a table", () => {
  it("are neither kept nor found", async () => {
    expect(noRecords.enabled).to.be.false;
    expect(await noRecords.put(processed({ image_id: "id" }))).to.be.false;
    expect(await noRecords.get("id")).to.be.undefined;
    expect(await noRecords.ofKey("source", "cat.jpg")).to.deep.equal([]);
    await noRecords.remove("id");
    await noRecords.removeFailure(failed({ image_id: "id" }));
  });
});
