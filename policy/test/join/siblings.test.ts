import { expect } from "chai";

import { types } from "../../src/core/resource-types";
import { ofBucket, ownersOf } from "../../src/join/siblings";
import { stackViewOf } from "../support/evaluate";
import { resource, UNKNOWN, type AnalyzedResource } from "../support/stack-fixture";

const bucket = (name: string, properties: Record<string, unknown> = {}) =>
  resource("aws:s3/bucket:Bucket", name, {
    id: `${name}-id`,
    bucket: `${name}-name`,
    arn: `arn:${name}`,
    ...properties,
  });
const versioning = (bucketName: unknown, from: readonly AnalyzedResource[] = []) =>
  resource("aws:s3/bucketVersioning:BucketVersioning", "v", { bucket: bucketName }, { from: { bucket: from } });
const [one, two] = [bucket("one"), bucket("two")];
const key = resource("aws:kms/key:Key", "key");

/** The names of the buckets that the versioning belongs to. */
function ownersIn(stack: readonly AnalyzedResource[]): string[] {
  const view = stackViewOf(stack);
  const owners = view.ofType(...types.bucket).filter((each) => ofBucket(view, each, types.bucketVersioning).length > 0);
  const [settings] = view.ofType(...types.bucketVersioning);
  const join = { ownerTypes: types.bucket, by: "bucket", owner: ["id", "bucket", "arn"] };
  expect(settings && ownersOf(view, settings, join)).to.deep.equal(owners);
  return owners.map(({ name }) => name);
}

describe("a settings resource belongs to the owner", () => {
  for (const [property, value] of [
    ["id", "two-id"],
    ["bucket", "two-name"],
    ["arn", "arn:two"],
  ]) {
    it(`that its input names by ${property}`, () => {
      expect(ownersIn([one, two, versioning(value)])).to.deep.equal(["two"]);
    });
  }

  it("that its input is made from, whatever the name", () => {
    expect(ownersIn([one, two, versioning(UNKNOWN, [two])])).to.deep.equal(["two"]);
    expect(ownersIn([one, two, versioning("one-name", [two])])).to.deep.equal(["two"]);
  });

  it("that is of its type, where the input is made from other resources too", () => {
    expect(ownersIn([one, two, key, versioning(UNKNOWN, [key, two])])).to.deep.equal(["two"]);
    expect(ownersIn([one, two, key, versioning("one-name", [key])])).to.deep.equal(["one"]);
  });

  it("that it names, where it is made from several", () => {
    expect(ownersIn([one, two, versioning("two-name", [one, two])])).to.deep.equal(["two"]);
    expect(ownersIn([one, two, versioning("three", [one, two])])).to.deep.equal([]);
  });

  it("that it may belong to, where it is made from several and its name is unknown", () => {
    expect(ownersIn([one, two, bucket("three"), versioning(UNKNOWN, [one, two])])).to.deep.equal(["one", "two"]);
  });

  it("and to no other", () => {
    expect(ownersIn([one, two, versioning("three")])).to.deep.equal([]);
    expect(ownersIn([bucket("one", { id: UNKNOWN, bucket: undefined }), versioning(UNKNOWN)])).to.deep.equal([]);
  });
});

describe("a stack", () => {
  it("has one view of each resource, also as an origin", () => {
    const view = stackViewOf([one, versioning(UNKNOWN, [one])]);
    const [owner] = view.ofType(...types.bucket);
    expect(view.ofType(...types.bucketVersioning)[0]?.dependenciesOf("bucket")[0]).to.equal(owner);
  });

  it("has computed properties: unknown ones without an origin", () => {
    const policy = { policy: UNKNOWN, rule: { a: UNKNOWN } };
    const made = { from: { policy: one, rule: one } };
    const [set] = stackViewOf([resource("t", "n", policy, made), one]).resources;
    const [unset] = stackViewOf([resource("t", "n", { ...policy, known: 1 })]).resources;
    expect(["policy", "rule.a", "known"].map((path) => set?.isComputed(path))).to.deep.equal([false, false, false]);
    expect(["policy", "rule.a", "known"].map((path) => unset?.isComputed(path))).to.deep.equal([true, true, false]);
  });
});
