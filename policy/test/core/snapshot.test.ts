import { asset } from "@pulumi/pulumi";
import { expect } from "chai";

import { ResourceView } from "../../src/core/resource-view";
import { unknownCheckingProxy } from "../../src/core/sdk-internals";
import { snapshot } from "../../src/core/snapshot";
import { Unknown } from "../../src/core/unknown";
import { UNKNOWN } from "../support/stack-fixture";

const view = (props: Record<string, unknown>) =>
  new ResourceView({ urn: "urn", type: "t", name: "n", props: unknownCheckingProxy(props) });

describe("a snapshot of properties", () => {
  it("holds an Unknown with its path where the SDK's proxy would throw", () => {
    const copy = snapshot(unknownCheckingProxy({ a: [1, UNKNOWN, { b: UNKNOWN }], c: "known" }));
    expect(copy).to.deep.equal({ a: [1, new Unknown("a[1]"), { b: new Unknown("a[2].b") }], c: "known" });
  });

  it("leaves out what is absent, and code", () => {
    const code = new asset.AssetArchive({ "index.js": new asset.StringAsset("x") });
    expect(snapshot({ a: undefined, b: null, code, d: 0 })).to.deep.equal({ d: 0 });
  });

  it("passes on what is no unknown value", () => {
    const broken = Object.defineProperty({}, "a", {
      enumerable: true,
      get: () => {
        throw new TypeError("broken");
      },
    });
    expect(() => snapshot(broken)).to.throw(TypeError, "broken");
  });
});

describe("a resource as a rule reads it", () => {
  it("answers a path with the value, null or the Unknown that holds it", () => {
    const resource = view({ a: { b: { c: 1 } }, open: UNKNOWN, list: [{ b: 1 }] });
    expect(resource.get("a.b.c")).to.equal(1);
    expect(resource.get("a.x.c")).to.equal(null);
    expect(resource.get("list.b")).to.equal(null);
    expect(resource.get("open.b")).to.deep.equal(new Unknown("open"));
  });

  it("tells what is stated from what is absent or empty", () => {
    const resource = view({ a: "x", b: "", c: false, d: UNKNOWN });
    expect(["a", "b", "c", "d", "e"].filter((path) => resource.states(path))).to.deep.equal(["a", "c", "d"]);
  });
});
