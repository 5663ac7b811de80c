import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Layer } from "../handlers/ports";
import { makeProcessImage } from "../handlers/process-image";
import { pictureFunction, type PictureFunctionPlace } from "./picture-function";

/** The function that turns an upload into its variants. */
export function processImageFunction(
  name: string,
  place: PictureFunctionPlace,
  opts: pulumi.ComponentResourceOptions,
): aws.lambda.Function {
  return pictureFunction(
    name,
    place,
    {
      functionName: "image-processing-function",
      description: "Turns an uploaded picture into its variants and records what became of it",
      callbackFactory: () => makeProcessImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
      reservedConcurrency: place.config.reservedConcurrency,
    },
    opts,
  );
}
