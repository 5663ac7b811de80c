import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { makeFollowRemoval } from "../handlers/follow-removal";
import type { Layer } from "../handlers/ports";
import { also, deleteObjects, deleteRecords, getRecords, listBucket, queryIndex, readCurrent } from "./grants";
import { ORIGINAL_KEY_INDEX } from "./metadata-table";
import { pictureFunction, type PictureFunctionPlace } from "./picture-function";

/** The function that lets results and records follow an original that is removed, or comes back. */
export function followRemovalFunction(
  name: string,
  place: PictureFunctionPlace,
  opts: pulumi.ComponentResourceOptions,
): aws.lambda.Function {
  const { destination, table } = place.stores;
  return pictureFunction(
    name,
    // It processes what comes back.
    place,
    {
      functionName: "image-removal-function",
      description: "Removes the results of an original that is removed, and makes them again when it comes back",
      callbackFactory: () => makeFollowRemoval((require("@image-pipeline/layer") as Layer).connect(process.env)),
      grants: [
        also("Results", readCurrent(destination)),
        also("Results", listBucket(destination)),
        deleteObjects(destination),
        ...(table ? [getRecords(table), queryIndex(table, ORIGINAL_KEY_INDEX), deleteRecords(table)] : []),
      ],
    },
    opts,
  );
}
