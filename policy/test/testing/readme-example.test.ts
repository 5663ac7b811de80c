import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { compileFunction } from "node:vm";

import { expect } from "chai";
import { transformSync } from "esbuild";

const README = join(__dirname, "../../README.md");

describe("README's example of a test", () => {
  it("runs, and its assertion can fail", () => {
    const example = /<!-- example -->\s+```ts\n(.*?)```/s.exec(readFileSync(README, "utf8"))?.[1] ?? "";
    expect(example).to.contain("aws-serverless-guardrails/testing");
    run(example);
    expect(() => run(example.replace('Principal: "*"', 'Principal: { AWS: "123456789012" }'))).to.throw(
      "Expected values to be strictly deep-equal",
    );
  });
});

/** Runs TypeScript as a file of this folder. */
function run(text: string): void {
  const { code } = transformSync(text, { loader: "ts", format: "cjs" });
  const example = compileFunction(code, ["require", "exports"]) as (require: NodeJS.Require, exports: object) => void;
  example(createRequire(__filename), {});
}
