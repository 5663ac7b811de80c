import busboy from "busboy";
import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";

import { AwsError } from "../http/aws-error";

/** Most bytes of a form before its file, in bytes (S3 API reference, "POST Object": 20 KB of form data). */
const MAX_FIELD_BYTES = 20 * 1024;

/** A form up to its file. */
export interface UploadForm {
  /** By lower-case name, in the form's order; those after the file do not count. */
  readonly fields: ReadonlyMap<string, string>;
  readonly filename: string | undefined;
  /** The file's bytes as they arrive. @throws AwsError `MalformedPOSTRequest` if the form ends too soon. */
  readonly file: AsyncIterable<Buffer>;
  /** Lets the rest of the file pass unread. */
  discard(): void;
}

const malformed = () =>
  new AwsError("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");

const noFile = () =>
  new AwsError("InvalidArgument", "POST requires exactly one file upload per request.", 400, {
    ArgumentName: "file",
    ArgumentValue: "0",
  });

async function* wholeFile(content: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw error instanceof AwsError ? error : malformed();
  }
}

/**
 * Reads a form up to its file; nothing of that is held in memory.
 *
 * @throws AwsError `MalformedPOSTRequest`, `MaxPostPreDataLengthExceededError`, `InvalidArgument` without a file.
 */
export async function readUploadForm(stream: Readable, headers: IncomingHttpHeaders): Promise<UploadForm> {
  const limits = { fieldSize: MAX_FIELD_BYTES, files: 1 };
  let parser: busboy.Busboy;
  try {
    parser = busboy({ headers, limits, defParamCharset: "utf8", preservePath: true });
  } catch {
    throw malformed();
  }
  const fields = new Map<string, string>();
  let bytes = 0;
  return await new Promise<UploadForm>((resolve, reject) => {
    let file: Readable | undefined;
    const fail = (error: Error) => {
      stream.unpipe(parser);
      file?.destroy(error);
      reject(error);
    };
    const found = (filename: string | undefined, content: Readable) => {
      file = content;
      content.on("error", () => undefined);
      resolve({ fields, filename, file: wholeFile(content), discard: () => void content.resume() });
    };
    parser.on("field", (name, value) => {
      if (file !== undefined) return;
      bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
      if (bytes > MAX_FIELD_BYTES) {
        const message = "Your POST request fields preceding the upload file were too large.";
        fail(
          new AwsError("MaxPostPreDataLengthExceededError", message, 400, {
            MaxPostPreDataLengthBytes: String(MAX_FIELD_BYTES),
          }),
        );
      } else if (name.toLowerCase() === "file") found(undefined, Readable.from([Buffer.from(value)]));
      else fields.set(name.toLowerCase(), value);
    });
    parser.on("file", (name, content, { filename }) => {
      if (name.toLowerCase() === "file" && file === undefined) found(filename, content);
      else content.resume();
    });
    parser.on("error", () => fail(malformed()));
    parser.on("close", () => reject(noFile()));
    stream.on("error", fail);
    stream.pipe(parser);
  });
}
