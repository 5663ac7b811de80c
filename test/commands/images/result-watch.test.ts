import { expect } from "chai";

import type { Cloud } from "../../../packages/local-aws/src/cloud";
import type { Clients } from "../../../commands/stack/clients";
import { ResultWatch } from "../../../commands/images/result-watch";
import { CloudEvents } from "../../../packages/local-aws/src/events";

describe("waiting for what becomes of uploads", () => {
  it("finds a record that a workflow writes after the log line, when its execution ends", async () => {
    const events = new CloudEvents();
    let items: object[] = [];
    let asked = 0;
    const send = (command: { constructor: { name: string } }) => {
      if (command.constructor.name === "DescribeTableCommand") {
        const KeySchema = [{ AttributeName: "original_key", KeyType: "HASH" }];
        return Promise.resolve({ Table: { GlobalSecondaryIndexes: [{ IndexName: "by-key", KeySchema }] } });
      }
      asked += 1;
      return Promise.resolve({ Items: items });
    };
    const watch = await ResultWatch.open({ events } as unknown as Cloud, { dynamodb: { send } } as unknown as Clients, {
      sourceBucket: "in",
      destinationBucket: "out",
      metadataTable: "table",
    });
    const arrival = watch.expect("a.jpg", Promise.resolve("v1"));
    const line = JSON.stringify({ outcome: "processed", key: "a.jpg", version_id: "v1" });
    events.emit("log", { logGroup: "g", stream: "s", line, timestamp: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked, "asked at the line").to.equal(1);

    items = [{ version_id: { S: "v1" }, status: { S: "PROCESSED" }, variants: { L: [] } }];
    const executionArn = "arn:aws:states:us-east-1:000000000000:express:image-workflow:1";
    events.emit("execution", { stateMachineName: "image-workflow", executionArn, status: "SUCCEEDED", durationMs: 1 });
    expect((await arrival).verdict).to.deep.equal({ status: "processed", results: [] });
    watch.close();
  });
});
