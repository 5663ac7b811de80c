import * as pulumi from "@pulumi/pulumi";
import { ImagePipeline } from "@image-pipeline/component";

// The bucket is that of another program, or of nobody's: this one reads it and never changes it. It has versions, and
// sends its events to EventBridge (docs/existing.md).
const images = new ImagePipeline("images", {
  source: { existing: new pulumi.Config().get("bucket") ?? "company-uploads" },
  uploadPrefix: "photos/",
  suffixes: [".jpg", ".png"],
  variants: [
    { name: "card", width: 640, height: 360, position: "attention" },
    { name: "icon", width: 96, height: 96, format: "webp" },
  ],
  tags: { Team: "archive" },
});

export const sourceBucket = images.sourceBucket;
export const destinationBucket = images.destinationBucket;
export const functionName = images.functionName;
