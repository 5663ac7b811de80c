import type { LayerVersion } from "@image-pipeline/local-aws";
import { zipArchive } from "../../archives";
import { ifExists, type Made, type ResourceType } from "../../resource-type";
import { archive, flag, list, oneOf, text } from "../../schema";
import { length } from "../../validators";
import { isArchive, type Bag } from "../../../property-values";

function made(layer: LayerVersion, known: Bag): Made {
  const codeSha256 = Buffer.from(layer.code.sha256, "hex").toString("base64");
  const outs = {
    arn: layer.arn,
    code: known.code,
    codeSha256,
    compatibleArchitectures: layer.compatibleArchitectures.length === 0 ? undefined : layer.compatibleArchitectures,
    compatibleRuntimes: layer.compatibleRuntimes.length === 0 ? undefined : layer.compatibleRuntimes,
    createdDate: layer.createdDate,
    description: layer.description === "" ? undefined : layer.description,
    layerArn: layer.layerArn,
    layerName: layer.name,
    licenseInfo: layer.licenseInfo === "" ? undefined : layer.licenseInfo,
    skipDestroy: known.skipDestroy ?? false,
    sourceCodeHash: known.sourceCodeHash ?? codeSha256,
    sourceCodeSize: layer.code.zipBytes,
    version: String(layer.version),
  };
  return { id: layer.arn, outs };
}

const replaces = { replaces: true } as const;

/**
 * `aws.lambda.LayerVersion`. A version never changes: every change publishes another one. Its id is the version's ARN.
 */
export const layerVersion: ResourceType = {
  token: "aws:lambda/layerVersion:LayerVersion",
  properties: {
    code: archive({ required: true, ...replaces }),
    compatibleArchitectures: list(oneOf(["x86_64", "arm64"]), { ...replaces, asSet: true, max: 2 }),
    compatibleRuntimes: list(text(), { ...replaces, asSet: true, max: 15 }),
    description: text(replaces),
    layerName: text({
      required: true,
      ...replaces,
      test: (name) =>
        /^[\w-]{1,140}$/.test(name)
          ? undefined
          : `expected 1 to 140 letters, digits, hyphens or underscores, got "${name}"`,
    }),
    licenseInfo: text({ ...replaces, test: length(0, 512) }),
    skipDestroy: flag({ byDefault: false }),
    sourceCodeHash: text({ computed: true, ...replaces }),
  },
  async create(inputs, { cloud, dir }) {
    if (!isArchive(inputs.code)) throw new Error("code: expected an archive");
    const spec = {
      name: inputs.layerName as string,
      compatibleRuntimes: (inputs.compatibleRuntimes as readonly string[] | undefined) ?? [],
      compatibleArchitectures: (inputs.compatibleArchitectures as readonly string[] | undefined) ?? [],
      description: (inputs.description as string | undefined) ?? "",
      licenseInfo: (inputs.licenseInfo as string | undefined) ?? "",
    };
    return made(cloud.services.lambda.publishLayer(spec, await zipArchive(inputs.code, dir)), inputs);
  },
  async read(id, known, { cloud }) {
    const layer = await ifExists(() => cloud.services.lambda.layer(id), "ResourceNotFoundException");
    return layer && made(layer, known);
  },
  async update(id, inputs, _, { cloud }) {
    const layer = await Promise.resolve(cloud.services.lambda.layer(id));
    return made(layer, inputs);
  },
  delete(id, known, { cloud }) {
    if (known.skipDestroy !== true) cloud.services.lambda.deleteLayer(id);
  },
};
