import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { deleteImage, keyOfImage, takeInventory } from "../../commands/operate/delete-image";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { callApi } from "../support/e2e/api";
import { jpeg } from "../support/e2e/images";
import { connectedAs, unstopped } from "../support/e2e/operate";
import { useStack } from "../support/e2e/stacks";

describe("a deletion for good", function () {
  this.timeout(HANG_TIMEOUT_MS);
  const stack = useStack("direct");
  let images: readonly Buffer[];
  before(async () => (images = await Promise.all([jpeg(320, 240), jpeg(160, 120), jpeg(240, 320)])));

  /** Uploads three versions, with a delete marker among them. */
  const upload = async (key: string) => {
    for (const image of images.slice(0, 2)) await stack().put(key, image);
    await stack().remove(key);
    for (const image of images.slice(2)) await stack().put(key, image);
    const [record] = (await stack().records(key)).filter(({ original_size: size }) => size === "240x320");
    return String(record?.image_id);
  };
  /** Versions and markers in both buckets whose keys contain a text. */
  const left = async (text: string) => {
    const { s3, outputs } = stack();
    const pages = await Promise.all(
      [outputs.sourceBucket, outputs.destinationBucket].map((Bucket) =>
        s3.send(new ListObjectVersionsCommand({ Bucket })),
      ),
    );
    const all = pages.flatMap(({ Versions = [], DeleteMarkers = [] }) => [...Versions, ...DeleteMarkers]);
    return all.map(({ Key = "" }) => Key).filter((key) => key.includes(text));
  };

  const ways = {
    "through the API": async (_key: string, id: string) => {
      const { status } = await callApi(
        stack().output("uploadApiUrl"),
        { method: "DELETE", path: `/images/${id}`, query: { versions: "all" } },
        stack().cloud.credentials,
      );
      expect(status).to.equal(204);
    },
    "by the command": async (key: string, id: string) => {
      const connection = connectedAs(stack(), "delete-image");
      expect(await keyOfImage(connection, id)).to.equal(key);
      const there = await takeInventory(connection, key);
      expect([there.versions.length, there.records.length]).to.deep.equal([4, 1]);
      const { versions, results, records } = await deleteImage(connection, key, unstopped);
      expect([versions.length, records.length]).to.deep.equal([4, 1]);
      expect(results.length).to.be.at.least(3);
    },
  };
  for (const [way, remove] of Object.entries(ways)) {
    it(`leaves no version, result or record of an image, and others alone (${way})`, async () => {
      const key = `for good/${way} ü+.jpg`;
      const id = await upload(key);
      const other = `${key}.jpg`;
      await stack().put(other, images[0] ?? Buffer.alloc(0));
      await remove(key, id);
      await stack().cloud.idle();
      expect(await left(key)).to.have.members([other, `processed-${other}`]);
      expect(await stack().records(key)).to.deep.equal([]);
      expect(await stack().records(other)).to.have.length(1);
      expect(await stack().deadLetters()).to.deep.equal([]);
    });
  }

  it("is not what another value of `versions` asks for", async () => {
    const id = await upload("for good/kept.jpg");
    const answer = await callApi(
      stack().output("uploadApiUrl"),
      { method: "DELETE", path: `/images/${id}`, query: { versions: "some" } },
      stack().cloud.credentials,
    );
    expect([answer.status, answer.json["code"]]).to.deep.equal([400, "REQUEST_INVALID"]);
    expect(await stack().result("processed-for good/kept.jpg")).not.to.equal(undefined);
  });
});
