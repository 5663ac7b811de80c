/** What Pulumi runs as a plugin (PulumiPlugin.yaml): serves the component to programs in other languages. */
const path = require("node:path");
const { componentProviderHost } = require("@pulumi/pulumi/provider/experimental");
const component = require("./index.js");

/**
 * The component under the type of its schema. The engine hands the transforms of a program on to what a plugin
 * constructs where both have the same type.
 */
class ImagePipeline extends component.ImagePipeline {
  static token = "image-pipeline:index:ImagePipeline";
}

// Functions are captured in a folder with a package.json, which the folder of a program in another language is not. What
// was loaded before has taken note of that folder.
process.chdir(path.join(__dirname, ".."));
module.exports = componentProviderHost({ name: "image-pipeline", dirname: __dirname, components: [ImagePipeline] });
