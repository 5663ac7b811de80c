import { expect } from "chai";
import { readConfig } from "../../infra/config";
import { stackArgs } from "../../infra/stack-args";

describe("the arguments of a stack's config", () => {
  it("are values of the settings' types", () => {
    const args = stackArgs({
      memoryMb: "2048",
      metadata: "true",
      production: "false",
      uploadPrefix: "2026",
      encryption: "kms",
      suffixes: '[".jpg"]',
      variants: '[{"name":"a","width":1,"height":1}]',
    });
    expect(args).to.deep.equal({
      memoryMb: 2048,
      metadata: true,
      production: false,
      uploadPrefix: "2026",
      encryption: "kms",
      suffixes: [".jpg"],
      variants: [{ name: "a", width: 1, height: 1 }],
    });
  });

  it("have an object for a part that is on, and nothing for one that is off", () => {
    const args = stackArgs({ uploadApi: "true", workflow: "false", monitoring: '{"refusedPercent":5}' });
    expect(args).to.deep.equal({ uploadApi: {}, monitoring: { refusedPercent: 5 } });
  });

  it("mean what the config does", () => {
    const config = {
      ...{ names: "guide", avif: "false", jpegQuality: "60", originalsExpireDays: "7", onDamage: "keep" },
      variants: '[{"name":"a","width":1,"height":1,"operations":["greyscale",{"blur":2}],"palette":true}]',
      ...{ uploadApi: "true", notify: '{"topic":true}', delivery: '{"headers":true}', workflow: "false" },
    };
    expect(readConfig(stackArgs(config))).to.deep.equal(readConfig(config));
  });

  it("leave what is no value of its setting to the component, which reports it", () => {
    const problems = (values: Record<string, string>) => {
      const messages = [values, stackArgs(values)].map((given) => {
        try {
          readConfig(given);
        } catch (error) {
          return (error as Error).message;
        }
        return "none";
      });
      expect(messages[1], JSON.stringify(values)).to.equal(messages[0]).and.not.to.equal("none");
    };
    problems({ memoryMb: "much", metadata: "maybe", uploadApi: "perhaps" });
    problems({ memoryMb: "", colour: "false", shape: "round" });
    problems({ variants: "[{", suffixes: "some", notify: '{"topic":"maybe"}' });
  });
});
