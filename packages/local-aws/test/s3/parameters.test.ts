import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

import { s3Api } from "../../src/s3/api";
import { s3Operations } from "../../src/s3/routes";
import { s3Request } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const BUCKET = "parameters";
const FIRST_PART = Buffer.alloc(5 * 1024 * 1024, "a");

/** What is there: keys `a b/1`, `a b/2`, `c` (two versions, tagged 1 and 2) and `parts`, and uploads of two keys. */
interface World {
  readonly old: string;
  readonly current: string;
  /** Uploads of `a b/1` (two) and `c`; the first one has two parts. */
  readonly uploads: readonly string[];
}

type Answer = Awaited<ReturnType<typeof s3Request>>;
type Query = Readonly<Record<string, string>>;

/** An example of a parameter: the request and what it answers. */
interface Example {
  readonly method?: string;
  readonly path?: string;
  readonly query: Query | ((world: World) => Query);
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly check: (answer: Answer, world: World) => void;
}

const valuesOf = (text: string, element: string) =>
  [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, value]) => value);

const has =
  (element: string, ...values: string[]) =>
  ({ text }: Answer) =>
    expect(valuesOf(text, element)).to.deep.equal(values);
const header =
  (name: string, value: string) =>
  ({ headers }: Answer) =>
    expect(headers.get(name)).to.equal(value);

const base64url = (text: string) => Buffer.from(text).toString("base64url");
const oldVersion = (world: World): Query => ({ versionId: world.old });
const tags = (value: string) => `<Tagging><TagSet><Tag><Key>k</Key><Value>${value}</Value></Tag></TagSet></Tagging>`;

const lists = {
  delimiter: {
    query: { delimiter: "/" },
    check: ({ text }: Answer) => expect(text).to.match(/<Prefix>a b\/<\/Prefix>/),
  },
  "encoding-type": {
    query: { "encoding-type": "url", prefix: "a" },
    check: has("Key", "a%20b/1", "a%20b/2"),
  },
  prefix: { query: { prefix: "a b/" }, check: has("Key", "a b/1", "a b/2") },
  "max-keys": { query: { "max-keys": "1" }, check: has("Key", "a b/1") },
};

const overrides = Object.fromEntries(
  ["cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires"].map(
    (name): [string, Example] => [
      `response-${name}`,
      { query: { [`response-${name}`]: "x/y" }, check: header(name, "x/y") },
    ],
  ),
);

/** Reads an object's second part, its old version, and with other headers. */
const reads = (method: string): Readonly<Record<string, Example>> => ({
  ...Object.fromEntries(Object.entries(overrides).map(([name, example]) => [name, { ...example, method, path: "/c" }])),
  versionId: { method, path: "/c", query: oldVersion, check: header("content-length", "3") },
  partNumber: {
    method,
    path: "/parts",
    query: { partNumber: "2" },
    check: (answer) => {
      const size = FIRST_PART.length;
      header("content-range", `bytes ${size}-${size + 3}/${size + 4}`)(answer);
      header("x-amz-mp-parts-count", "2")(answer);
      expect(answer.status).to.equal(206);
    },
  },
});

/** An example of every parameter of every embedded operation. */
const examples: Readonly<Record<string, Readonly<Record<string, Example>>>> = {
  ListBuckets: {
    "max-buckets": { path: "", query: { "max-buckets": "1" }, check: has("Name", "another") },
    prefix: { path: "", query: { prefix: "para" }, check: has("Name", BUCKET) },
    "continuation-token": {
      path: "",
      query: { "continuation-token": base64url("another") },
      check: has("Name", BUCKET),
    },
    "bucket-region": { path: "", query: { "bucket-region": "eu-central-1" }, check: has("Name") },
  },
  ListObjects: { ...lists, marker: { query: { marker: "a b/2" }, check: has("Key", "c", "parts") } },
  ListObjectsV2: {
    ...Object.fromEntries(
      Object.entries(lists).map(([name, { query, check }]) => [name, { query: { "list-type": "2", ...query }, check }]),
    ),
    "continuation-token": {
      query: { "list-type": "2", "continuation-token": base64url("c") },
      check: has("Key", "parts"),
    },
    "start-after": { query: { "list-type": "2", "start-after": "a b/2" }, check: has("Key", "c", "parts") },
    "fetch-owner": {
      query: { "list-type": "2", "fetch-owner": "true", prefix: "c" },
      check: has("ID", "000000000000"),
    },
  },
  ListObjectVersions: {
    ...Object.fromEntries(
      Object.entries(lists).map(([name, { query, check }]) => [name, { query: { versions: "", ...query }, check }]),
    ),
    "key-marker": { query: { versions: "", "key-marker": "a b/2" }, check: has("Key", "c", "c", "parts") },
    "version-id-marker": {
      query: ({ current }) => ({ versions: "", "key-marker": "c", "version-id-marker": current, "max-keys": "1" }),
      check: ({ text }, { old }) => expect(text).to.contain(`<NextVersionIdMarker>${old}</NextVersionIdMarker>`),
    },
  },
  ListMultipartUploads: {
    delimiter: {
      query: { uploads: "", delimiter: "/" },
      check: ({ text }) => expect(text).to.contain("<CommonPrefixes><Prefix>a b/</Prefix></CommonPrefixes>"),
    },
    "encoding-type": {
      query: { uploads: "", "encoding-type": "url", "max-uploads": "1" },
      check: has("Key", "a%20b/1"),
    },
    prefix: { query: { uploads: "", prefix: "c" }, check: has("Key", "c") },
    "max-uploads": {
      query: { uploads: "", "max-uploads": "1" },
      check: (answer, { uploads }) => {
        has("Key", "a b/1")(answer);
        has("NextUploadIdMarker", uploads[0] ?? "")(answer);
        has("IsTruncated", "true")(answer);
      },
    },
    "key-marker": { query: { uploads: "", "key-marker": "a b/1" }, check: has("Key", "c") },
    "upload-id-marker": {
      query: ({ uploads }) => ({ uploads: "", "key-marker": "a b/1", "upload-id-marker": uploads[0] ?? "" }),
      check: (answer, { uploads }) => has("UploadId", ...uploads.slice(1))(answer),
    },
  },
  ListParts: {
    "max-parts": {
      path: "/a b/1",
      query: ({ uploads }) => ({ uploadId: uploads[0] ?? "", "max-parts": "1" }),
      check: (answer) => {
        has("PartNumber", "1")(answer);
        has("NextPartNumberMarker", "1")(answer);
      },
    },
    "part-number-marker": {
      path: "/a b/1",
      query: ({ uploads }) => ({ uploadId: uploads[0] ?? "", "part-number-marker": "1" }),
      check: has("PartNumber", "2"),
    },
  },
  GetObject: reads("GET"),
  HeadObject: reads("HEAD"),
  GetObjectAcl: {
    versionId: {
      path: "/c",
      query: (world) => ({ acl: "", ...oldVersion(world) }),
      check: has("Permission", "FULL_CONTROL"),
    },
  },
  PutObjectAcl: {
    versionId: {
      method: "PUT",
      path: "/c",
      headers: { "x-amz-acl": "bucket-owner-full-control" },
      query: { acl: "", versionId: "none" },
      check: ({ code }) => expect(code).to.equal("NoSuchVersion"),
    },
  },
  GetObjectAttributes: {
    versionId: {
      path: "/c",
      headers: { "x-amz-object-attributes": "ObjectSize" },
      query: (world) => ({ attributes: "", ...oldVersion(world) }),
      check: has("ObjectSize", "3"),
    },
  },
  GetObjectTagging: {
    versionId: { path: "/c", query: (world) => ({ tagging: "", ...oldVersion(world) }), check: has("Value", "1") },
  },
  PutObjectTagging: {
    versionId: {
      method: "PUT",
      path: "/c",
      query: (world) => ({ tagging: "", ...oldVersion(world) }),
      body: tags("3"),
      check: ({ status, headers }, { old }) =>
        expect([status, headers.get("x-amz-version-id")]).to.deep.equal([200, old]),
    },
  },
  DeleteObjectTagging: {
    versionId: {
      method: "DELETE",
      path: "/c",
      query: (world) => ({ tagging: "", ...oldVersion(world) }),
      check: ({ status, headers }, { old }) =>
        expect([status, headers.get("x-amz-version-id")]).to.deep.equal([204, old]),
    },
  },
  UploadPart: {
    partNumber: {
      method: "PUT",
      path: "/c",
      query: ({ uploads }) => ({ uploadId: uploads[2] ?? "", partNumber: "10001" }),
      body: "part",
      check: ({ code }) => expect(code).to.equal("InvalidArgument"),
    },
  },
  UploadPartCopy: {
    partNumber: {
      method: "PUT",
      path: "/c",
      headers: { "x-amz-copy-source": `${BUCKET}/c` },
      query: ({ uploads }) => ({ uploadId: uploads[2] ?? "", partNumber: "10000" }),
      check: ({ text }) => expect(text).to.contain("<CopyPartResult"),
    },
  },
  DeleteObject: {
    versionId: {
      method: "DELETE",
      path: "/c",
      query: oldVersion,
      check: ({ status, headers }, { old }) =>
        expect([status, headers.get("x-amz-version-id")]).to.deep.equal([204, old]),
    },
  },
};

describe("a query parameter of S3", () => {
  const suite = useCloud();
  let world: World;

  before(async () => {
    const { cloud, root } = suite();
    for (const name of ["another", BUCKET]) cloud.services.s3.createBucket(name);
    const put = (Key: string, Body: string, tag: string) =>
      root.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, Tagging: `k=${tag}` }));
    await root.s3.send(
      new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: "Enabled" } }),
    );
    await put("a b/1", "1", "0");
    await put("a b/2", "2", "0");
    const { VersionId: old = "" } = await put("c", "old", "1");
    const { VersionId: current = "" } = await put("c", "current", "2");
    const start = async (Key: string) =>
      (await root.s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }))).UploadId ?? "";
    const part = async (Key: string, UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
      const { ETag } = await root.s3.send(new UploadPartCommand({ Bucket: BUCKET, Key, UploadId, PartNumber, Body }));
      return { ETag, PartNumber };
    };
    const UploadId = await start("parts");
    const Parts = [await part("parts", UploadId, 1, FIRST_PART), await part("parts", UploadId, 2, Buffer.from("rest"))];
    await root.s3.send(
      new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: "parts", UploadId, MultipartUpload: { Parts } }),
    );
    const uploads = [await start("a b/1"), await start("a b/1"), await start("c")];
    for (const number of [1, 2]) await part("a b/1", uploads[0] ?? "", number, Buffer.from("part"));
    world = { old, current, uploads };
  });

  it("has an example for every embedded operation that takes it", () => {
    const expected = s3Api
      .filter(({ name, parameters }) => s3Operations.has(name) && parameters.length > 0)
      .flatMap(({ name, parameters }) => parameters.map((parameter) => `${name} ${parameter}`));
    const named = Object.entries(examples).flatMap(([name, own]) =>
      Object.keys(own).map((parameter) => `${name} ${parameter}`),
    );
    expect(named).to.have.members(expected);
  });

  for (const [operation, own] of Object.entries(examples)) {
    for (const [parameter, { method = "GET", path = "/", query, headers, body, check }] of Object.entries(own)) {
      it(`${parameter} has its effect on ${operation}`, async () => {
        const answer = await s3Request(suite().cloud, {
          method,
          path: path === "" ? "/" : encodeURI(`/${BUCKET}${path === "/" ? "" : path}`),
          query: typeof query === "function" ? query(world) : query,
          headers,
          body,
        });
        check(answer, world);
      });
    }
  }
});
