import type { PublicKeyConfig } from "@image-pipeline/local-aws";
import { text } from "../../schema";
import { length } from "../../validators";
import { versioned } from "./versioned";

/** `aws.cloudfront.PublicKey`. */
export const publicKey = versioned<PublicKeyConfig>({
  token: "aws:cloudfront/publicKey:PublicKey",
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 128 },
  missing: "NoSuchPublicKey",
  properties: {
    comment: text({ test: length(0, 128) }),
    encodedKey: text({ required: true, replaces: true }),
    name: text({ computed: true, replaces: true, test: length(1, 128) }),
    namePrefix: text({ replaces: true, conflictsWith: ["name"] }),
  },
  store: ({ services }) => services.cloudfront.publicKeys,
  configOf: (inputs) => ({
    name: inputs.name as string,
    comment: (inputs.comment as string | undefined) ?? "",
    encodedKey: inputs.encodedKey as string,
  }),
  outputsOf: ({ name, comment, encodedKey }, { namePrefix }) => ({
    comment: comment === "" ? undefined : comment,
    encodedKey,
    name,
    namePrefix,
  }),
});
