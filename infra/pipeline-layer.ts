import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundleLayer } from "./layer-bundle";

/** Where Lambda's Node looks for the modules of a layer, below the layer's root. */
const modulePath = "nodejs/node_modules/@image-pipeline/layer/index.js";

/** Bundled once per process, however many stacks a process declares. */
let bundled: string | undefined;
const bundleText = (): string => (bundled ??= bundleLayer().text);

/** What every function of the stack shares: adapters and imaging, required as `@image-pipeline/layer`. */
export class PipelineLayer extends pulumi.ComponentResource {
  readonly version: aws.lambda.LayerVersion;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:PipelineLayer", name, {}, opts);
    this.version = new aws.lambda.LayerVersion(
      `${name}-version`,
      {
        layerName: "image-pipeline",
        description: "AWS adapters and imaging of the image pipeline",
        code: new pulumi.asset.AssetArchive({ [modulePath]: new pulumi.asset.StringAsset(bundleText()) }),
        compatibleRuntimes: [aws.lambda.Runtime.NodeJS24dX],
        compatibleArchitectures: ["arm64"],
      },
      { parent: this },
    );
    this.registerOutputs({ arn: this.version.arn });
  }
}
