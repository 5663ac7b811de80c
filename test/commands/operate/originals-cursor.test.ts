import { expect } from "chai";
import fc from "fast-check";

import type { ConnectedStack } from "../../../commands/operate/clients";
import { compareKeys } from "../../../commands/operate/listing";
import { OriginalsCursor } from "../../../commands/operate/originals-cursor";

/** A source bucket that lists keys as S3 does, and counts the listings. */
function sourceOf(keys: readonly string[]) {
  const sorted = [...keys].sort(compareKeys);
  let listings = 0;
  const send = ({ input }: { input: { Prefix: string; KeyMarker?: string; MaxKeys: number } }) => {
    listings += 1;
    const { Prefix, KeyMarker = "", MaxKeys } = input;
    const all = sorted.filter((key) => key.startsWith(Prefix) && compareKeys(key, KeyMarker) > 0);
    const page = all.slice(0, MaxKeys);
    return Promise.resolve({
      Versions: page.map((key) => ({ Key: encodeURIComponent(key), VersionId: `v of ${key}`, IsLatest: true })),
      IsTruncated: all.length > page.length,
      NextKeyMarker: page.length > 0 ? encodeURIComponent(page.at(-1) ?? "") : undefined,
    });
  };
  const stack = {
    s3: { send },
    outputs: { sourceBucket: "source" },
    processing: { uploadPrefix: "", suffixes: [], variants: [] },
  } as unknown as ConnectedStack;
  return { stack, listings: () => listings };
}

describe("the originals for keys of results", () => {
  it("are found whatever the order of the keys", async () => {
    const key = fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom("a", "b", "!", ".", "ü", "𝄞") });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 60 }),
        fc.array(key, { maxLength: 60 }),
        async (keys, asked) => {
          const cursor = new OriginalsCursor(sourceOf(keys).stack);
          for (const one of [...asked, ...keys]) {
            expect((await cursor.find(one))?.versionId, one).to.equal(keys.includes(one) ? `v of ${one}` : undefined);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("cost a listing for a page of them, in order, and two or three for one that is far ahead", async () => {
    const keys = Array.from({ length: 5000 }, (_, at) => `image-${String(at).padStart(5, "0")}.jpg`);
    const dense = sourceOf(keys);
    const cursor = new OriginalsCursor(dense.stack);
    for (const key of keys) expect(await cursor.find(key)).to.include({ key });
    expect(dense.listings()).to.be.at.most(5000 / 200 + 5);
    const sparse = sourceOf(keys);
    const other = new OriginalsCursor(sparse.stack);
    for (const at of [10, 2000, 4500]) expect(await other.find(keys[at] ?? "")).to.include({ key: keys[at] });
    expect(sparse.listings()).to.be.at.most(3 * 4);
  });
});
