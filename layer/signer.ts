import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Signer } from "../handlers/ports/signer";

/**
 * Signs with the function's credentials: forms and links allow no more than the function's role does.
 *
 * @param signUrl of the edge; absent: links to it need no signature
 */
export function makeSigner(client: S3Client, signUrl?: (url: string, until: Date) => Promise<string>): Signer {
  return {
    async uploadForm({ bucket, key, contentType, bytes, metadata, expiresSec }) {
      const fields = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const);
      return createPresignedPost(client, {
        Bucket: bucket,
        Key: key,
        Expires: expiresSec,
        Fields: { "Content-Type": contentType, ...Object.fromEntries(fields) },
        // `createPresignedPost` adds conditions for key, bucket and fields; S3 refuses a form that changes any of them.
        Conditions: [
          ["eq", "$Content-Type", contentType],
          ["content-length-range", bytes, bytes],
        ],
      });
    },

    link: (bucket, key, expiresSec) =>
      getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: expiresSec }),

    edgeLink: async (url, expiresSec) => signUrl?.(url, new Date(Date.now() + expiresSec * 1000)) ?? url,
  };
}
