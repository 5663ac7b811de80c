import { AwsError } from "../../http/aws-error";
import { send } from "../../http/service";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation } from "../request";
import { checkTags, tagContext } from "../tags";
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
    const elements = (await receiveXml(request)).child("TagSet")?.all("Tag") ?? [];
    const tags = Object.fromEntries(elements.map((tag) => [tag.value("Key") ?? "", tag.value("Value") ?? ""]));
    allow(request, { action: "s3:PutObjectTagging", bucket, key: request.key, context: tagContext(tags) });
    if (Object.keys(tags).length < elements.length) {
      throw new AwsError("InvalidTag", "Cannot provide multiple Tags with the same key", 400);
    }
    checkTags(tags);
    const version = versionToRead(request, bucket, "GetObject", reply);
    request.s3.putTags(bucket, version, tags);
    send(reply, 200, {});
  },
};

const deleteObjectTagging: S3Operation = {
  name: "DeleteObjectTagging",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: "s3:DeleteObjectTagging", bucket, key: request.key });
    request.s3.putTags(bucket, versionToRead(request, bucket, "GetObject", reply), {});
    send(reply, 204, {});
  },
};

/** Operations on an object's tags. */
export const taggingOperations = { getObjectTagging, putObjectTagging, deleteObjectTagging };
