import type { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";

import { readTriggerRules } from "../../../commands/stack/trigger-rules";

const s3 = (configuration: object) => ({ send: () => Promise.resolve(configuration) }) as unknown as S3Client;
const bus = (...patterns: object[]) => ({ rules: () => patterns.map((pattern) => ({ pattern: { ...pattern } })) });
const filter = (prefix: string, suffix: string) => ({
  Key: {
    FilterRules: [
      { Name: "Prefix", Value: prefix },
      { Name: "Suffix", Value: suffix },
    ],
  },
});
const created = (object?: object, bucket = "source") => ({
  source: ["aws.s3"],
  "detail-type": ["Object Created"],
  detail: { bucket: { name: [bucket] }, ...(object && { object }) },
});

describe("the trigger's rules", () => {
  it("are those of the bucket's notifications, of new objects only", async () => {
    const rules = await readTriggerRules(
      s3({
        LambdaFunctionConfigurations: [
          { Events: ["s3:ObjectCreated:*"], Filter: filter("up/", ".jpg") },
          { Events: ["s3:ObjectRemoved:*"] },
        ],
      }),
      "source",
      bus(created()),
    );
    expect(rules).to.include({ prefix: "up/" });
    expect(rules.suffixes).to.deep.equal([".jpg"]);
    expect([rules.fires("up/a.jpg"), rules.fires("up/a.txt"), rules.fires("a.jpg")]).to.deep.equal([
      true,
      false,
      false,
    ]);
  });

  it("have routes: files go below the first, unless their name begins with the prefix of another", async () => {
    const configured = (prefix: string, suffix: string) => ({
      Events: ["s3:ObjectCreated:*"],
      Filter: filter(prefix, suffix),
    });
    const LambdaFunctionConfigurations = [
      configured("photos/", ".jpg"),
      configured("photos/", ".png"),
      configured("avatars/", ".webp"),
    ];
    const byNotification = await readTriggerRules(s3({ LambdaFunctionConfigurations }), "source", bus());
    const key = [{ wildcard: "photos/*.jpg" }, { wildcard: "photos/*.png" }, { wildcard: "avatars/*.webp" }];
    const byBus = await readTriggerRules(s3({ EventBridgeConfiguration: {} }), "source", bus(created({ key })));
    for (const rules of [byNotification, byBus]) {
      expect(rules.routes).to.deep.equal([
        { prefix: "photos/", suffixes: [".jpg", ".png"] },
        { prefix: "avatars/", suffixes: [".webp"] },
      ]);
      expect(rules).to.deep.include({ prefix: "photos/", suffixes: [".jpg", ".png"] });
      expect(["a.jpg", "avatars/a.webp", "other/a.png"].map((name) => rules.keyOf(name))).to.deep.equal([
        "photos/a.jpg",
        "avatars/a.webp",
        "photos/other/a.png",
      ]);
      expect(["photos/a.png", "avatars/a.png", "a.jpg"].map((one) => rules.fires(one))).to.deep.equal([
        true,
        false,
        false,
      ]);
    }
  });

  it("are those of the event bus where the bucket sends its events to EventBridge", async () => {
    const toEventBridge = s3({ EventBridgeConfiguration: {} });
    const suffix = await readTriggerRules(
      toEventBridge,
      "source",
      bus(created({ key: [{ suffix: ".jpg" }, { suffix: ".PNG" }] })),
    );
    expect(suffix.suffixes).to.deep.equal([".jpg", ".PNG"]);
    expect([suffix.fires("a.PNG"), suffix.fires("a.png")]).to.deep.equal([true, false]);
    const wildcard = await readTriggerRules(toEventBridge, "source", bus(created({ key: [{ wildcard: "up/*.jpg" }] })));
    expect(wildcard).to.include({ prefix: "up/" });
    expect([wildcard.fires("up/a.jpg"), wildcard.fires("a.jpg")]).to.deep.equal([true, false]);
  });

  it("include every key for a rule without a filter of keys, and none for a rule of another bucket", async () => {
    const toEventBridge = s3({ EventBridgeConfiguration: {} });
    expect((await readTriggerRules(toEventBridge, "source", bus(created()))).fires("a.txt")).to.equal(true);
    const two = [created({ key: [{ suffix: ".jpg" }] }), created({ key: [{ suffix: ".txt" }] }, "other")];
    expect((await readTriggerRules(toEventBridge, "source", bus(...two))).fires("a.txt")).to.equal(false);
  });
});
