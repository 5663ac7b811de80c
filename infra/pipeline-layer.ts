import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { basename } from "node:path";
import { builtAsset } from "./built-files";
import { bundleLayer, wasmFiles, type LayerBundle } from "./layer-bundle";
import { thirdParty } from "./third-party";

/** Folder of the layer in which Node resolves `@image-pipeline/layer`. */
const MODULE_FOLDER = "nodejs/node_modules/@image-pipeline/layer";

/** Bundled once per process: tests declare many stacks. */
let bundle: Promise<LayerBundle> | undefined;

/** Files of the layer by path. */
async function layerFiles(): Promise<pulumi.asset.AssetMap> {
  const built = await (bundle ??= bundleLayer());
  const files = {
    ...Object.fromEntries(Object.entries(built.modules).map(([name, text]) => [name, builtAsset(name, text)])),
    "THIRD_PARTY.md": builtAsset("THIRD_PARTY.md", thirdParty(built)),
    ...Object.fromEntries(wasmFiles().map((file) => [basename(file), new pulumi.asset.FileAsset(file)])),
  };
  return Object.fromEntries(Object.entries(files).map(([name, asset]) => [`${MODULE_FOLDER}/${name}`, asset]));
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
        licenseInfo: "Apache-2.0",
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.version.arn });
  }
}
