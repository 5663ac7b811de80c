/* global module, require */
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");
const { ImagePipeline } = require("@image-pipeline/component");

const config = new pulumi.Config();
const provider = new aws.Provider("elsewhere", { region: "eu-west-1" });

/**
 * Leaves a trace in the state of every resource but components: of one in another process, version 3.276 of the SDK
 * forgets the providers where a transform returns its options.
 */
const retain = ({ custom, props, opts }) =>
  custom ? { props, opts: pulumi.mergeOptions(opts, { retainOnDelete: true }) } : undefined;

/** As the SDK that `pulumi package add` makes has it. */
class RemotePipeline extends pulumi.ComponentResource {
  constructor(name, args, opts) {
    const outputs = { sourceBucket: undefined, functionName: undefined, deliveryUrl: undefined };
    super("image-pipeline:index:ImagePipeline", name, { ...args, ...outputs }, opts, true);
  }
}

const formerly = config.get("formerly");
const aliases = formerly === undefined ? [] : [{ name: formerly }];
const args = { variants: [{ name: "icon", width: 96, height: 96, fit: "inside" }], notify: {}, metadata: true };
const photos = new ImagePipeline(config.require("name"), args, { provider, transforms: [retain], aliases });
const avatars = new RemotePipeline("avatars", args, { providers: { aws: provider }, transforms: [retain] });

module.exports = {
  photos: photos.outputs,
  avatars: { sourceBucket: avatars.sourceBucket, functionName: avatars.functionName },
};
