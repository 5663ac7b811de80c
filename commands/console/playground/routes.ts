import { buffer, json } from "node:stream/consumers";
import type { Readable } from "node:stream";

import { GetObjectCommand } from "@aws-sdk/client-s3";

import type { RunningStack } from "@image-pipeline/local-pulumi";
import { environmentVariables } from "../../../handlers/contract";
import type { ConnectedStack } from "../../operate/clients";
import type { Exchange, Routes } from "../http-server";
import type { ImageWatch } from "../image-watch";
import { ConsoleProblem, invalid, notFound } from "../problem";
import { hasAvif } from "./choices";
import type { RenderOrder } from "./messages";
import { playgroundFormats, readVariant } from "./read-variant";
import type { Renderer } from "./renderer";

/** Largest body, bytes. */
const MAX_BODY_BYTES = 16_384;

/** Lambda sets it for a function, MB. */
const MEMORY_VARIABLE = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";

/** Renders an original with the settings of a variant, and stores nothing. */
export function playgroundRoutes(
  { cloud, run }: Pick<RunningStack, "cloud" | "run">,
  { s3, outputs: { sourceBucket: Bucket } }: ConnectedStack,
  watch: ImageWatch,
  renderers: Readonly<Record<RenderOrder["renderer"], Renderer>>,
): Routes {
  const render = async (by: RenderOrder["renderer"], { request, query, reply }: Exchange) => {
    const length = Number(request.headers["content-length"] ?? NaN);
    if (!(length <= MAX_BODY_BYTES)) throw invalid(`Expected a body of at most ${MAX_BODY_BYTES} bytes.`);
    const body: unknown = await json(request).catch(() => undefined);
    const variant = readVariant(body, playgroundFormats(hasAvif(run.resources)));
    const original = await watch.find(query.get("key") ?? "");
    if (original === undefined) throw notFound(`No image has the key "${query.get("key")}".`);
    const { key: Key, versionId: VersionId, record } = original;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    const rendered = await renderers[by].render({
      ...{ renderer: by, original: await buffer(Body as Readable) },
      ...(record?.focal !== undefined && { focal: record.focal }),
      ...{ variant, env: decodingEnvironment(cloud) },
    });
    reply.writeHead(200, {
      "content-type": rendered.contentType,
      "content-length": rendered.bytes.length,
      "x-image-size": `${rendered.width}x${rendered.height}`,
      "x-render-ms": Math.round(rendered.tookMs),
    });
    reply.end(rendered.bytes);
  };
  return {
    "/api/playground": { POST: (exchange) => render("own", exchange) },
    "/api/playground/reference": { POST: (exchange) => render("reference", exchange) },
  };
}

/** The environment of the function that decodes originals: of those that know the variants the one with most memory. */
function decodingEnvironment({ services: { lambda } }: RunningStack["cloud"]): Readonly<Record<string, string>> {
  const { variants, routes } = environmentVariables;
  const [config] = lambda
    .functions()
    .map((one) => one.config)
    .filter(({ environment }) => [variants, routes].some((name) => environment[name] !== undefined))
    .sort((a, b) => b.memoryMb - a.memoryMb);
  if (config === undefined) throw new ConsoleProblem(409, "NO_FUNCTION", "No function of this stack renders variants.");
  return { ...config.environment, [MEMORY_VARIABLE]: String(config.memoryMb) };
}
