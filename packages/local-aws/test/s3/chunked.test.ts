import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { ChunkSignatures } from "../../src/http/chunk-signatures";
import { decodeChunked } from "../../src/s3/chunked";
import { chunkedRequest, crc32Of, type ChunkedRequest } from "../support/cloud/chunked-request";
import { useCloud } from "../support/cloud/use-cloud";

/** Amazon S3 API Reference: the examples of signatures of chunks, and of chunks with a trailer. */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
interface Example {
  /** The signature of the request. */
  readonly seed: string;
  /** The signatures of the chunks. */
  readonly signatures: readonly string[];
  readonly trailers: string;
  readonly announced: readonly string[];
}

const examples: Readonly<Record<string, Example>> = {
  chunks: {
    seed: "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    signatures: [
      "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
      "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
      "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ],
    trailers: "",
    announced: [],
  },
  "chunks with a trailer": {
    seed: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
    signatures: [
      "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
      "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
      "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ],
    trailers:
      "x-amz-checksum-crc32c:sOO8/Q==\r\n" +
      "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n",
    announced: ["x-amz-checksum-crc32c"],
  },
};

const claim = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  day: "20130524",
  region: "us-east-1",
  service: "s3",
  date: "20130524T000000Z",
  signedHeaders: [],
  sessionToken: undefined,
  expiresSec: undefined,
};

async function* inPieces(body: Buffer, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += bytes) {
    await Promise.resolve();
    yield body.subarray(at, at + bytes);
  }
}

const DATA = "a".repeat(65_536 + 1024);

async function decode({ seed, signatures, trailers, announced }: Example, bytes: number) {
  const [first, second, last] = signatures;
  const text =
    `10000;chunk-signature=${first}\r\n${DATA.slice(0, 65_536)}\r\n` +
    `400;chunk-signature=${second}\r\n${DATA.slice(65_536)}\r\n0;chunk-signature=${last}\r\n${trailers}\r\n`;
  const framing = {
    trailers: new Map<string, string>(),
    announced,
    signatures: new ChunkSignatures(SECRET, { ...claim, signature: seed }),
  };
  const got: Buffer[] = [];
  for await (const piece of decodeChunked(inPieces(Buffer.from(text), bytes), framing)) got.push(piece);
  return Buffer.concat(got).toString();
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    (error: { code?: string }) => error.code,
  );

describe("bodies in chunks", () => {
  for (const [name, example] of Object.entries(examples)) {
    it(`are read with the signatures of AWS's example of ${name}, however the body arrives`, async () => {
      for (const bytes of [70_000, 1000, 7]) expect(await decode(example, bytes)).to.equal(DATA);
    });

    it(`are refused where any signature of the example of ${name} differs`, async () => {
      const wrong = "0".repeat(64);
      for (const [index] of example.signatures.entries()) {
        const signatures = example.signatures.map((one, at) => (at === index ? wrong : one));
        expect(await codeOf(decode({ ...example, signatures }, 1000)), String(index)).to.equal("SignatureDoesNotMatch");
      }
      const trailers = example.trailers.replace(/d81f82/, "d81f83");
      if (trailers === example.trailers) return;
      expect(await codeOf(decode({ ...example, trailers }, 1000))).to.equal("SignatureDoesNotMatch");
    });
  }

  it("are refused where a line has no end", async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        await Promise.resolve();
        yield Buffer.alloc(1000, "0");
      }
    }
    const framing = { trailers: new Map<string, string>(), announced: [] };
    expect(await codeOf(decodeChunked(endless(), framing).next())).to.equal("IncompleteBody");
  });
});

describe("uploads in chunks", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "chunks-"));
  const suite = useCloud({ dataDir });
  after(() => rmSync(dataDir, { recursive: true }));
  const s3 = () => suite().root.s3;
  const KEY = { Bucket: "chunks", Key: "kept" };
  const stored = async () => (await s3().send(new GetObjectCommand(KEY))).Body?.transformToString();
  const blobs = () => readdirSync(join(dataDir, "blobs")).length;
  before(async () => {
    await s3().send(new CreateBucketCommand({ Bucket: KEY.Bucket }));
    await s3().send(new PutObjectCommand({ ...KEY, Body: "before" }));
  });
  const put = (request: Omit<ChunkedRequest, "path">) =>
    chunkedRequest(suite().cloud, { path: "/chunks/kept", ...request });
  const chunks = [Buffer.alloc(10_000, "x"), Buffer.alloc(8192, "y"), Buffer.from("z")];
  const checksum = { "x-amz-checksum-crc32": crc32Of(Buffer.concat(chunks)) };
  const flipped = (text: string) => text.replace(/.$/, (c) => (c === "0" ? "1" : "0"));

  const wrong: Record<string, [request: Omit<ChunkedRequest, "path">, status: number, code: string]> = {
    "the signature of a chunk is another": [
      { chunks, sign: (signature, index) => (index === 1 ? flipped(signature) : signature) },
      403,
      "SignatureDoesNotMatch",
    ],
    "the last chunk's signature is another": [
      { chunks, sign: (signature, index) => (index === 3 ? flipped(signature) : signature) },
      403,
      "SignatureDoesNotMatch",
    ],
    "a chunk has no signature": [
      { chunks, sign: (signature, index) => (index === 0 ? "" : signature) },
      403,
      "SignatureDoesNotMatch",
    ],
    "a byte of a chunk is another": [
      { chunks, send: (bytes, index) => (index === 1 ? Buffer.alloc(bytes.length, "!") : bytes) },
      403,
      "SignatureDoesNotMatch",
    ],
    "the signature of the trailer is another": [
      { chunks, trailers: checksum, signTrailers: flipped },
      403,
      "SignatureDoesNotMatch",
    ],
    "the trailer has no signature": [
      { chunks, trailers: checksum, signTrailers: () => "" },
      403,
      "SignatureDoesNotMatch",
    ],
    "the trailer's checksum is another": [
      { chunks, trailers: { "x-amz-checksum-crc32": crc32Of(Buffer.from("other")) } },
      400,
      "BadDigest",
    ],
    "another trailer comes than was announced": [
      { chunks, trailers: checksum, announced: "x-amz-checksum-sha1" },
      400,
      "MalformedTrailerError",
    ],
    "a chunk before the last is shorter than 8 KiB": [
      { chunks: [Buffer.alloc(8191), Buffer.from("z")] },
      403,
      "InvalidChunkSizeError",
    ],
    "the decoded length is not stated": [{ chunks, decodedLength: null }, 411, "MissingContentLength"],
    "the decoded length is another": [{ chunks, decodedLength: 5 }, 400, "IncompleteBody"],
    "the framing is signed by version 4A": [
      { chunks, payload: "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" },
      501,
      "NotImplemented",
    ],
    "the payload is none that S3 has": [{ chunks, payload: "STREAMING-FOO" }, 400, "InvalidArgument"],
  };
  for (const [what, [request, status, code]] of Object.entries(wrong)) {
    it(`are refused where ${what}, and nothing is kept`, async () => {
      const before = blobs();
      const answer = await put(request);
      expect([answer.status, answer.code], answer.text).to.deep.equal([status, code]);
      expect(blobs()).to.equal(before);
      expect(await stored()).to.equal("before");
    });
  }

  it("are kept with their checksum, signed or not", async () => {
    for (const request of [
      { chunks },
      { chunks, trailers: checksum },
      { chunks, trailers: checksum, payload: "STREAMING-UNSIGNED-PAYLOAD-TRAILER" },
      { chunks: [] },
    ]) {
      const answer = await put(request);
      expect(answer.status, answer.text).to.equal(200);
      const body = await stored();
      const expected = createHash("sha256").update(Buffer.concat(request.chunks)).digest("hex");
      expect(
        createHash("sha256")
          .update(body ?? "", "latin1")
          .digest("hex"),
      ).to.equal(expected);
    }
  });
});
