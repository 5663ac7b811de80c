import { send } from "../../http/service";
import { readBody } from "../../http/call";
import { allow, bucketOf, sendXml, type S3Operation } from "../request";

const listBuckets: S3Operation = {
  name: "ListBuckets",
  run(request, reply) {
    allow(request, { action: "s3:ListAllMyBuckets" });
    const buckets = [...request.s3.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    sendXml(reply, "ListAllMyBucketsResult", {
      Owner: { ID: request.s3.cloud.accountId },
      Buckets: {
        Bucket: buckets.map(({ name, settings }) => ({
          Name: name,
          CreationDate: new Date(settings.createdAt).toISOString(),
        })),
      },
    });
  },
};

const createBucket: S3Operation = {
  name: "CreateBucket",
  async run(request, reply) {
    allow(request, { action: "s3:CreateBucket" });
    await readBody(request.call.stream, 64 * 1024);
    request.s3.createBucket(request.bucketName);
    send(reply, 200, { location: `/${request.bucketName}` });
  },
};

const headBucket: S3Operation = {
  name: "HeadBucket",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:ListBucket", bucket });
    send(reply, 200, { "x-amz-bucket-region": request.s3.cloud.region });
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
    sendXml(reply, "LocationConstraint", { LocationConstraint: region === "us-east-1" ? "" : region });
  },
};

/** Operations on the service and on buckets. */
export const bucketOperations = { listBuckets, createBucket, headBucket, deleteBucket, getBucketLocation };
