import type { ImageMetadataView } from "../../console/contract";
import type { ConnectedStack } from "../operate/clients";
import { backfillEvent } from "../operate/backfill-event";
import type { Original } from "../operate/originals";
import { sendEvent } from "../operate/send-event";
import { acceptedMediaTypes, imageId, matchesTrigger, prefixesOf, routeOf } from "../../handlers/contract";
import { readObject, sendObject } from "./content";
import { listDeleted, restore } from "./deleted-images";
import { fileMetadata } from "./file-metadata";
import { sendJson, type Exchange, type Routes } from "./http-server";
import type { ImageWatch } from "./image-watch";
import { ConsoleProblem, invalid, notFound } from "./problem";
import { uploadsOf, type Upload } from "./uploads";

/** What the page does with images. */
export function imageRoutes(stack: ConnectedStack, watch: ImageWatch): Routes {
  const { s3, outputs } = stack;
  const uploads = uploadsOf(stack);
  const original = async ({ query }: Exchange): Promise<Original> => {
    const key = query.get("key") ?? "";
    const found = await watch.find(key);
    if (found === undefined) throw notFound(`No image has the key "${key}".`);
    return found;
  };
  return {
    "/api/images": {
      GET: async ({ reply }) => sendJson(reply, await watch.list()),
      POST: async ({ query, request, reply }) => {
        const bytes = Number(request.headers["content-length"] ?? NaN);
        const file = { key: query.get("key") ?? "", contentType: request.headers["content-type"] ?? "", bytes };
        refuseFile(file, stack);
        const startedAt = performance.now();
        const { key, versionId } = await uploads.upload({ ...file, body: request });
        const id = imageId({ bucket: outputs.sourceBucket, key, versionId });
        watch.timings.uploaded(id, performance.now() - startedAt);
        watch.touch(key);
        sendJson(reply, { key, id }, 201);
      },
      DELETE: async (exchange) => {
        const image = await original(exchange);
        await uploads.remove(image);
        watch.touch(image.key);
        sendJson(exchange.reply, {});
      },
    },
    "/api/images/process": {
      POST: async (exchange) => {
        await sendEvent(stack, backfillEvent(outputs.sourceBucket, await original(exchange), {}));
        sendJson(exchange.reply, {}, 202);
      },
    },
    "/api/deleted": {
      GET: async ({ reply }) => sendJson(reply, await listDeleted(stack)),
      POST: async ({ query, reply }) => {
        const key = query.get("key") ?? "";
        await restore(stack, key);
        watch.touch(key);
        sendJson(reply, {});
      },
    },
    "/api/metadata": {
      GET: async (exchange) => sendJson(exchange.reply, await imageMetadata(stack, await original(exchange))),
    },
    "/content/original": { GET: (exchange) => sendObject(s3, outputs.sourceBucket, exchange) },
    "/content/result": { GET: (exchange) => sendObject(s3, outputs.destinationBucket, exchange) },
  };
}

/** Which metadata an original and its results carry. */
async function imageMetadata({ s3, outputs }: ConnectedStack, original: Original): Promise<ImageMetadataView> {
  const { sourceBucket, destinationBucket } = outputs;
  const { key, versionId, record } = original;
  const metadata = fileMetadata(await readObject(s3, sourceBucket, key, versionId));
  const results = await Promise.all(
    (record?.variants ?? []).map(async ({ name, key: result }) => {
      return [name, fileMetadata(await readObject(s3, destinationBucket, result))] as const;
    }),
  );
  return {
    ...(metadata && { original: metadata }),
    results: Object.fromEntries(results.flatMap(([name, one]) => (one === undefined ? [] : [[name, one]]))),
  };
}

/**
 * Refuses what the stack's upload API refuses too, in words for people: API Gateway says of each that it does not match
 * a schema.
 *
 * @throws ConsoleProblem
 */
function refuseFile({ key, contentType, bytes }: Omit<Upload, "body">, { processing }: ConnectedStack): void {
  if (!Number.isSafeInteger(bytes)) throw invalid("The header Content-Length is missing.");
  if (bytes === 0) throw invalid("The file is empty.");
  const route = routeOf(processing, key);
  if (!route) {
    const expected = `a key that begins with ${prefixesOf(processing).join(" or ")}`;
    throw new ConsoleProblem(400, "KEY_INVALID", `Expected ${expected}; got "${key}".`);
  }
  if (!matchesTrigger(key, route)) {
    const expected = `a name that ends with one of ${route.suffixes.join(", ")}`;
    throw new ConsoleProblem(400, "KEY_INVALID", `Expected ${expected}; got "${key}".`);
  }
  if (!acceptedMediaTypes.some((type) => type === contentType)) {
    const expected = acceptedMediaTypes.join(", ");
    throw new ConsoleProblem(415, "CONTENT_TYPE_UNSUPPORTED", `Expected one of ${expected}; got "${contentType}".`);
  }
}
