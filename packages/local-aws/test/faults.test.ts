import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import type { FaultPlan, RunFault } from "../src/faults";
import { deploy } from "./support/cloud/functions";
import { rejection, rejectionName } from "./support/cloud/rejection";
import { useCloud } from "./support/cloud/use-cloud";

const BUCKET = "faults";

describe("faults on purpose", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  const follow = (plan: FaultPlan) => suite().cloud.faults.follow(plan);
  const put = (Key: string) => s3().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Buffer.alloc(200_000, 7) }));

  before(() => suite().cloud.services.s3.createBucket(BUCKET));
  afterEach(() => suite().cloud.faults.clear());

  it("answer with an error, and the request is not carried out", async () => {
    follow({ ofRequest: () => ({ kind: "error", status: 503, code: "SlowDown" }) });
    expect(await rejectionName(put("refused"))).to.equal("SlowDown");
    suite().cloud.faults.clear();
    expect(await rejectionName(s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "refused" })))).to.equal(
      "NotFound",
    );
  });

  it("answer late", async () => {
    follow({ ofRequest: () => ({ kind: "slow", delayMs: 80 }) });
    const start = performance.now();
    await put("late");
    expect(performance.now() - start).to.be.above(75);
  });

  it("hold a request up while others overtake it", async () => {
    let isFirst = true;
    follow({
      ofRequest: (_, operation) => {
        if (operation !== "PutObject" || !isFirst) return undefined;
        isFirst = false;
        return { kind: "late", delayMs: 300 };
      },
    });
    const write = (Body: string, IfNoneMatch?: string) =>
      s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: "overtaken", Body, IfNoneMatch }));
    const late = rejectionName(write("first", "*"));
    await write("second");
    expect(await late).to.equal("PreconditionFailed");
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "overtaken" }));
    expect(await Body?.transformToString()).to.equal("second");
  });

  it("carry a request out and lose its answer", async () => {
    follow({ ofRequest: (_, operation) => (operation === "PutObject" ? { kind: "lost" } : undefined) });
    await rejection(put("unanswered"));
    await s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "unanswered" }));
  });

  it("end a download early", async () => {
    await put("cut");
    follow({ ofRequest: () => ({ kind: "cut" }) });
    const download = s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "cut" }));
    await rejection(download.then(({ Body }) => Body?.transformToByteArray()));
    suite().cloud.faults.clear();
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: "cut" }));
    expect(await Body?.transformToByteArray()).to.have.length(200_000);
  });

  it("find the disk full, and leave nothing of the object", async () => {
    follow({ isDiskFull: () => true });
    expect((await rejection(put("too-much"))).$metadata?.httpStatusCode).to.equal(500);
    suite().cloud.faults.clear();
    expect(await rejectionName(s3().send(new HeadObjectCommand({ Bucket: BUCKET, Key: "too-much" })))).to.equal(
      "NotFound",
    );
  });

  it("end a function as Lambda reports it", async () => {
    await deploy(suite().cloud, "slow", {
      code: "exports.handler = () => new Promise((resolve) => setTimeout(() => resolve(1), 400));",
    });
    const errorOf = async (kind: RunFault["kind"]) => {
      follow({ ofRun: () => ({ kind, afterMs: 30 }) });
      const { status, error } = await suite().cloud.services.lambda.invoke("slow", "{}");
      return [status, error?.errorType];
    };
    expect(await errorOf("killed")).to.deep.equal(["error", "Runtime.ExitError"]);
    expect(await errorOf("out-of-memory")).to.deep.equal(["error", "Runtime.OutOfMemory"]);
    expect(await errorOf("timed-out")).to.deep.equal(["timeout", "Sandbox.Timedout"]);
    suite().cloud.faults.clear();
    expect((await suite().cloud.services.lambda.invoke("slow", "{}")).payload).to.equal("1");
  });
});
