import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import { startCloud, type Cloud } from "@image-pipeline/local-aws";
import { ProviderDriver, type Bag, type MadeResource } from "../support/cloud/provider";

const gateway = (name: string) => `aws:apigateway/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;

describe("the provider in the next run on a data folder", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "next-run-"));
  after(() => rmSync(dataDir, { recursive: true, force: true }));
  const made: { resource: MadeResource; inputs: Bag }[] = [];

  async function during<T>(work: (driver: ProviderDriver, cloud: Cloud) => Promise<T>): Promise<T> {
    const cloud = await startCloud({ dataDir });
    try {
      return await work(new ProviderDriver({ cloud }), cloud);
    } finally {
      await cloud.close();
    }
  }
  const plans = () =>
    during(async (driver) => {
      const each: string[] = [];
      for (const { resource, inputs } of made)
        each.push(`${resource.type} ${await driver.plan(resource, inputs)}`.replace(/^.*:/, ""));
      return each;
    });

  it("plans no change where nothing has changed", async () => {
    await during(async (driver) => {
      const make = async (type: string, inputs: Bag) => {
        const resource = await driver.create(type, "thing", inputs);
        made.push({ resource, inputs });
        return resource;
      };
      const api = await make(gateway("RestApi"), { name: "api" });
      const place = { restApi: api.id, resourceId: api.outs.rootResourceId, httpMethod: "GET" };
      await make(gateway("Method"), { ...place, authorization: "NONE" });
      await make(gateway("Integration"), { ...place, type: "MOCK" });
      const deployment = await make(gateway("Deployment"), { restApi: api.id });
      await make(gateway("Stage"), { restApi: api.id, deployment: deployment.id, stageName: "prod" });
      await make("aws:sqs/queue:Queue", { name: "queue" });
    });
    const unchanged = ["RestApi", "Method", "Integration", "Deployment", "Stage", "Queue"].map(
      (type) => `${type} same`,
    );
    expect(await plans()).to.deep.equal(unchanged);
    expect(await plans()).to.deep.equal(unchanged);
  });

  it("gives a stage its new URL where another program has the old port", async () => {
    const file = join(dataDir, "port");
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(Number(readFileSync(file, "utf8")), "127.0.0.1", resolve));
    try {
      expect((await plans()).filter((plan) => !plan.endsWith(" same"))).to.deep.equal(["Stage update"]);
    } finally {
      other.close();
    }
  });

  it("listens on any port where the last one is not recorded", async () => {
    for (const text of ["", "none", "70000"]) {
      writeFileSync(join(dataDir, "port"), text);
      const port = await during((_, { endpoint }) => Promise.resolve(new URL(endpoint).port));
      expect(readFileSync(join(dataDir, "port"), "utf8")).to.equal(port);
    }
  });
});
