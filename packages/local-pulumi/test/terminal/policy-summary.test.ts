import { expect } from "chai";

import type { Finding } from "../../src/policy-host/types";
import { formatFinding, formatPolicyRun } from "../../src/terminal/policy-summary";

const URN = "urn:pulumi:dev::images::pipeline:Bucket$aws:s3/bucket:Bucket::source";
const finding = (parts: Partial<Finding> = {}): Finding => ({
  policy: "s3-versioning",
  pack: "p",
  level: "mandatory",
  message: "S3 buckets keep versions.\nsource has no BucketVersioning.",
  urn: URN,
  severity: "medium",
  ...parts,
});

const plain = (text: string) => text.replace(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "");

describe("the summary of a policy run", () => {
  const pack = {
    name: "images",
    version: "1.0.0",
    rules: [
      { name: "a", enforcementLevel: "mandatory" as const },
      { name: "b", enforcementLevel: "disabled" as const },
    ],
  };

  it("counts rules, resources, violations, remediations and time, and shows mandatory findings first", () => {
    const findings = [
      finding({ level: "advisory", policy: "z" }),
      finding(),
      finding({ level: "advisory", policy: "c" }),
    ];
    const lines = plain(formatPolicyRun({ pack, resources: 7, findings, remediations: 1, waitedMs: 12.4 })).split("\n");
    expect(lines[0]).to.equal(
      "Policies: images v1.0.0: 1 rules, 7 resources, 1 mandatory, 2 advisory, 1 remediated, 12 ms",
    );
    expect(lines.filter((line) => line.startsWith("  ["))).to.deep.equal([
      "  [mandatory] s3-versioning (medium): aws:s3/bucket:Bucket source",
      "  [advisory] c (medium): aws:s3/bucket:Bucket source",
      "  [advisory] z (medium): aws:s3/bucket:Bucket source",
    ]);
  });

  it("shows the whole message below the resource that it is about", () => {
    expect(plain(formatFinding(finding()))).to.equal(
      "  [mandatory] s3-versioning (medium): aws:s3/bucket:Bucket source\n      S3 buckets keep versions.\n      source has no BucketVersioning.",
    );
  });

  it("names the stack where a finding is about the whole of it", () => {
    const { policy, pack: of, level, message } = finding();
    expect(plain(formatFinding({ policy, pack: of, level, message })).split("\n")[0]).to.equal(
      "  [mandatory] s3-versioning: the stack",
    );
  });
});
