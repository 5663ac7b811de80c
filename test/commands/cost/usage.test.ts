import { expect } from "chai";

import { alternatives } from "../../../commands/cost/alternatives";
import { deliveryUsage } from "../../../commands/cost/delivery-usage";
import { monthlyCost } from "../../../commands/cost/estimate";
import { meters, priceTables } from "../../../commands/cost/prices";
import {
  addUsage,
  expectedSeconds,
  functionUsage,
  logUsage,
  requestUsage,
  timesUsage,
} from "../../../commands/cost/usage";

const virginia = priceTables["us-east-1"];
if (virginia === undefined) throw new Error("expected prices of us-east-1");

describe("what a stack costs", () => {
  it("charges an item for each kilobyte that is begun, in the table and in its index", () => {
    expect(requestUsage({ "dynamodb:PutItem": 3 }, 1024)).to.deep.equal({ dynamodbWrites: 6 });
    expect(requestUsage({ "dynamodb:PutItem": 3 }, 1025)).to.deep.equal({ dynamodbWrites: 12 });
  });

  it("charges lists of S3 as writes, looks as reads, and deletions not at all", () => {
    const counts = { "s3:PutObject": 2, "s3:ListObjectVersions": 1, "s3:HeadObject": 4, "s3:DeleteObject": 5 };
    expect(requestUsage(counts, 0)).to.deep.equal({ s3Writes: 3, s3Reads: 4 });
  });

  it("gives a function its memory's share of a processor, and no more than one", () => {
    const run = { processorMs: 100, calls: 5 };
    expect(expectedSeconds({ ...run, memoryMb: 1769 / 2 }, 0)).to.equal(0.2);
    expect(expectedSeconds({ ...run, memoryMb: 3538 }, 0)).to.equal(0.1);
    expect(expectedSeconds({ ...run, memoryMb: 3538 }, 20)).to.equal(0.2);
  });

  it("charges a run by its memory and its seconds", () => {
    const runs = [
      { memoryMb: 2048, processorMs: 500, calls: 0 },
      { memoryMb: 2048, processorMs: 250, calls: 0 },
    ];
    expect(functionUsage(runs, 0)).to.deep.equal({ lambdaRequests: 2, lambdaGbSeconds: 1.5 });
  });

  it("charges 26 bytes beside each line of log, and what is kept", () => {
    const { logGb = NaN, logGbMonths = NaN } = logUsage(["é".repeat(499)], 12);
    expect(logGb * 1024 ** 3).to.be.closeTo(1024, 1e-6);
    expect(logGbMonths).to.equal(logGb * 12);
  });

  it("adds what a month costs in any case", () => {
    const month = { perImage: { s3Writes: 2 }, perMonth: { dashboards: 1, s3Writes: 0 } };
    const { lines, usd, idleUsd } = monthlyCost(month, 1e6, virginia);
    expect(lines.map(({ service, units, usd }) => [service, units, Math.round(usd * 100)])).to.deep.equal([
      ["S3", 2e6, 1000],
      ["CloudWatch", 1, 300],
    ]);
    expect(usd).to.be.closeTo(13, 1e-9);
    expect(idleUsd).to.be.closeTo(3, 1e-9);
  });

  it("charges paths that are invalidated from the thousand and first of a month on", () => {
    const usd = (paths: number) =>
      monthlyCost({ perImage: { invalidatedPaths: 1 }, perMonth: {} }, paths, virginia).usd;
    expect(usd(1000)).to.equal(0);
    expect(usd(1001)).to.be.closeTo(0.005, 1e-9);
  });

  it("charges each event and each signature, and nothing for what Lambda reads of a stream", () => {
    const counts = { "events:PutEvents": 3, "kms:Sign": 2, "dynamodb:GetRecords": 50 };
    expect(requestUsage(counts, 0)).to.deep.equal({ events: 3, kmsRequests: 2 });
  });

  const viewers = { views: 10, hitShare: 0.8, replacedShare: 0.01 };
  const delivered = { priceClass: "PriceClass_100", runsFunction: false, meanBytes: 1024 ** 3 };

  it("charges each view with its bytes, and what the edge asks the bucket for", () => {
    const { s3Reads = NaN, ...usage } = deliveryUsage(delivered, viewers);
    expect(usage).to.deep.equal({ edge100Requests: 10, edge100Gb: 10 });
    expect(s3Reads).to.be.closeTo(2, 1e-9);
  });

  it("charges the function of the edge, and locations near the viewers", () => {
    const usage = deliveryUsage({ ...delivered, priceClass: "PriceClass_All", runsFunction: true }, viewers);
    expect(usage).to.include({ edgeRequests: 10, edgeGb: 10, edgeFunctionRuns: 10 });
    expect(usage).not.to.have.any.keys("edge100Requests", "edge100Gb");
    const cost = ({ usd }: { usd: number }) => Number(usd.toFixed(6));
    const month = { perImage: { edgeGb: 1, edge100Gb: 1 }, perMonth: {} };
    const { "ap-southeast-1": singapore } = priceTables;
    expect(singapore && monthlyCost(month, 1, singapore).lines.map(cost)).to.deep.equal([0.085, 0.12]);
  });

  it("adds usages meter by meter", () => {
    expect(addUsage({ s3Reads: 1 }, { s3Reads: 2, alarms: 1 })).to.deep.equal({ s3Reads: 3, alarms: 1 });
    expect(timesUsage({ s3Reads: 3 }, 0.5)).to.deep.equal({ s3Reads: 1.5 });
  });

  for (const [region, { prices, date }] of Object.entries(priceTables)) {
    it(`has a price of ${region} for every meter, each product once`, () => {
      expect(Object.keys(prices)).to.have.members(Object.keys(meters));
      const products = Object.values(prices).flatMap(({ sku }) => sku ?? []);
      expect(new Set(products).size).to.equal(products.length);
      expect(Object.values(prices).every(({ usd }) => usd > 0)).to.equal(true);
      expect(new Date(date).toISOString().slice(0, 10)).to.equal(date);
    });
  }

  it("switches each option to what it is not", () => {
    const names = (values: Record<string, string>) =>
      alternatives("app", values, "http://127.0.0.1:1/").map(({ name }) => name);
    expect(names({})).to.include.members(["workflow: true", "encryption: kms", "metadata: false"]);
    const on = { "app:workflow": '{"type":"STANDARD"}', "app:encryption": "kms", "app:metadata": "false" };
    expect(names(on)).to.include.members(["workflow: false", "encryption: s3", "metadata: true"]);
    expect(names({ "app:workflow": "false" })).to.include("workflow: true");
  });
});
