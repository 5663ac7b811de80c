import { expect } from "chai";

import { stackParts } from "../../../commands/output/stack-parts";

const outputs = { sourceBucket: "in", destinationBucket: "out", deadLetterQueueUrl: "queue" };

describe("what a stack has", () => {
  it("is the way of uploads and each optional part, with the stack that goes the other way", () => {
    expect(stackParts("dev", { ...outputs, metadataTable: "t", uploadApiUrl: "u" }, ["dev", "full"])).to.deep.equal([
      "dev: uploads trigger the function directly, records, upload API, no alarms",
      "--stack full has the workflow",
    ]);
    expect(stackParts("full", { ...outputs, stateMachineArn: "m", alertTopicArn: "a" }, ["dev", "full"])).to.deep.equal(
      [
        "full: uploads go through the workflow (EventBridge, queue, Step Functions), no records, no upload API, alarms",
        "--stack dev triggers the function directly",
      ],
    );
  });

  it("names no stack that the project does not have", () => {
    expect(stackParts("dev", outputs, ["dev"])).to.have.length(1);
    expect(stackParts("full", outputs, ["full"])).to.have.length(1);
  });
});
