import { GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import type { AccessDecision } from "../../src/iam/decisions";
import { Decisions, MAX_EXAMPLES } from "../../src/iam/decisions";
import { rejection } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

const plain = ({ patterns, resources, lastAt, ...decision }: AccessDecision) => ({
  ...decision,
  patterns: [...patterns],
  resources: [...resources],
  isRecent: Date.now() - lastAt < 60_000,
});

describe("decisions about access", () => {
  const suite = useCloud();
  const of = (principal: string) =>
    suite()
      .cloud.services.iam.decisions.all()
      .filter((decision) => decision.principal === principal)
      .map(plain);

  it("are counted by principal, action and statement, with what they were about", async () => {
    suite().cloud.services.s3.createBucket("counted");
    const { s3 } = suite().asRole("reader", [
      { Sid: "Others", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::others/*" },
      { Effect: "Allow", Action: "s3:Get*", Resource: ["arn:aws:s3:::no/*", "arn:aws:s3:::counted/*"] },
      { Sid: "NotThese", Effect: "Deny", Action: "s3:GetObject", Resource: "arn:aws:s3:::counted/secret-*" },
    ]);
    const Bucket = "counted";
    for (const Key of ["a", "b", "secret-1"]) {
      await suite().root.s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    }
    for (const Key of ["a", "b", "a"]) await s3.send(new GetObjectCommand({ Bucket, Key }));
    await rejection(s3.send(new GetObjectCommand({ Bucket, Key: "secret-1" })));
    await rejection(s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" })));
    const common = { principal: "reader", principalKind: "role", isRecent: true };
    const key = (name: string) => `arn:aws:s3:::counted/${name}`;
    const identity = (statement: string | number) => ({ kind: "identity", policy: "inline", statement });
    expect(of("reader")).to.deep.equal([
      {
        ...{ ...common, action: "s3:GetObject", allowed: true, by: identity(1), count: 3 },
        ...{ patterns: [key("*")], resources: [key("a"), key("b")] },
      },
      {
        ...{ ...common, action: "s3:GetObject", allowed: false, by: identity("NotThese"), count: 1 },
        ...{ patterns: [key("secret-*")], resources: [key("secret-1")] },
      },
      // No statement says anything of it.
      {
        ...{ ...common, action: "s3:PutObject", allowed: false, count: 1 },
        ...{ patterns: [], resources: [key("a")] },
      },
    ]);
    expect(of("root")).to.deep.include({
      ...{ principal: "root", principalKind: "root", isRecent: true, action: "s3:PutObject", allowed: true, count: 3 },
      ...{ patterns: [], resources: ["a", "b", "secret-1"].map(key) },
    });
  });

  it("name the resource whose policy has decided", async () => {
    const Bucket = "shared";
    suite().cloud.services.s3.createBucket(Bucket);
    const { s3 } = suite().asRole("guest", []);
    const Principal = { AWS: suite().cloud.services.iam.role("guest").arn };
    const Resource = `arn:aws:s3:::${Bucket}/*`;
    const Policy = policy([{ Sid: "Guests", Effect: "Allow", Principal, Action: "s3:GetObject", Resource }]);
    await suite().root.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await suite().root.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
    for (const Key of ["a", "a"]) await s3.send(new GetObjectCommand({ Bucket, Key }));
    const [decision, ...more] = of("guest");
    expect(more).to.deep.equal([]);
    expect(decision).to.deep.include({
      ...{ allowed: true, count: 2, patterns: ["arn:aws:s3:::shared/*"] },
      by: { kind: "resource", policy: "arn:aws:s3:::shared", statement: "Guests" },
    });
  });

  it("take a bounded amount of memory, whoever asks for what", () => {
    const decisions = new Decisions();
    const caller = { kind: "anonymous" } as const;
    for (let index = 0; index < 6000; index += 1) {
      decisions.record({ caller, action: `s3:Invented${index}`, resource: "*", context: {} }, { refusal: "no" });
      decisions.record({ caller, action: "s3:GetObject", resource: `key-${index}`, context: {} }, { refusal: "no" });
    }
    const all = decisions.all();
    expect(all).to.have.length(5000);
    expect(all.at(-1)?.action).to.equal("s3:Invented5999");
    expect(Math.max(...all.map(({ resources }) => resources.size))).to.be.at.most(MAX_EXAMPLES);
  });
});
