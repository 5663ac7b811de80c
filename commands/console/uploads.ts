import { request as httpRequest, type IncomingMessage } from "node:http";
import { randomBytes } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";

import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";

import { uploadNameOf } from "../../handlers/contract";
import type { ConnectedStack } from "../operate/clients";
import type { Original } from "../operate/originals";
import { signedRequests, type RequestSpec, type SignedRequest } from "../verify-aws/signed-request";
import { ConsoleProblem } from "./problem";

/** A file on its way from the page. */
export interface Upload {
  readonly key: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly body: IncomingMessage;
}

/** How images come into a stack and leave it. */
export interface Uploads {
  /** @returns key and version of the new object */
  upload(upload: Upload): Promise<{ readonly key: string; readonly versionId?: string }>;
  remove(original: Original): Promise<void>;
}

/** By the stack's upload API where it has one, else by its bucket. */
export function uploadsOf(stack: ConnectedStack): Uploads {
  const { uploadApiUrl: url, uploadApiKey: apiKey } = stack.outputs;
  return url === undefined ? bucketUploads(stack) : apiUploads(stack, url, apiKey);
}

/** Answer of `POST /uploads`. */
interface UploadForm {
  readonly key: string;
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

function apiUploads(stack: ConnectedStack, url: string, apiKey: string | undefined): Uploads {
  const signed = signedRequests(stack.s3, stack.region ?? "us-east-1");
  const call = async (method: string, path: string, body?: object) => {
    const request: RequestSpec = {
      ...{ service: "execute-api", method, url: `${url}${path}`, body: body === undefined ? "" : JSON.stringify(body) },
      headers: { ...(body && { "content-type": "application/json" }), ...(apiKey && { "x-api-key": apiKey }) },
    };
    const answer = await untilNotBusy(() => signed(request));
    if (answer.status >= 400) throw apiProblem(answer);
    return answer.text;
  };
  return {
    async upload({ body, ...file }) {
      const key = uploadNameOf(stack.processing, file.key);
      const form = JSON.parse(await call("POST", "/uploads", { ...file, key })) as UploadForm;
      return { key: form.key, versionId: await postForm(form, file.bytes, body) };
    },
    async remove(original) {
      // An image without an outcome has no record by which the API would know it.
      if (original.record === undefined) return bucketUploads(stack).remove(original);
      await call("DELETE", `/images/${original.imageId}`);
    },
  };
}

/** Attempts of one request: what the SDK's clients of these commands make. */
const MAX_ATTEMPTS = 8;

/**
 * Asks again, later and later, while the API is over its rate (429) or its functions over the account's (API Gateway
 * says 500 of it): many files are dropped at once.
 */
async function untilNotBusy(ask: () => ReturnType<SignedRequest>): ReturnType<SignedRequest> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    const isBusy = answer.status === 429 || answer.status >= 500;
    if (!isBusy || attempt === MAX_ATTEMPTS) return answer;
    await wait(50 * 2 ** attempt * (0.5 + Math.random() / 2));
  }
}

function bucketUploads({ s3, outputs: { sourceBucket: Bucket } }: ConnectedStack): Uploads {
  return {
    async upload({ key: Key, contentType: ContentType, bytes: ContentLength, body: Body }) {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength, ContentType }));
      return { key: Key, versionId: VersionId };
    },
    async remove({ key: Key }) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    },
  };
}

/** What the API has answered, in its own words. API Gateway's own answers have a message and no code. */
function apiProblem({ status, text }: Awaited<ReturnType<SignedRequest>>): ConsoleProblem {
  const said = asObject(text);
  const { code = "UPLOAD_API_REFUSED", message = `The upload API has answered ${status}.` } = said;
  return new ConsoleProblem(status, String(code), String(message));
}

function asObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/**
 * Posts a file with a form, as a browser would (RFC 7578): fields first, the file last. The length is stated, because
 * S3 takes no chunked transfer.
 *
 * @returns the new object's version
 */
async function postForm(
  { url, fields }: UploadForm,
  bytes: number,
  body: IncomingMessage,
): Promise<string | undefined> {
  const boundary = `form-${randomBytes(16).toString("hex")}`;
  const part = (name: string, more: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}`;
  const before = Object.entries(fields).map(([name, value]) => `${part(name, "", value)}\r\n`);
  const head = Buffer.from(before.join("") + part("file", '; filename="file"', ""));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const post = httpRequest(url, {
    method: "POST",
    headers: {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": head.length + bytes + tail.length,
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    post.once("response", resolve).once("error", reject),
  );
  const sent = async () => {
    post.write(head);
    await pipeline(body, post, { end: false });
    post.end(tail);
  };
  // A page that goes away in the middle of a file must not leave half a request open.
  const [answer] = await Promise.all([answered, sent()]).catch((error: unknown) => {
    post.destroy();
    throw error;
  });
  const said = await text(answer);
  const { statusCode = 500, headers } = answer;
  if (statusCode >= 300) {
    const [, code = "UPLOAD_REFUSED"] = /<Code>(\w+)<\/Code>/.exec(said) ?? [];
    const [, message = said] = /<Message>([^<]*)<\/Message>/.exec(said) ?? [];
    throw new ConsoleProblem(statusCode, code, `S3 has refused the form: ${message}`);
  }
  const version = headers["x-amz-version-id"];
  return typeof version === "string" ? version : undefined;
}
