import { errorCode, errorMessage } from "../../http/aws-error";
import { header } from "../../http/call";
import { send } from "../../http/service";
import type { XmlNode } from "../../http/xml";
import type { Bucket } from "../bucket";
import { malformedXml, notImplemented } from "../errors";
import { checkDelete } from "../preconditions";
import { allow, bucketOf, receiveXml, sendXml, type S3Operation, type S3Request } from "../request";
import type { RemoveResult } from "../s3";

interface Removal {
  readonly key: string;
  readonly versionId: string | undefined;
  /** An ETag or `*`; undefined: whatever the object is. */
  readonly match: string | undefined;
}

function remove(request: S3Request, bucket: Bucket, { key, versionId, match }: Removal): RemoveResult {
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  allow(request, { action, bucket, key, context: { "s3:versionid": versionId, "s3:if-match": match } });
  // The answer says whether the object has this ETag, which only a reader may know.
  if (match !== undefined && match !== "*") allow(request, { action: "s3:GetObject", bucket, key });
  checkDelete(match, key, bucket.current(key));
  return request.s3.remove(bucket, key, versionId);
}

const deleteObject: S3Operation = {
  name: "DeleteObject",
  run(request, reply) {
    const { call, key } = request;
    for (const name of ["x-amz-if-match-last-modified-time", "x-amz-if-match-size", "x-amz-mfa"]) {
      if (header(call, name) !== undefined) throw notImplemented(`deletes with ${name}`);
    }
    const removal = { key, versionId: call.query.get("versionId"), match: header(call, "if-match") };
    const { version, deleteMarker } = remove(request, bucketOf(request), removal);
    send(reply, 204, {
      ...(deleteMarker && { "x-amz-delete-marker": "true" }),
      ...(version !== undefined && { "x-amz-version-id": version.versionId }),
    });
  },
};

const deleteObjects: S3Operation = {
  name: "DeleteObjects",
  async run(request, reply) {
    const bucket = bucketOf(request);
    const xml = await receiveXml(request);
    const objects = xml.all("Object");
    if (xml.name !== "Delete" || objects.length === 0 || objects.length > 1000) throw malformedXml();
    const deleted: XmlNode[] = [];
    const errors: XmlNode[] = [];
    for (const object of objects) {
      const key = object.value("Key") ?? "";
      const versionId = object.value("VersionId");
      try {
        const { version, deleteMarker } = remove(request, bucket, { key, versionId, match: object.value("ETag") });
        deleted.push({
          Key: key,
          VersionId: versionId,
          DeleteMarker: deleteMarker ? true : undefined,
          DeleteMarkerVersionId: deleteMarker ? version?.versionId : undefined,
        });
      } catch (error) {
        errors.push({ Key: key, VersionId: versionId, Code: errorCode(error), Message: errorMessage(error) });
      }
    }
    sendXml(reply, "DeleteResult", { Deleted: xml.value("Quiet") === "true" ? [] : deleted, Error: errors });
  },
};

/** Operations that delete objects. */
export const deleteOperations = { deleteObject, deleteObjects };
