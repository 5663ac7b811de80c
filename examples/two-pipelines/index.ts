import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ImagePipeline } from "@image-pipeline/component";

const photos = new ImagePipeline("photos", {
  variants: [
    { name: "card", width: 640, height: 360, position: "attention" },
    { name: "page", widths: [640, 1280], format: "each", formats: ["jpeg", "webp"] },
  ],
  suffixes: [".jpg", ".png"],
});

const avatars = new ImagePipeline("avatars", {
  variants: [{ name: "icon", width: 96, height: 96, format: "webp" }],
  maxInputMb: 5,
  originalsExpireDays: 30,
});

// What the program has besides can use what a pipeline has: here a role that puts originals into both.
const uploader = new aws.iam.Role("uploader", {
  assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ecs-tasks.amazonaws.com" }),
});
new aws.iam.RolePolicy("put-originals", {
  role: uploader.name,
  policy: {
    Version: "2012-10-17",
    Statement: [photos, avatars].map(({ parts }, index) => ({
      Sid: `PutOriginals${index}`,
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: pulumi.interpolate`${parts.stores.source.arn}/*`,
    })),
  },
});

export const photosBucket = photos.sourceBucket;
export const photosResults = photos.destinationBucket;
export const photosTable = photos.metadataTable;
export const avatarsBucket = avatars.sourceBucket;
export const avatarsResults = avatars.destinationBucket;
export const avatarsTable = avatars.metadataTable;
