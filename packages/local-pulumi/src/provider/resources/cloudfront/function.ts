import type { EdgeFunction, EdgeFunctionConfig } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ResourceType } from "../../resource-type";
import { flag, oneOf, text } from "../../schema";
import { length, matching } from "../../validators";
import type { Bag } from "../../../property-values";

function made({ id, arn, etag, live, config }: EdgeFunction, known: Bag): Made {
  const outs = {
    arn,
    code: config.code,
    comment: config.comment === "" ? undefined : config.comment,
    etag,
    liveStageEtag: live?.etag ?? "",
    name: config.name,
    publish: known.publish !== false,
    runtime: config.runtime,
    status: live === undefined ? "UNPUBLISHED" : "DEPLOYED",
  };
  return { id, outs };
}

const configOf = (inputs: Bag): EdgeFunctionConfig => ({
  name: inputs.name as string,
  comment: (inputs.comment as string | undefined) ?? "",
  runtime: inputs.runtime as EdgeFunctionConfig["runtime"],
  code: inputs.code as string,
});

/** `aws.cloudfront.Function`. What distributions run is what was published last. */
export const edgeFunction: ResourceType = {
  token: "aws:cloudfront/function:Function",
  autoName: { property: "name", maxLength: 64 },
  properties: {
    code: text({ required: true }),
    comment: text({ test: length(0, 128) }),
    name: text({
      computed: true,
      replaces: true,
      test: matching(/^[a-zA-Z0-9-_]{1,64}$/, "1 to 64 letters, digits, hyphens and underscores"),
    }),
    publish: flag({ byDefault: true }),
    runtime: oneOf(["cloudfront-js-2.0"], { required: true }),
  },
  create(inputs, { cloud }) {
    const { functions } = cloud.services.cloudfront;
    const { id } = functions.create(configOf(inputs));
    if (inputs.publish !== false) functions.publish(id);
    return made(functions.get(id), inputs);
  },
  async read(id, known, { cloud }) {
    const found = await ifExists(() => cloud.services.cloudfront.functions.get(id), "NoSuchFunctionExists");
    return found && made(found, known);
  },
  update(id, inputs, _, { cloud }) {
    const { functions } = cloud.services.cloudfront;
    functions.update(id, configOf(inputs));
    if (inputs.publish !== false) functions.publish(id);
    return made(functions.get(id), inputs);
  },
  delete: (id, _, { cloud }) => {
    cloud.services.cloudfront.functions.delete(id);
  },
};
