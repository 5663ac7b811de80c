import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readTarget } from "@image-pipeline/local-pulumi";
import { compare } from "../../../commands/cost/compare";
import { measureStack } from "../../../commands/cost/measure";
import { photograph } from "../../../commands/cost/photograph";
import { webhookReceiver } from "../../../commands/cost/webhook-receiver";

import { HANG_TIMEOUT_MS, PROJECT_DIR, startCommand } from "../../support/cli";

interface Report {
  readonly measured: { readonly invocations: number; readonly processorMs: number; readonly functionSec: number };
  readonly month: { readonly usd: number; readonly idleUsd: number; readonly lines: readonly Line[] };
  readonly with: readonly unknown[];
  readonly notPossible: readonly unknown[];
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
    expect({ with: document.with, notPossible: document.notPossible }).to.deep.equal({ with: [], notPossible: [] });
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
    // A function that announces events takes several images at once.
    expect(document.measured.invocations).to.be.within(6, 7);
  });

  it("counts paths, signatures, events, messages and secrets of delivery and notify", async () => {
    await using receiver = await webhookReceiver();
    const folder = mkdtempSync(join(tmpdir(), "cost-test-"));
    try {
      const config = {
        variants: [{ name: "set", widths: [64, 128], format: "each", formats: ["webp", "jpeg"] }],
        delivery: { signed: true },
        uploadApi: true,
        notify: { webhook: { url: receiver.url, secretName: "cost-test" } },
      };
      const target = readTarget({ projectDir: PROJECT_DIR, stack: "prod", config });
      const { perImage, perMonth } = await measureStack(
        { target },
        {
          original: await photograph(0.05),
          replacement: await photograph(0.05, 2),
          folder,
          latencyMs: 0,
          viewers: { views: 10, hitShare: 0.9, replacedShare: 0.5 },
          signal: new AbortController().signal,
        },
      );
      expect(perImage).to.include({ events: 1, edge100Requests: 10, edgeFunctionRuns: 10, kmsRequests: 4 });
      expect(perImage.invalidatedPaths).to.equal(0.5 * 4);
      expect(perImage.edge100Gb).to.be.above(0);
      // The rule's message is sent, received and deleted; several may be received at once.
      expect(perImage.sqsRequests).to.be.above(1);
      expect(perMonth).to.include({ secrets: 1, kmsKeys: 1 });
      expect(receiver.taken).to.be.at.least(12);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("counts what replaces an image with immutable addresses, which invalidates nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cost-test-"));
    const measure = async (replacedShare: number) => {
      const config = { address: "immutable", delivery: true };
      const target = readTarget({ projectDir: PROJECT_DIR, stack: "prod", config });
      const viewers = { views: 10, hitShare: 0.9, replacedShare };
      const images = { original: await photograph(0.05), replacement: await photograph(0.05, 2) };
      const { signal } = new AbortController();
      return (await measureStack({ target }, { ...images, folder, latencyMs: 0, viewers, signal })).perImage;
    };
    try {
      const [added, replaced] = [await measure(0), await measure(1)];
      expect(replaced.invalidatedPaths).to.equal(0);
      expect({ added: added.s3Writes, replaced: replaced.s3Writes }).to.deep.equal({ added: 3, replaced: 4 });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("leaves out what other settings of the stack rule out, and says why", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cost-test-"));
    const measured: string[] = [];
    try {
      const { others, refused } = await compare({
        stack: { target: readTarget({ projectDir: PROJECT_DIR, stack: "full" }) },
        alternatives: [
          { name: "metadata: false", config: { metadata: false } },
          { name: "monitoring: false", config: { monitoring: false } },
        ],
        measuring: {
          ...{ original: await photograph(0.05), folder, latencyMs: 0 },
          ...{ viewers: { views: 10, hitShare: 0.9, replacedShare: 0 }, signal: new AbortController().signal },
        },
        onMeasure: (name) => void measured.push(name),
      });
      expect(measured).to.deep.equal(["metadata: false", "monitoring: false"]);
      expect(others.map(({ name }) => name)).to.deep.equal(["monitoring: false"]);
      expect(refused.map(({ name }) => name)).to.deep.equal(["metadata: false"]);
      expect(refused[0]?.problems.map((problem) => problem.split(":")[0])).to.deep.equal([
        "describe",
        "manifest",
        "notify",
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
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
