import { send } from "../../http/service";
import type { Bucket } from "../bucket";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation, type S3Request } from "../request";
import { tagContext, tagSet, tagsOfXml } from "../tags";
import type { ObjectVersion } from "../types";
import { versionToRead } from "./read";

const getObjectTagging: S3Operation = {
  name: "GetObjectTagging",
  run(request, reply) {
    const bucket = bucketOf(request);
    const version = versionToRead(request, bucket, "GetObjectTagging", reply);
    sendXml(reply, "Tagging", tagSet(version.tags), versionHeader(version, bucket));
  },
};

const versionHeader = ({ versionId }: ObjectVersion, { settings }: Bucket): Record<string, string> =>
  settings.versioning === undefined ? {} : { "x-amz-version-id": versionId };

const actionOf = (verb: "Put" | "Delete", { call }: S3Request) =>
  `s3:${verb}Object${call.query.has("versionId") ? "Version" : ""}Tagging`;

const putObjectTagging: S3Operation = {
  name: "PutObjectTagging",
  async run(request, reply) {
    const bucket = bucketOf(request);
    const tags = tagsOfXml(await receiveXml(request), "object");
    allow(request, { action: actionOf("Put", request), bucket, key: request.key, context: tagContext(tags) });
    const version = versionToRead(request, bucket, "GetObject", reply);
    request.s3.putTags(bucket, version, tags);
    send(reply, 200, versionHeader(version, bucket));
  },
};

const deleteObjectTagging: S3Operation = {
  name: "DeleteObjectTagging",
  run(request, reply) {
    const bucket = bucketOf(request);
    allow(request, { action: actionOf("Delete", request), bucket, key: request.key });
    const version = versionToRead(request, bucket, "GetObject", reply);
    request.s3.putTags(bucket, version, {});
    send(reply, 204, versionHeader(version, bucket));
  },
};

/** Operations on an object's tags. */
export const taggingOperations = { getObjectTagging, putObjectTagging, deleteObjectTagging };
