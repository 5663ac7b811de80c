import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { OptionalFormat } from "../handlers/contract";
import { builtAsset } from "./built-files";
import { codecFiles, codecPackages } from "./codec-packages";
import { codecNotices } from "./third-party/codec-notices";

export interface CodecLayerArgs {
  readonly format: OptionalFormat;
  /** Name in AWS. */
  readonly layerName: pulumi.Input<string>;
}

/** A layer with the decoder of one format, where Node looks for its package. */
export class CodecLayer extends pulumi.ComponentResource {
  readonly version: aws.lambda.LayerVersion;

  constructor(name: string, { format, layerName }: CodecLayerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:CodecLayer", name, {}, opts);
    const { name: packageName, licence, description } = codecPackages[format];
    const folder = "nodejs/node_modules";
    const notices = codecNotices(format);
    const assets = [
      ...Object.entries(codecFiles(format)).map(([path, file]) => [
        `${folder}/${path}`,
        new pulumi.asset.FileAsset(file),
      ]),
      ...(notices === undefined
        ? []
        : [[`${folder}/${packageName}/THIRD_PARTY.md`, builtAsset("THIRD_PARTY.md", notices)]]),
    ];
    this.version = new aws.lambda.LayerVersion(
      `${name}-version`,
      {
        layerName,
        description,
        code: new pulumi.asset.AssetArchive(Object.fromEntries(assets) as pulumi.asset.AssetMap),
        compatibleRuntimes: [aws.lambda.Runtime.NodeJS24dX],
        compatibleArchitectures: ["arm64"],
        licenseInfo: licence,
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.version.arn });
  }
}
