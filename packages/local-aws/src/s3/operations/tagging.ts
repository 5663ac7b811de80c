import { AwsError } from "../../http/aws-error";
import { send } from "../../http/service";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation } from "../request";
import { versionToRead } from "./read";

const getObjectTagging: S3Operation = {
  name: "GetObjectTagging",
  run(request, reply) {
    const version = versionToRead(request, bucketOf(request), "GetObjectTagging", reply);
    sendXml(reply, "Tagging", {
      TagSet: { Tag: Object.entries(version.tags).map(([Key, Value]) => ({ Key, Value })) },
    });
  },
};

const putObjectTagging: S3Operation = {
  name: "PutObjectTagging",
  async run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:PutObjectTagging", bucket, key: request.key });
    const tags = (await receiveXml(request)).child("TagSet")?.all("Tag") ?? [];
    if (tags.length > 10) throw new AwsError("BadRequest", "Object tags cannot be greater than 10");
    const version = versionToRead(request, bucket, "GetObject", reply);
    version.tags = Object.fromEntries(tags.map((tag) => [tag.value("Key") ?? "", tag.value("Value") ?? ""]));
    request.s3.changed();
    send(reply, 200, {});
  },
};

const deleteObjectTagging: S3Operation = {
  name: "DeleteObjectTagging",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:DeleteObjectTagging", bucket, key: request.key });
    versionToRead(request, bucket, "GetObject", reply).tags = {};
    request.s3.changed();
    send(reply, 204, {});
  },
};

/** Operations on an object's tags. */
export const taggingOperations = { getObjectTagging, putObjectTagging, deleteObjectTagging };
