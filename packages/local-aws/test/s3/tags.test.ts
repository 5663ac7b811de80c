import { GetBucketTaggingCommand, GetObjectTaggingCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { s3Request } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "tags-bucket";
const KEY = "image.jpg";

describe("tags", () => {
  const suite = useCloud();
  before(async () => {
    suite().cloud.services.s3.createBucket(BUCKET);
    await suite().root.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: "image", Tagging: "kept=1" }));
  });

  const document = (tags: readonly string[]) =>
    `<Tagging><TagSet>${tags.map((tag) => `<Tag>${tag}</Tag>`).join("")}</TagSet></Tagging>`;
  const tag = (key: string, value: string) => `<Key>${key}</Key><Value>${value}</Value>`;
  const numbered = (count: number) => Array.from({ length: count }, (_, i) => tag(`k${i}`, "v"));
  const put = async (path: string, body: string) => {
    const { code, text } = await s3Request(suite().cloud, { method: "PUT", path, query: { tagging: "" }, body });
    return `${code} ${/<Message>([^<]*)/.exec(text)?.[1] ?? ""}`.trim();
  };

  for (const [of, path, max, system] of [
    ["an object", `/${BUCKET}/${KEY}`, 10, "Your TagKey cannot be prefixed with aws:"],
    ["a bucket", `/${BUCKET}`, 50, "System tags cannot be added/updated by requester"],
  ] as const) {
    // Codes and messages as recorded on AWS (LocalStack, test_tagging_validation).
    it(`of ${of} are ${max} at most, each of other keys and allowed characters`, async () => {
      expect(await put(path, document(numbered(max)))).to.equal("");
      expect(await put(path, document(numbered(max + 1)))).to.match(/^BadRequest .*tags cannot be greater than/);
      for (const [tags, answer] of [
        [[tag("a", "1"), tag("a", "2")], "InvalidTag Cannot provide multiple Tags with the same key"],
        [[tag("a,b", "1")], "InvalidTag The TagKey you have provided is invalid"],
        [[tag("a", "1,2")], "InvalidTag The TagValue you have provided is invalid"],
        [[tag("k".repeat(129), "1")], "InvalidTag The TagKey you have provided is invalid"],
        [[tag("a", "v".repeat(257))], "InvalidTag The TagValue you have provided is invalid"],
        [[tag("aws:a", "1")], `InvalidTag ${system}`],
        [["<Key>a</Key>"], /^MalformedXML/],
        [["<Value>a</Value>"], /^MalformedXML/],
      ] as const) {
        expect(await put(path, document(tags))).to.match(
          typeof answer === "string" ? new RegExp(`^${answer}$`) : answer,
        );
      }
      expect(await put(path, "<Tags/>")).to.match(/^MalformedXML/);
    });
  }

  it("are listed by key", async () => {
    const { s3 } = suite().root;
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "sorted", Body: "x", Tagging: "b=1&a=2&c" }));
    const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: "sorted" }));
    expect(TagSet?.map(({ Key }) => Key)).to.deep.equal(["a", "b", "c"]);
  });

  it("stay as they were where new ones are refused", async () => {
    const { s3 } = suite().root;
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: KEY }))).TagSet).to.have.length(10);
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket: BUCKET }))).TagSet).to.have.length(50);
  });
});
