import { expect } from "chai";

import type { ConnectedStack } from "../../../commands/operate/clients";
import { compareKeys } from "../../../commands/operate/listing";
import { listOriginals, type OriginalsSpec } from "../../../commands/operate/originals";
import { judgeResult } from "../../../commands/operate/orphans";
import { policyFor } from "../../../commands/operate/policies";

const thumb = { name: "thumb", width: 1, height: 1, fit: "cover", format: "auto", quality: 75, background: "#ffffff" };
const processing = {
  routes: [
    { prefix: "photos/", suffixes: [".jpg"], variants: [thumb, { ...thumb, name: "page" }] },
    { prefix: "avatars/", suffixes: [], variants: [thumb] },
  ],
  keepsDerivatives: false,
};
const keys = [
  "a.jpg",
  "avatars/a",
  "avatars/b.jpg",
  "other/a.jpg",
  "photos/2025/a.jpg",
  "photos/a.gif",
  "photos/b.jpg",
];

function stackOf() {
  const listed: string[] = [];
  const send = ({ input }: { input: { Prefix: string; KeyMarker?: string } }) => {
    const { Prefix, KeyMarker = "" } = input;
    listed.push(Prefix);
    const found = keys.filter((key) => key.startsWith(Prefix) && compareKeys(key, KeyMarker) > 0);
    return Promise.resolve({ Versions: found.map((Key) => ({ Key, VersionId: "v", IsLatest: true })) });
  };
  const outputs = {
    sourceBucket: "source",
    destinationBucket: "destination",
    deadLetterQueueUrl: "https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letters",
  };
  const stack = { s3: { send }, outputs, processing, region: "eu-central-1", accountId: "123456789012" };
  return { stack: stack as unknown as ConnectedStack, listed };
}

describe("the commands on a stack with routes", () => {
  const originals = async (spec?: OriginalsSpec) => {
    const { stack, listed } = stackOf();
    const found: string[] = [];
    for await (const page of listOriginals(stack, spec)) found.push(...page.map(({ key }) => key));
    return { found, listed };
  };

  it("list the originals of each route, in the order of their keys, and nothing else", async () => {
    expect(await originals()).to.deep.equal({
      found: ["avatars/a", "avatars/b.jpg", "photos/2025/a.jpg", "photos/b.jpg"],
      listed: ["avatars/", "photos/"],
    });
    expect((await originals({ after: "avatars/b.jpg" })).found).to.deep.equal(["photos/2025/a.jpg", "photos/b.jpg"]);
  });

  it("list those of the routes that a prefix is in, or that are below it", async () => {
    expect(await originals({ prefix: "photos/2025/" })).to.deep.equal({
      found: ["photos/2025/a.jpg"],
      listed: ["photos/2025/"],
    });
    expect(await originals({ prefix: "a" })).to.deep.equal({
      found: ["avatars/a", "avatars/b.jpg"],
      listed: ["avatars/"],
    });
    expect(await originals({ prefix: "other/" })).to.deep.equal({ found: [], listed: [] });
  });

  it("judge a result by the variants of its original's route", () => {
    const { stack } = stackOf();
    const original = { key: "", imageId: "", modified: 0 };
    const states = ["page-photos/b.jpg", "page-avatars/b.jpg", "thumb-avatars/b.jpg"].map((key) =>
      judgeResult(stack, key, original),
    );
    expect(states).to.deep.equal(["inPlace", "VARIANT_GONE", "inPlace"]);
  });

  it("need the originals of every route", () => {
    const { stack } = stackOf();
    const originalsIn = (command: "reconcile" | "delete-image", sid: string) =>
      policyFor(command, stack).Statement.find(({ Sid }) => Sid === sid)?.Resource;
    const both = ["arn:aws:s3:::source/photos/*", "arn:aws:s3:::source/avatars/*"];
    expect(originalsIn("reconcile", "SeeOriginals")).to.deep.equal(both);
    expect(originalsIn("delete-image", "DeleteOriginals")).to.deep.equal(both);
  });
});
