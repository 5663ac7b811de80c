import { expect } from "chai";
import { connect } from "node:net";

import { useCloud } from "../support/cloud/use-cloud";

describe("the endpoint", () => {
  const suite = useCloud();
  before(() => suite().cloud.services.s3.createBucket("front-bucket"));

  /** What it sends to who has sent these headers and waits for an answer. */
  const answer = (head: string, until: RegExp) =>
    new Promise<string>((resolve, reject) => {
      let text = "";
      const socket = connect(Number(new URL(suite().cloud.endpoint).port), "127.0.0.1", () => socket.write(head));
      socket.setEncoding("latin1").on("data", (chunk: string) => {
        text += chunk;
        if (!until.test(text)) return;
        socket.destroy();
        resolve(text);
      });
      socket.on("error", reject).on("close", () => resolve(text));
    });

  const put = (expectation: string) =>
    [
      "PUT /front-bucket/key HTTP/1.1",
      "host: 127.0.0.1",
      "content-length: 1000000",
      `expect: ${expectation}`,
      "",
      "",
    ].join("\r\n");

  it("does not ask for the body of a request that it refuses", async () => {
    expect(await answer(put("100-continue"), /<\/Error>/)).to.match(/^HTTP\/1.1 403 .*connection: close/is);
  });

  it("does not take the body of a caller that it does not know", async () => {
    const head = put("100-continue")
      .replace("PUT /front-bucket/key", "POST /")
      .replace("\r\n\r\n", "\r\nx-amz-target: AmazonSQS.SendMessage\r\n\r\n");
    expect(await answer(head, /\}$/)).to.match(/^HTTP\/1.1 403 .*MissingAuthenticationToken/s);
  });

  it("asks for the body of a request that it takes", async () => {
    suite().cloud.services.s3.configure("front-bucket", {
      publicAccessBlock: undefined,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::front-bucket/*" },
        ],
      }),
    });
    expect(await answer(put("100-continue"), /\r\n\r\n/)).to.match(/^HTTP\/1.1 100 Continue/);
  });

  it("ignores other expectations", async () => {
    const head = put("200-ok").replace("1000000", "1").replace(/$/, "x");
    expect(await answer(head, /\r\n\r\n/)).to.match(/^HTTP\/1.1 200 /);
  });
});
