import { PutObjectCommand } from "@aws-sdk/client-s3";
import { deepEqual, equal, notEqual } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud, type Cloud } from "../../src/cloud";
import { clientsOf } from "../support/cloud/clients";
import { ask, definitionOf, letRead } from "./use-distribution";

describe("the next run of a cloud with a data folder", () => {
  let dataDir: string;
  let cloud: Cloud | undefined;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "edge-"));
  });

  afterEach(async () => {
    await cloud?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function firstRun() {
    cloud = await startCloud({ dataDir });
    const { cloudfront, s3 } = cloud.services;
    s3.createBucket("images");
    const code = "function handler(event) { return event.request; }";
    const fn = cloudfront.functions.create({ name: "passes", comment: "", runtime: "cloudfront-js-2.0", code });
    cloudfront.functions.publish("passes");
    const functionAssociations = [{ eventType: "viewer-request", functionArn: fn.arn }] as const;
    const distribution = await cloudfront.distributions.create(
      definitionOf(cloud, "images", { behavior: { functionAssociations } }),
      { project: "images" },
    );
    letRead(cloud, "images", distribution.arn);
    const clients = clientsOf(cloud);
    const settings = { Bucket: "images", Key: "a.jpg", CacheControl: "max-age=60" };
    await clients.s3.send(new PutObjectCommand({ ...settings, Body: "an image" }));
    clients.destroy();
    cloudfront.invalidations.create(distribution.id, { callerReference: "one", paths: ["/a.jpg", "/b*"] });
    const url = cloudfront.distributions.urlOf(distribution.id);
    equal((await ask(url, "/a.jpg")).text, "an image");
    const invalidations = cloudfront.invalidations.all(distribution.id);
    await cloud.close();
    return { distribution, url, invalidations };
  }

  it("serves its distributions where they were, with all that they refer to", async () => {
    const { distribution, url, invalidations } = await firstRun();
    cloud = await startCloud({ dataDir });
    const { distributions, ...cloudfront } = cloud.services.cloudfront;
    deepEqual(distributions.get(distribution.id), distribution);
    equal(distributions.urlOf(distribution.id), url);
    deepEqual(cloudfront.invalidations.all(distribution.id), invalidations);
    const answer = await ask(url, "/a.jpg");
    equal(answer.text, "an image");
    // What was in the cache is not kept.
    equal(answer.result, "Miss");
  });

  it("serves a distribution at another port where its own is taken", async () => {
    const { distribution, url } = await firstRun();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(new URL(url).port), "127.0.0.1", resolve));
    try {
      cloud = await startCloud({ dataDir });
      const now = cloud.services.cloudfront.distributions.urlOf(distribution.id);
      notEqual(now, url);
      equal((await ask(now, "/a.jpg")).status, 200);
      // That one is its own from then on.
      await cloud.close();
      cloud = await startCloud({ dataDir });
      equal(cloud.services.cloudfront.distributions.urlOf(distribution.id), now);
    } finally {
      other.close();
    }
  });

  it("does not know a distribution that was deleted", async () => {
    const { distribution } = await firstRun();
    cloud = await startCloud({ dataDir });
    const { distributions } = cloud.services.cloudfront;
    distributions.update(distribution.id, { ...distribution.config, enabled: false });
    await distributions.delete(distribution.id);
    await cloud.close();
    cloud = await startCloud({ dataDir });
    deepEqual(cloud.services.cloudfront.distributions.all(), []);
    deepEqual(cloud.services.cloudfront.invalidations.all(distribution.id), []);
  });
});
