import { AwsError } from "../../http/aws-error";
import { header } from "../../http/call";
import { send } from "../../http/service";
import type { XmlElement } from "../../http/xml";
import { invalidArgument, malformedXml, notImplemented } from "../errors";
import { allow, bucketOf, receiveOptionalXml, sendXml, type S3Operation, type S3Request } from "../request";
import type { BucketSettings } from "../types";

const OWNERSHIPS: readonly string[] = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"];

/** A number of buckets, or undefined. @throws AwsError `InvalidArgument`. */
function maxBuckets(text: string | undefined): number {
  const max = Number(text ?? 10_000);
  if (!Number.isInteger(max) || max < 1 || max > 10_000) {
    throw invalidArgument("Argument max-buckets must be an integer between 1 and 10000", {
      ArgumentName: "max-buckets",
      ArgumentValue: text ?? "",
    });
  }
  return max;
}

const listBuckets: S3Operation = {
  name: "ListBuckets",
  run(request, reply) {
    allow(request, { action: "s3:ListAllMyBuckets" });
    const { s3, call } = request;
    const { region, accountId } = s3.cloud;
    const prefix = call.query.get("prefix");
    const max = maxBuckets(call.query.get("max-buckets"));
    const after = Buffer.from(call.query.get("continuation-token") ?? "", "base64url").toString("utf8");
    const inRegion = (call.query.get("bucket-region") ?? region) === region;
    const found = [...s3.buckets.values()]
      .filter(({ name }) => inRegion && name.startsWith(prefix ?? "") && name > after)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const shown = found.slice(0, max);
    const last = shown.length < found.length ? shown.at(-1)?.name : undefined;
    // Region and token are there for requests with parameters of the paginated list.
    const isPaginated = [...call.query.keys()].some((name) => name !== "x-id" && !/^x-amz-/i.test(name));
    sendXml(reply, "ListAllMyBucketsResult", {
      Owner: { ID: accountId },
      Buckets: {
        Bucket: shown.map(({ name, settings }) => ({
          Name: name,
          CreationDate: new Date(settings.createdAt).toISOString(),
          BucketRegion: isPaginated ? region : undefined,
        })),
      },
      ContinuationToken: last === undefined ? undefined : Buffer.from(last).toString("base64url"),
      Prefix: prefix,
    });
  },
};

/** Refuses what a new bucket cannot be here. @throws AwsError. */
function checkConfiguration(xml: XmlElement | undefined, region: string): void {
  if (xml === undefined) return;
  if (xml.name !== "CreateBucketConfiguration") throw malformedXml();
  const other = xml.elements.find(({ name }) => name !== "LocationConstraint");
  if (other !== undefined) throw notImplemented(`the ${other.name} of a new bucket`);
  const location = xml.value("LocationConstraint");
  if (location === undefined) return;
  if (location === "us-east-1") {
    throw new AwsError("InvalidLocationConstraint", "The specified location-constraint is not valid", 400, {
      LocationConstraint: location,
    });
  }
  if (location === region) return;
  throw new AwsError(
    "IllegalLocationConstraintException",
    `The ${location} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

function ownershipOf({ call }: S3Request): BucketSettings["ownership"] {
  const ownership = header(call, "x-amz-object-ownership") ?? "BucketOwnerEnforced";
  if (!OWNERSHIPS.includes(ownership)) {
    throw invalidArgument("Invalid x-amz-object-ownership header", {
      ArgumentName: "x-amz-object-ownership",
      ArgumentValue: ownership,
    });
  }
  const acl = header(call, "x-amz-acl") ?? "private";
  const grants = Object.keys(call.headers).some((name) => name.startsWith("x-amz-grant-"));
  if (acl === "private" && !grants) return ownership as BucketSettings["ownership"];
  if (ownership !== "BucketOwnerEnforced") throw notImplemented("access control lists");
  throw new AwsError(
    "InvalidBucketAclWithObjectOwnership",
    "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
  );
}

const createBucket: S3Operation = {
  name: "CreateBucket",
  async run(request, reply) {
    const { s3, bucketName, call } = request;
    allow(request, { action: "s3:CreateBucket" });
    const ownership = ownershipOf(request);
    if (header(call, "x-amz-bucket-object-lock-enabled")?.toLowerCase() === "true") throw notImplemented("object lock");
    checkConfiguration(await receiveOptionalXml(request), s3.cloud.region);
    // In us-east-1 the owner may create a bucket again, which changes nothing.
    if (s3.cloud.region !== "us-east-1" || !s3.buckets.has(bucketName)) {
      s3.createBucket(bucketName);
      s3.configure(bucketName, { ownership });
    }
    send(reply, 200, { location: `/${bucketName}` });
  },
};

const headBucket: S3Operation = {
  name: "HeadBucket",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:ListBucket", bucket });
    send(reply, 200, { "x-amz-bucket-region": request.s3.cloud.region, "content-type": "application/xml" });
  },
};

const deleteBucket: S3Operation = {
  name: "DeleteBucket",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:DeleteBucket", bucket });
    request.s3.deleteBucket(bucket.name);
    send(reply, 204, {});
  },
};

const getBucketLocation: S3Operation = {
  name: "GetBucketLocation",
  run(request, reply) {
    allow(request, { action: "s3:GetBucketLocation", bucket: bucketOf(request) });
    const { region } = request.s3.cloud;
    sendXml(reply, "LocationConstraint", region === "us-east-1" ? "" : region);
  },
};

/** Operations on the service and on buckets. */
export const bucketOperations = { listBuckets, createBucket, headBucket, deleteBucket, getBucketLocation };
