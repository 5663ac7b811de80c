import { asset } from "@pulumi/pulumi";
import { expect } from "chai";

import { entriesOf, itemsOf, snapshot, Unknown, unknownCheckingProxy, valueAt } from "../../src/core/plain-value";
import { ResourceView } from "../../src/core/resource-view";
import { UNKNOWN } from "../support/stack-fixture";

const view = (props: Record<string, unknown>) =>
  new ResourceView({ urn: "urn", type: "t", name: "n", props: unknownCheckingProxy(props) });

describe("a snapshot of properties", () => {
  it("holds an Unknown with its path where the SDK's proxy would throw", () => {
    const copy = snapshot(unknownCheckingProxy({ a: [1, UNKNOWN, { b: UNKNOWN }], c: "known" }));
    expect(copy).to.deep.equal({ a: [1, new Unknown("a[1]"), { b: new Unknown("a[2].b") }], c: "known" });
  });

  it("omits absent values and code", () => {
    const code = new asset.AssetArchive({ "index.js": new asset.StringAsset("x") });
    const file = new asset.StringAsset("x");
    expect(snapshot({ a: undefined, b: null, code, file, d: 0, e: false, f: () => 1 })).to.deep.equal({
      d: 0,
      e: false,
    });
  });

  it("passes on every other error", () => {
    const broken = Object.defineProperty({}, "a", {
      enumerable: true,
      get: () => {
        throw new TypeError("broken");
      },
    });
    expect(() => snapshot(broken)).to.throw(TypeError, "broken");
  });
});

describe("a plain value", () => {
  it("has the value at a path, null, or the Unknown that contains it", () => {
    const value = { a: { b: { c: 1 } }, open: new Unknown("open"), list: [{ b: 1 }], length: "text" };
    expect(valueAt(value, "a.b.c")).to.equal(1);
    expect(valueAt(value, "a.x.c")).to.equal(null);
    expect(valueAt(value, "list.b")).to.equal(null);
    expect(valueAt(value, "list.length")).to.equal(null);
    expect(valueAt(value, "length.length")).to.equal(null);
    expect(valueAt(value, "open.b")).to.deep.equal(new Unknown("open"));
    expect(valueAt(null, "a")).to.equal(null);
  });

  it("is a list of items, whether it is a list, a single value or absent", () => {
    expect(itemsOf(["a", "b"])).to.deep.equal(["a", "b"]);
    expect(itemsOf("a")).to.deep.equal(["a"]);
    expect(itemsOf(null)).to.deep.equal([]);
    expect(itemsOf(new Unknown("x"))).to.deep.equal([new Unknown("x")]);
  });

  it("has entries only as an object", () => {
    expect(entriesOf({ a: 1 })).to.deep.equal([["a", 1]]);
    for (const other of [null, "a", 1, ["a"], new Unknown("x")]) expect(entriesOf(other)).to.deep.equal([]);
  });
});

describe("a resource as a rule reads it", () => {
  it("returns texts only where they are known", () => {
    const resource = view({ a: "x", b: 1, c: UNKNOWN });
    expect(["a", "b", "c", "d"].map((path) => resource.text(path))).to.deep.equal([
      "x",
      undefined,
      undefined,
      undefined,
    ]);
    expect(["a", "c", "d"].map((path) => resource.isPending(path))).to.deep.equal([false, true, false]);
  });

  it("distinguishes set properties from absent and empty ones", () => {
    const resource = view({ a: "x", b: "", c: false, d: UNKNOWN });
    expect(["a", "b", "c", "d", "e"].filter((path) => resource.isSet(path))).to.deep.equal(["a", "c", "d"]);
  });

  it("has no computed inputs, and no provider where the engine reports none", () => {
    const resource = view({ a: UNKNOWN });
    expect(resource.isComputed("a")).to.equal(false);
    expect(resource.provider).to.equal(null);
  });
});
