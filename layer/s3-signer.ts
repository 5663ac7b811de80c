import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Signer } from "../handlers/ports";

/** Signs with the function's credentials: what is handed out can do no more than the function's role. */
export function s3Signer(client: S3Client): Signer {
  return {
    async uploadForm({ bucket, key, contentType, maxBytes, expiresSec }) {
      return createPresignedPost(client, {
        Bucket: bucket,
        Key: key,
        Expires: expiresSec,
        Fields: { "Content-Type": contentType },
        // The policy fixes key and bucket by itself; a form that changes any of these is refused by S3.
        Conditions: [
          ["eq", "$Content-Type", contentType],
          ["content-length-range", 1, maxBytes],
        ],
      });
    },

    link: (bucket, key, expiresSec) =>
      getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: expiresSec }),
  };
}
