import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud } from "../../src/cloud";
import type { LogDeliveries } from "../../src/logs/deliveries";
import { useCloud } from "../support/cloud/use-cloud";

const source = {
  name: "edge",
  resourceArn: "arn:aws:cloudfront::000000000000:distribution/E1",
  logType: "ACCESS_LOGS",
  tags: {},
};
const destination = { name: "bucket", destinationResourceArn: "arn:aws:s3:::logs", tags: {} };

const connect = (deliveries: LogDeliveries) => {
  const { name: deliverySourceName } = deliveries.putSource(source);
  const { arn: deliveryDestinationArn } = deliveries.putDestination(destination);
  return deliveries.create({ deliverySourceName, deliveryDestinationArn, tags: {} });
};

const codeOf = (action: () => unknown): unknown => {
  try {
    action();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return "none";
};

describe("deliveries of other services' logs", () => {
  const suite = useCloud();

  it("connect a source with a destination, once", () => {
    const { logDeliveries } = suite().cloud.services;
    const delivery = connect(logDeliveries);
    expect(delivery.arn).to.match(/^arn:aws:logs:us-east-1:\d{12}:delivery:[0-9a-f]{16}$/);
    expect(codeOf(() => connect(logDeliveries))).to.equal("ConflictException");
    expect(codeOf(() => logDeliveries.create({ ...delivery, deliverySourceName: "other" }))).to.equal(
      "ResourceNotFoundException",
    );
    expect(codeOf(() => logDeliveries.create({ ...delivery, deliveryDestinationArn: "other" }))).to.equal(
      "ResourceNotFoundException",
    );
    // What a delivery uses stays until the delivery is deleted.
    expect(codeOf(() => logDeliveries.deleteSource("edge"))).to.equal("ConflictException");
    expect(codeOf(() => logDeliveries.deleteDestination("bucket"))).to.equal("ConflictException");
    logDeliveries.delete(delivery.id);
    logDeliveries.deleteSource("edge");
    logDeliveries.deleteDestination("bucket");
    expect([logDeliveries.sources.size, logDeliveries.destinations.size]).to.deep.equal([0, 0]);
  });

  it("are there after a restart", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "deliveries-"));
    try {
      const first = await startCloud({ dataDir });
      const { id } = connect(first.services.logDeliveries);
      first.services.logDeliveries.setTags(id, { a: "b" });
      await first.durable();
      await first.close();
      const second = await startCloud({ dataDir });
      expect(second.services.logDeliveries.deliveries.get(id)?.tags).to.deep.equal({ a: "b" });
      expect([...second.services.logDeliveries.sources.keys()]).to.deep.equal(["edge"]);
      await second.close();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
