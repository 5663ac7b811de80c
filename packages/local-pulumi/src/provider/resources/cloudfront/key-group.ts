import type { KeyGroupConfig } from "@image-pipeline/local-aws";
import { list, text } from "../../schema";
import { length } from "../../validators";
import { versioned } from "./versioned";

/** `aws.cloudfront.KeyGroup`. */
export const keyGroup = versioned<KeyGroupConfig>({
  token: "aws:cloudfront/keyGroup:KeyGroup",
  autoName: { property: "name", maxLength: 128 },
  missing: "NoSuchResource",
  properties: {
    comment: text({ test: length(0, 128) }),
    items: list(text(), { required: true, asSet: true }),
    name: text({ computed: true, test: length(1, 128) }),
  },
  store: ({ services }) => services.cloudfront.keyGroups,
  configOf: (inputs) => ({
    name: inputs.name as string,
    comment: (inputs.comment as string | undefined) ?? "",
    items: inputs.items as readonly string[],
  }),
  outputsOf: ({ name, comment, items }) => ({
    comment: comment === "" ? undefined : comment,
    items: [...items],
    name,
  }),
});
