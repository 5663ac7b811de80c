import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import type { Cloud } from "@image-pipeline/local-aws";
import { prepareAccount } from "../../commands/stack/account";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { jpeg } from "../support/e2e/images";
import { Pipeline } from "../support/e2e/pipeline";

const SOURCE = "company-uploads";
const DESTINATION = "company-images";

const tlsOnly = (bucket: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });

/** Makes two buckets with settings of their own of every kind. */
function companyBuckets(cloud: Cloud): void {
  prepareAccount(cloud);
  const { s3 } = cloud.services;
  for (const name of [SOURCE, DESTINATION]) {
    s3.createBucket(name);
    s3.configure(name, {
      versioning: "Enabled",
      tags: { Owner: "archive" },
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: false,
      },
      lifecycle: [{ id: "old-versions", enabled: true, prefix: "", noncurrentDays: 400 }],
      cors: [
        {
          allowedOrigins: ["https://intranet.example"],
          allowedMethods: ["GET"],
          allowedHeaders: [],
          exposeHeaders: [],
        },
      ],
    });
    s3.putPolicy(name, tlsOnly(name));
  }
}

/** Makes the buckets, and a queue that the first of them notifies of every upload. */
function withNotification(cloud: Cloud): void {
  companyBuckets(cloud);
  const { s3, sqs } = cloud.services;
  const { arn } = sqs.createQueue("archive-uploads", {
    Policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sqs:SendMessage", Resource: "*" },
      ],
    }),
  });
  const rule = { id: "archive", target: arn, events: ["s3:ObjectCreated:*"], prefix: "", suffix: "" };
  void s3.putNotification(SOURCE, { rules: [rule], eventBridge: true });
}

/** Every setting of the buckets of others. */
const settings = ({ services: { s3 } }: Cloud) =>
  structuredClone([SOURCE, DESTINATION].map((name) => s3.bucket(name).settings));

for (const workflow of [false, true]) {
  describe(`buckets that exist already (${workflow ? "workflow" : "direct"})`, function () {
    this.timeout(HANG_TIMEOUT_MS);
    let pipeline: Pipeline;
    let asFound: ReturnType<typeof settings>;
    let image: Buffer;
    before(async () => {
      image = await jpeg(320, 240);
      pipeline = await Pipeline.start(
        {
          source: { existing: SOURCE },
          destination: { existing: DESTINATION },
          uploadPrefix: "photos/",
          uploadApi: { corsOrigin: "https://app.example" },
          workflow,
        },
        {
          prepareAccount: (cloud) => {
            withNotification(cloud);
            asFound = settings(cloud);
          },
        },
      );
    });
    after(() => pipeline.close());

    const archived = () => {
      const { sqs } = pipeline.cloud.services;
      return [...sqs.queue("archive-uploads").messages].length;
    };

    it("take originals and results, as buckets of the stack do", async () => {
      expect(pipeline.outputs).to.include({ sourceBucket: SOURCE, destinationBucket: DESTINATION });
      await pipeline.put("photos/summer day.jpg", image);
      expect(await pipeline.result("processed-photos/summer day.jpg")).not.to.equal(undefined);
      const [record] = await pipeline.records("photos/summer day.jpg");
      expect(record).to.include({ status: "PROCESSED", source_bucket: SOURCE });
    });

    it("start nothing with what is outside the prefix", async () => {
      await pipeline.put("invoices/scan.jpg", image);
      expect(await pipeline.records("invoices/scan.jpg")).to.deep.equal([]);
    });

    it("go on notifying others", async () => {
      const earlier = archived();
      await pipeline.put("photos/for-both.jpg", image);
      expect(archived()).to.equal(earlier + 1);
      expect(await pipeline.result("processed-photos/for-both.jpg")).not.to.equal(undefined);
    });

    it("have results removed with their original, and made again when it is restored", async () => {
      await pipeline.put("photos/restored.jpg", image);
      const removal = new DeleteObjectCommand({ Bucket: SOURCE, Key: "photos/restored.jpg" });
      const { VersionId } = await pipeline.s3.send(removal);
      await pipeline.cloud.idle();
      expect(await pipeline.result("processed-photos/restored.jpg")).to.equal(undefined);
      await pipeline.s3.send(new DeleteObjectCommand({ Bucket: SOURCE, Key: "photos/restored.jpg", VersionId }));
      await pipeline.cloud.idle();
      expect(await pipeline.result("processed-photos/restored.jpg")).not.to.equal(undefined);
    });

    it("keep the results of originals that expire", async () => {
      await pipeline.put("photos/expired.jpg", image);
      pipeline.cloud.services.s3.expire(SOURCE, "photos/expired.jpg");
      await pipeline.cloud.idle();
      expect(await pipeline.result("processed-photos/expired.jpg")).not.to.equal(undefined);
    });

    it("have removals that fail kept as dead letters, like those of the stack's own bucket", async () => {
      await pipeline.put("photos/stuck.jpg", image);
      pipeline.cloud.faults.fail("s3", "HeadObject");
      pipeline.cloud.faults.fail("s3", "GetObject");
      await pipeline.remove("photos/stuck.jpg");
      pipeline.cloud.faults.clear();
      const [letter] = (await pipeline.deadLetters()) as {
        event: { Records: { eventName: string; s3: { object: { key: string } } }[] };
        where: object;
      }[];
      const [record] = letter?.event.Records ?? [];
      expect(record?.eventName).to.equal("ObjectRemoved:DeleteMarkerCreated");
      expect(record?.s3.object.key).to.equal("photos/stuck.jpg");
      expect(letter?.where).to.have.property("kind", "function");
    });

    it("stay as they were while the stack is up, and after it was destroyed", async () => {
      const { cloud } = pipeline;
      expect(settings(cloud)).to.deep.equal(asFound);
      const { failure } = await pipeline.stack.destroy();
      expect(failure).to.equal(undefined);
      expect(settings(cloud)).to.deep.equal(asFound);
      expect(cloud.services.s3.bucket(SOURCE).keys()).to.include("photos/summer day.jpg");
      expect(cloud.services.s3.bucket(DESTINATION).keys()).to.include("processed-photos/summer day.jpg");
      expect([...cloud.services.s3.buckets.keys()].sort()).to.deep.equal([DESTINATION, SOURCE]);
    });
  });
}

describe("a bucket that exists already, without a notification configuration", function () {
  this.timeout(HANG_TIMEOUT_MS);

  const start = (source: object) =>
    Pipeline.start({ source: { existing: SOURCE, ...source } }, { prepareAccount: companyBuckets });

  it("is refused, with what to do", async () => {
    const failure = await start({}).then(
      (pipeline) => pipeline.close(),
      (error: Error) => error,
    );
    expect(String(failure)).to.include(`EXISTING_UNUSABLE: bucket ${SOURCE}`).and.to.include("EventBridge");
  });

  it("has EventBridge switched on where asked for, and off when the stack is destroyed", async () => {
    const pipeline = await start({ enableEventBridge: true });
    try {
      const { s3 } = pipeline.cloud.services;
      expect(s3.bucket(SOURCE).settings.notification).to.deep.equal({ rules: [], eventBridge: true });
      await pipeline.put("cat.jpg", await jpeg(320, 240));
      expect(await pipeline.result("processed-cat.jpg")).not.to.equal(undefined);
      // A second run finds the stack's own configuration, and leaves it.
      await pipeline.reconfigure({});
      expect(s3.bucket(SOURCE).settings.notification.eventBridge).to.equal(true);
      const { failure } = await pipeline.stack.destroy();
      expect(failure).to.equal(undefined);
      expect(s3.bucket(SOURCE).settings.notification).to.deep.equal({ rules: [], eventBridge: false });
    } finally {
      await pipeline.close();
    }
  });
});
