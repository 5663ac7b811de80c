import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { expect } from "chai";

import { jsonRequest } from "../support/cloud/raw-request";
import { rejectionName } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

describe("events that a program puts", () => {
  const suite = useCloud();
  const put = (...Entries: object[]) =>
    jsonRequest(suite().cloud, "events", "AWSEvents.PutEvents", {
      Entries: Entries.map((entry) => ({ Source: "mine", DetailType: "kind", Detail: "{}", ...entry })),
    });

  it("reach the rules of the default bus, by its name or ARN; on a bus that does not exist they are lost", async () => {
    const { eventBridge, sqs } = suite().cloud.services;
    const principal = { Service: "events.amazonaws.com" };
    const statement = { Effect: "Allow", Principal: principal, Action: "sqs:SendMessage", Resource: "*" };
    const queue = sqs.createQueue("put", { Policy: policy([statement]) });
    eventBridge.putRule({ name: "mine", pattern: { source: ["mine"] }, enabled: true, description: "", tags: {} });
    eventBridge.putTarget("mine", { id: "queue", arn: queue.arn });
    const names = ["default", "arn:aws:events:us-east-1:000000000000:event-bus/default", "other"];
    const answer = await put(...names.map((EventBusName, n) => ({ EventBusName, Detail: JSON.stringify({ n }) })));
    expect(answer.FailedEntryCount).to.equal(0);
    expect(answer.Entries).to.have.length(3);
    await suite().cloud.idle();
    const details = queue.messages.map(({ body }) => (JSON.parse(body) as { detail: { n: number } }).detail.n);
    expect(details).to.have.members([0, 1]);
  });

  it("are authorized each with its source and its type", async () => {
    const statement = {
      Effect: "Allow",
      Action: "events:PutEvents",
      Resource: "arn:aws:events:us-east-1:000000000000:event-bus/default",
      Condition: { StringEquals: { "events:source": "mine", "events:detail-type": "kind" } },
    };
    const { endpoint, region } = suite().cloud;
    const credentials = suite().roleKeys("publisher", [statement]);
    const client = new EventBridgeClient({ endpoint, region, credentials, maxAttempts: 1 });
    const entry = { Source: "mine", DetailType: "kind", Detail: "{}" };
    const send = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
    expect((await send(entry)).FailedEntryCount).to.equal(0);
    for (const change of [{ Source: "other" }, { DetailType: "other" }]) {
      expect(await rejectionName(send(entry, { ...entry, ...change }))).to.equal("AccessDeniedException");
    }
    client.destroy();
  });

  it("are refused one by one, and not more than ten at once", async () => {
    const { FailedEntryCount, Entries } = await put({ Source: undefined }, { Detail: "no" }, { Source: "aws.s3" }, {});
    expect(FailedEntryCount).to.equal(3);
    expect((Entries as { ErrorCode?: string }[]).map(({ ErrorCode }) => ErrorCode)).to.deep.equal([
      "InvalidArgument",
      "MalformedDetail",
      "NotAuthorizedForSourceException",
      undefined,
    ]);
    const large = JSON.stringify({ text: "x".repeat(256 * 1024 - 20) });
    expect((await put({ Detail: large })).FailedEntryCount).to.equal(0);
    const tooLarge = await put({ Detail: large, Resources: ["x"] });
    expect(tooLarge.message).to.equal("Total size of the entries in the request is over the limit.");
    expect((await put(...Array.from({ length: 11 }, () => ({})))).__type).to.contain("ValidationException");
  });
});
