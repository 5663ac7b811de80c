import { AnalyzeRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { PackRun } from "../../src/core/pack-run";
import { noteMarksOfRequests } from "../../src/core/wire-marks";

const FUNCTION = "aws:lambda/function:Function";

describe("marks of the engine's requests", () => {
  const read = Object.getOwnPropertyDescriptor(AnalyzeRequest.prototype, "getProperties") as PropertyDescriptor;
  let run: PackRun;
  beforeEach(() => {
    run = new PackRun();
    noteMarksOfRequests(run, [FUNCTION]);
  });
  afterEach(() => void Object.defineProperty(AnalyzeRequest.prototype, "getProperties", read));

  const request = (properties: Record<string, object | string | number>, type = FUNCTION) =>
    new AnalyzeRequest().setUrn("urn").setType(type).setProperties(Struct.fromJavaScript(properties));

  it("say which inputs the provider has filled in, and keep it when a later request does not", () => {
    request({ memorySize: 128, timeout: 3, __defaults: ["timeout"] }).getProperties();
    request({ memorySize: 128, timeout: 3 }).getProperties();
    expect(run.defaultedInputs.isStated("urn", "memorySize")).to.equal(true);
    expect(run.defaultedInputs.isStated("urn", "timeout")).to.equal(false);
    expect(run.defaultedInputs.isStated("another", "memorySize")).to.equal(false);
  });

  it("say which inputs are secret", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" };
    request({ environment: { variables: { TOKEN: secret, NAME: "x" } } }).getProperties();
    expect(run.secretMarks.has("urn", "environment.variables.TOKEN")).to.equal(true);
    expect(run.secretMarks.has("urn", "environment.variables.NAME")).to.equal(false);
  });

  it("are read from the requested types, and from a list only", () => {
    request({ __defaults: [] }, "aws:s3/bucket:Bucket").getProperties();
    expect(run.defaultedInputs.isStated("urn", "memorySize")).to.equal(false);
    request({ __defaults: "memorySize" }).getProperties();
    expect(run.defaultedInputs.isStated("urn", "timeout")).to.equal(false);
  });

  it("leave the request as it is", () => {
    expect(request({ a: 1 }).getProperties()?.toJavaScript()).to.deep.equal({ a: 1 });
    expect(new AnalyzeRequest().getProperties()).to.equal(undefined);
  });
});
