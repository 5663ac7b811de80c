import {
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";

import { rejectionName } from "../support/cloud/rejection";
import { policy, useCloud } from "../support/cloud/use-cloud";

const BUCKET = "acl-bucket";
const KEY = "image.jpg";

describe("access control lists with BucketOwnerEnforced", () => {
  const suite = useCloud();
  const s3 = () => suite().root.s3;
  before(async () => {
    suite().cloud.services.s3.createBucket(BUCKET);
    await s3().send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: "image" }));
  });

  const ID = "000000000000";
  const owners = [{ Grantee: { Type: "CanonicalUser" as const, ID }, Permission: "FULL_CONTROL" as const }];
  const others = [{ Grantee: { Type: "CanonicalUser" as const, ID: "another" }, Permission: "READ" as const }];

  it("give the owner full control", async () => {
    expect((await s3().send(new GetBucketAclCommand({ Bucket: BUCKET }))).Grants).to.deep.equal(owners);
    const { Owner, Grants } = await s3().send(new GetObjectAclCommand({ Bucket: BUCKET, Key: KEY }));
    expect([Owner, Grants]).to.deep.equal([{ ID }, owners]);
  });

  it("cannot be changed, and the object stays", async () => {
    const lists = [{ ACL: "public-read" as const }, { GrantRead: "id=another" }];
    const documents = [others, [...owners, ...others]].map((Grants) => ({
      AccessControlPolicy: { Owner: { ID }, Grants },
    }));
    for (const list of [...lists, ...documents]) {
      const refusals = [
        rejectionName(s3().send(new PutObjectAclCommand({ Bucket: BUCKET, Key: KEY, ...list }))),
        rejectionName(s3().send(new PutBucketAclCommand({ Bucket: BUCKET, ...list }))),
      ];
      for (const name of await Promise.all(refusals)) expect(name).to.equal("AccessControlListNotSupported");
    }
    const { Body } = await s3().send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(await Body?.transformToString()).to.equal("image");
  });

  it("may be set to what they are", async () => {
    const AccessControlPolicy = { Owner: { ID }, Grants: owners };
    await s3().send(new PutObjectAclCommand({ Bucket: BUCKET, Key: KEY, AccessControlPolicy }));
    await s3().send(new PutBucketAclCommand({ Bucket: BUCKET, ACL: "bucket-owner-full-control" as "private" }));
  });

  it("need permissions of their own", async () => {
    const Resource = `arn:aws:s3:::${BUCKET}/*`;
    const reader = suite().asRole("acl-reader", [{ Effect: "Allow", Action: "s3:GetObject", Resource }]).s3;
    expect(await rejectionName(reader.send(new GetObjectAclCommand({ Bucket: BUCKET, Key: KEY })))).to.equal(
      "AccessDenied",
    );
  });

  it("are refused by name where they would count", async () => {
    suite().cloud.services.s3.createBucket("acls-count");
    suite().cloud.services.s3.configure("acls-count", { ownership: "ObjectWriter" });
    const put = new PutBucketAclCommand({ Bucket: "acls-count", ACL: "public-read" });
    expect(await rejectionName(s3().send(put))).to.equal("NotImplemented");
  });

  it("leave publicity to the bucket's policy, whose status says so", async () => {
    const { services } = suite().cloud;
    const status = () => s3().send(new GetBucketPolicyStatusCommand({ Bucket: BUCKET }));
    expect(await rejectionName(status())).to.equal("NoSuchBucketPolicy");
    services.s3.configure(BUCKET, { publicAccessBlock: undefined });
    for (const [Principal, isPublic] of [
      ["*", true],
      [{ AWS: "arn:aws:iam::000000000000:root" }, false],
    ] as const) {
      const statement = { Effect: "Allow", Principal, Action: "s3:GetObject", Resource: `arn:aws:s3:::${BUCKET}/*` };
      await s3().send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: policy([statement]) }));
      expect((await status()).PolicyStatus).to.deep.equal({ IsPublic: isPublic });
    }
  });
});
