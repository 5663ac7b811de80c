import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

import { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { uploadsOf, type Uploads } from "../../../commands/console/uploads";
import type { ConnectedStack } from "../../../commands/operate/clients";

describe("uploads of the console through the upload API", () => {
  let server: Server;
  let url: string;
  let uploads: Uploads;
  let answer: RequestListener;
  beforeEach(async () => {
    server = createServer((request, reply) => answer(request, reply)).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const credentials = { accessKeyId: "AK", secretAccessKey: "SK" };
    const stack: Partial<ConnectedStack> = {
      s3: new S3Client({ region: "us-east-1", credentials }),
      region: "us-east-1",
      outputs: {
        sourceBucket: "in",
        destinationBucket: "out",
        deadLetterQueueUrl: "q",
        uploadApiUrl: url,
        uploadApiKey: "k",
      },
      processing: { uploadPrefix: "in/", suffixes: [], variants: [], keepsDerivatives: false },
    };
    uploads = uploadsOf(stack as ConnectedStack);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const form = () =>
    JSON.stringify({ key: "in/cat.jpg", url: `${url}/bucket`, fields: { key: "in/cat.jpg", policy: "p" } });
  const file = (body: Readable, bytes: number) => ({
    ...{ key: "in/cat.jpg", contentType: "image/jpeg", bytes, body: body as IncomingMessage },
  });

  it("ask for a form and post the file with it, once the API is no longer busy", async () => {
    const seen: string[] = [];
    const statuses = [500, 429, 201];
    answer = (request, reply) =>
      void text(request).then((body) => {
        if (request.url === "/uploads") {
          seen.push(`${request.headers["x-api-key"]?.toString()} ${body}`);
          const status = statuses.shift() ?? 500;
          return reply.writeHead(status).end(status === 201 ? form() : "{}");
        }
        expect(Number(request.headers["content-length"])).to.equal(Buffer.byteLength(body));
        seen.push(body.replaceAll(/form-[0-9a-f]{32}/g, "BOUNDARY"));
        reply.writeHead(204, { "x-amz-version-id": "v1" }).end();
      });
    const stored = await uploads.upload(file(Readable.from(["JP", "EG"]), 4));
    expect(stored).to.deep.equal({ key: "in/cat.jpg", versionId: "v1" });
    const order = 'k {"key":"cat.jpg","contentType":"image/jpeg","bytes":4}';
    const part = (name: string, value: string) =>
      `--BOUNDARY\r\ncontent-disposition: form-data; name=${name}\r\n\r\n${value}\r\n`;
    expect(seen).to.deep.equal([
      ...[order, order, order],
      `${part('"key"', "in/cat.jpg")}${part('"policy"', "p")}${part('"file"; filename="file"', "JPEG")}--BOUNDARY--\r\n`,
    ]);
  });

  it("say what the API or S3 has refused, in their words", async () => {
    answer = (_, reply) => void reply.writeHead(413).end('{"code":"IMAGE_TOO_LARGE","message":"Too large."}');
    const tooLarge = await uploads.upload(file(Readable.from(["x"]), 1)).catch((error: unknown) => error);
    expect(tooLarge).to.include({ status: 413, code: "IMAGE_TOO_LARGE", message: "Too large." });
    answer = ({ url: path }, reply) => {
      if (path === "/uploads") return void reply.writeHead(201).end(form());
      reply.writeHead(403).end("<Error><Code>AccessDenied</Code><Message>Expired.</Message></Error>");
    };
    const expired = await uploads.upload(file(Readable.from(["x"]), 1)).catch((error: unknown) => error);
    expect(expired).to.include({ status: 403, code: "AccessDenied", message: "S3 has refused the form: Expired." });
  });

  it("leave no request open when the page goes away in the middle of a file", async () => {
    const closed = new Promise<void>((resolve) => {
      answer = (request, reply) => {
        if (request.url === "/uploads") return void reply.writeHead(201).end(form());
        request.resume().once("close", resolve);
      };
    });
    const body = new Readable({ read: () => undefined });
    body.push("half");
    const uploading = uploads.upload(file(body, 1000)).catch((error: unknown) => error);
    setTimeout(() => body.destroy(new Error("the page has gone")), 100);
    expect(await uploading)
      .to.be.an("error")
      .with.property("message", "the page has gone");
    await closed;
  });
});
