import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { expect } from "chai";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { goalFromRequest } from "../../src/engine/goal-from-request";
import { secret, SIGNATURE_KEY, signatures } from "../../src/property-values/wire-form";

const request = () => new RegisterResourceRequest().setType("fake:index:Thing").setName("a").setCustom(true);

describe("goal of a registration", () => {
  it("has references to resources as their ids, and outputs as what they hold", () => {
    const reference = { [SIGNATURE_KEY]: signatures.resource, urn: "urn:x", id: "id-7" };
    const output = { [SIGNATURE_KEY]: signatures.output, value: "v", secret: true };
    const { inputs } = goalFromRequest(request().setObject(Struct.fromJavaScript({ list: [reference], output })));
    expect(inputs).to.deep.equal({ list: ["id-7"], output: secret("v") });
  });

  it("distinguishes unset options from false ones", () => {
    const unset = goalFromRequest(request());
    const set = goalFromRequest(
      request().setProtect(false).setDeletebeforereplace(false).setDeletebeforereplacedefined(true),
    );
    expect(unset).to.include({ protect: undefined, deleteBeforeReplace: undefined });
    expect(set).to.include({ protect: false, deleteBeforeReplace: false });
  });

  it("has aliases as URNs and as the parts that differ", () => {
    const spec = new Alias().setSpec(new Alias.Spec().setName("old").setNoparent(true));
    const { aliases } = goalFromRequest(request().setAliasesList([new Alias().setUrn("urn:old"), spec]));
    expect(aliases).to.deep.equal([{ urn: "urn:old" }, { name: "old", parent: "" }]);
  });

  const unsupported: [string, (r: RegisterResourceRequest) => void][] = [
    ["import", (r) => r.setImportid("some-id")],
    ["replaceWith", (r) => r.setReplaceWithList(["urn:x"])],
    ["hooks", (r) => r.setHooks(new RegisterResourceRequest.ResourceHooksBinding())],
    ["parameterized", (r) => r.setPackageref("ref")],
  ];
  for (const [what, set] of unsupported) {
    it(`refuses ${what} by name`, () => {
      const registration = request();
      set(registration);
      expect(() => goalFromRequest(registration))
        .to.throw(`fake:index:Thing "a": `)
        .with.property("message")
        .that.contains(what);
    });
  }
});
