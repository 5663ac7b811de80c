import { header } from "../../http/call";
import { send } from "../../http/service";
import type { XmlElement, XmlNode } from "../../http/xml";
import type { Bucket } from "../bucket";
import { aclNotSupported, notImplemented } from "../errors";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation, type S3Request } from "../request";
import { versionToRead } from "./read";

/** The access control list of everything here: full control for the bucket's owner. */
function ownersAcl({ s3 }: S3Request): XmlNode {
  const owner = { ID: s3.cloud.accountId };
  const grantee = {
    "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "@xsi:type": "CanonicalUser",
    ...owner,
  };
  return { Owner: owner, AccessControlList: { Grant: { Grantee: grantee, Permission: "FULL_CONTROL" } } };
}

/** Whether a list grants the owner full control and nobody anything else. */
function isOwnersAcl(acl: XmlElement, ownerId: string): boolean {
  const grants = acl.child("AccessControlList")?.all("Grant") ?? [];
  const isOwners = (grant: XmlElement) =>
    grant.child("Grantee")?.value("ID") === ownerId && grant.value("Permission") === "FULL_CONTROL";
  return grants.length > 0 && grants.every(isOwners);
}

/**
 * Accepts a list that says what is so in any case.
 *
 * @throws AwsError `AccessControlListNotSupported` for another one; `NotImplemented` where the bucket's ownership lets
 * lists count, which the embedded S3 does not have.
 */
async function acceptAcl(request: S3Request, bucket: Bucket): Promise<void> {
  if (bucket.settings.ownership !== "BucketOwnerEnforced") {
    throw notImplemented(`access control lists, which ${bucket.settings.ownership} lets count`);
  }
  const canned = header(request.call, "x-amz-acl");
  if (Object.keys(request.call.headers).some((name) => name.startsWith("x-amz-grant-"))) throw aclNotSupported();
  if (canned !== undefined && canned !== "bucket-owner-full-control") throw aclNotSupported();
  if (canned === undefined && !isOwnersAcl(await receiveXml(request), request.s3.cloud.accountId)) {
    throw aclNotSupported();
  }
}

const getBucketAcl: S3Operation = {
  name: "GetBucketAcl",
  run(request, reply) {
    allow(request, { action: "s3:GetBucketAcl", bucket: bucketOf(request) });
    sendXml(reply, "AccessControlPolicy", ownersAcl(request));
  },
};

const putBucketAcl: S3Operation = {
  name: "PutBucketAcl",
  async run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:PutBucketAcl", bucket });
    await acceptAcl(request, bucket);
    send(reply, 200, {});
  },
};

const getObjectAcl: S3Operation = {
  name: "GetObjectAcl",
  run(request, reply) {
    versionToRead(request, bucketOf(request), "GetObjectAcl", reply);
    sendXml(reply, "AccessControlPolicy", ownersAcl(request));
  },
};

const putObjectAcl: S3Operation = {
  name: "PutObjectAcl",
  async run(request, reply) {
    const bucket = bucketOf(request);
    versionToRead(request, bucket, "PutObjectAcl", reply);
    await acceptAcl(request, bucket);
    send(reply, 200, {});
  },
};

/** Operations on access control lists, as `BucketOwnerEnforced` leaves them. */
export const aclOperations = { getBucketAcl, putBucketAcl, getObjectAcl, putObjectAcl };
