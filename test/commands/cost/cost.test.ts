import { expect } from "chai";

import { HANG_TIMEOUT_MS, startCommand } from "../../support/cli";

interface Report {
  readonly measured: { readonly invocations: number; readonly processorMs: number; readonly functionSec: number };
  readonly month: { readonly usd: number; readonly idleUsd: number; readonly lines: readonly Line[] };
  readonly with: readonly unknown[];
}

interface Line {
  readonly service: string;
  readonly unit: string;
  readonly units: number;
}

async function cost(...args: readonly string[]) {
  const command = startCommand("cost", "--json", ...args);
  const { code, stdout } = await command.done;
  return { code, document: JSON.parse(stdout) as Report & { error?: { code: string; message: string } } };
}

describe("npm run cost", function () {
  this.timeout(HANG_TIMEOUT_MS);

  it("counts what an image causes by the direct trigger", async () => {
    const args = ["--stack", "prod", "--images", "1000", "--megapixels", "0.1", "--no-alternatives"];
    const { code, document } = await cost(...args);
    expect(code).to.equal(0);
    const { measured, month } = document;
    const units = Object.fromEntries(month.lines.map(({ service, unit, units }) => [`${service} ${unit}`, units]));
    // The upload and its result; a look at each key that the result could have, and the original before and after.
    expect(units["S3 PUT, COPY, POST, LIST requests"]).to.equal(2000);
    expect(units["S3 GET, HEAD requests"]).to.equal(5000);
    expect(units["Lambda requests"]).to.equal(1000);
    expect(units["DynamoDB write request units"]).to.equal(2000);
    expect(units["API Gateway REST API requests"]).to.equal(undefined);
    expect(measured.invocations).to.equal(1);
    expect(measured.processorMs).to.be.above(1);
    expect(measured.functionSec).to.be.above(measured.processorMs / 1000);
    expect(month.usd).to.be.above(month.idleUsd);
    expect(document.with).to.deep.equal([]);
  });

  it("counts the workflow's executions and messages, and requests to the API", async () => {
    const args = ["--stack", "full", "--images", "1000", "--megapixels", "0.1", "--no-alternatives"];
    const { document } = await cost(...args);
    const units = Object.fromEntries(
      document.month.lines.map(({ service, unit, units }) => [`${service} ${unit}`, units]),
    );
    expect(units["Step Functions express executions"]).to.equal(1000);
    expect(units["API Gateway REST API requests"]).to.equal(2000);
    expect(units["CloudWatch dashboards"]).to.equal(1);
    // Among them the one that publishes the event.
    expect(document.measured.invocations).to.equal(7);
  });

  it("names the regions whose prices it knows", async () => {
    const { code, document } = await cost("--region", "xx-north-1");
    expect(code).to.equal(2);
    expect(document.error?.code).to.equal("PRICES_UNKNOWN");
    expect(document.error?.message).to.include("us-east-1").and.include("--region");
  });

  it("refuses numbers that are none", async () => {
    for (const args of [
      ["--images", "-1"],
      ["--megapixels", "x"],
    ]) {
      const { code } = await startCommand("cost", ...args).done;
      expect(code, args.join(" ")).to.equal(2);
    }
  });
});
