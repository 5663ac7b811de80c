import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable } from "node:stream";

import { AwsError } from "../http/aws-error";

/** Export of {@link https://github.com/architect/dynalite dynalite}, which has no types. */
type Dynalite = (options: {
  path?: string;
  createTableMs: number;
  deleteTableMs: number;
  updateTableMs: number;
}) => Server;

/** Input or output of the JSON protocol. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** dynalite requires a signature, but does not verify it: the endpoint has done so. */
const SIGNATURE = "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0";

/** The part of a response that dynalite uses. */
class MemoryResponse {
  statusCode = 200;
  contentType = "";

  constructor(private readonly done: (status: number, body: string) => void) {}

  setHeader(): void {
    // The HTTP service sets the headers of the response.
  }

  end(body = ""): void {
    this.done(this.statusCode, body);
  }
}

/**
 * dynalite without a network port: operations are called in process. It listens on a socket file, as close() requires
 * it.
 */
export class DynamoEngine {
  private readonly server: Server;
  private readonly listening: Promise<void>;

  /**
   * @param folder Folder of the tables; undefined keeps them in memory.
   * @param runDir Folder for the socket.
   */
  constructor(
    folder: string | undefined,
    runDir: string,
    account: { readonly region: string; readonly accountId: string },
  ) {
    const before = { account: process.env.AWS_ACCOUNT_ID, region: process.env.AWS_REGION };
    // dynalite reads both only while it is created.
    process.env.AWS_ACCOUNT_ID = account.accountId;
    process.env.AWS_REGION = account.region;
    try {
      const dynalite = createRequire(__filename)("dynalite") as Dynalite;
      this.server = dynalite({
        ...(folder !== undefined && { path: folder }),
        createTableMs: 0,
        deleteTableMs: 0,
        updateTableMs: 0,
      });
    } finally {
      restore("AWS_ACCOUNT_ID", before.account);
      restore("AWS_REGION", before.region);
    }
    const socket =
      process.platform === "win32"
        ? `\\\\?\\pipe\\dynalite-${process.pid}-${Date.now()}`
        : join(runDir, "dynalite.sock");
    this.listening = new Promise((resolve) => this.server.listen(socket, resolve));
  }

  /** Calls an operation. @throws AwsError with the service's code. */
  call(operation: string, input: JsonObject): Promise<JsonObject> {
    return new Promise((resolve, reject) => {
      const headers = {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        authorization: SIGNATURE,
        "x-amz-date": "20260101T000000Z",
      };
      const request = Object.assign(Readable.from([Buffer.from(JSON.stringify(input))]), {
        method: "POST",
        url: "/",
        headers,
      });
      const response = new MemoryResponse((status, body) => {
        const output = (body === "" ? {} : JSON.parse(body)) as Record<string, unknown>;
        if (status < 300) resolve(output);
        else reject(asError(status, output));
      });
      this.server.emit("request", request as unknown as IncomingMessage, response as unknown as ServerResponse);
    });
  }

  async close(): Promise<void> {
    await this.listening;
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function asError(status: number, output: Record<string, unknown>): AwsError {
  const { __type: type, message, Message } = output as Record<string, string>;
  const code = (type ?? "InternalServerError").replace(/^.*#/, "");
  return new AwsError(code, message ?? Message ?? code, status);
}
