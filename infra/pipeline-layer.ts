import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { basename, relative } from "node:path";
import { bundleLayer, PROJECT_DIR, type LayerBundle } from "./layer-bundle";

/** Folder of the layer in which Node resolves `@image-pipeline/layer`. */
const MODULE_FOLDER = "nodejs/node_modules/@image-pipeline/layer";

/** WebAssembly of the WebP codecs, which the bundle loads from its own folder with the first WebP image. */
const wasmFiles = ["@jsquash/webp/codec/dec/webp_dec.wasm", "@jsquash/webp/codec/enc/webp_enc_simd.wasm"];

/** Bundled once per process: tests declare many stacks. */
let bundle: Promise<LayerBundle> | undefined;

/** Files of the layer by path. */
async function layerFiles(): Promise<pulumi.asset.AssetMap> {
  const { text } = await (bundle ??= bundleLayer());
  return {
    [`${MODULE_FOLDER}/index.js`]: new pulumi.asset.StringAsset(text),
    ...Object.fromEntries(
      // Relative, so that the program declares the same on every machine.
      wasmFiles.map((file) => [
        `${MODULE_FOLDER}/${basename(file)}`,
        new pulumi.asset.FileAsset(relative(PROJECT_DIR, require.resolve(file))),
      ]),
    ),
  };
}

export interface PipelineLayerArgs {
  /** Name in AWS. */
  readonly layerName: pulumi.Input<string>;
}

/** The layer of all functions: AWS adapters and image codecs, required as `@image-pipeline/layer`. */
export class PipelineLayer extends pulumi.ComponentResource {
  readonly version: aws.lambda.LayerVersion;

  constructor(name: string, { layerName }: PipelineLayerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:PipelineLayer", name, {}, opts);
    this.version = new aws.lambda.LayerVersion(
      `${name}-version`,
      {
        layerName,
        description: "AWS adapters and imaging of the image pipeline",
        code: new pulumi.asset.AssetArchive(layerFiles()),
        compatibleRuntimes: [aws.lambda.Runtime.NodeJS24dX],
        compatibleArchitectures: ["arm64"],
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.version.arn });
  }
}
