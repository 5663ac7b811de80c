import { AwsError, SIGNING_SPEC, type Key } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, integer, json, oneOf, text, type Failure } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { length } from "../../validators";
import type { Bag } from "../../../property-values";

/** Days that a deletion waits for, if nobody says otherwise. */
const DELETION_WINDOW_DAYS = 30;

function made(key: Key, known: Bag, context: ProviderContext): Made {
  const outs = {
    arn: key.arn,
    bypassPolicyLockoutSafetyCheck: false,
    customerMasterKeySpec: key.spec ?? "SYMMETRIC_DEFAULT",
    deletionWindowInDays: known.deletionWindowInDays,
    description: key.description,
    enableKeyRotation: key.rotation,
    isEnabled: key.enabled,
    keyId: key.keyId,
    keyUsage: key.spec === SIGNING_SPEC ? "SIGN_VERIFY" : "ENCRYPT_DECRYPT",
    multiRegion: false,
    policy: key.policy,
    rotationPeriodInDays: key.rotation ? key.rotationPeriodDays : undefined,
    ...tagOutputs(key.tags, known, context),
  };
  return { id: key.keyId, outs };
}

function settings(inputs: Bag, context: ProviderContext) {
  return {
    description: (inputs.description as string | undefined) ?? "Managed by Pulumi",
    ...(inputs.customerMasterKeySpec === SIGNING_SPEC && { spec: SIGNING_SPEC }),
    enabled: inputs.isEnabled !== false,
    rotation: inputs.enableKeyRotation === true,
    rotationPeriodDays: (inputs.rotationPeriodInDays as number | undefined) ?? 365,
    policy: (inputs.policy as string | undefined) ?? context.cloud.services.kms.defaultPolicy(),
    tags: allTags(inputs, context),
  };
}

/** `aws.kms.Key`: symmetric keys, and RSA keys that sign. A key that waits for its deletion is gone for Pulumi. */
export const key: ResourceType = {
  token: "aws:kms/key:Key",
  tagged: true,
  properties: {
    bypassPolicyLockoutSafetyCheck: flag({ byDefault: false }),
    customerMasterKeySpec: oneOf(["SYMMETRIC_DEFAULT", SIGNING_SPEC], {
      byDefault: "SYMMETRIC_DEFAULT",
      replaces: true,
    }),
    deletionWindowInDays: integer(7, 30),
    description: text({ computed: true, test: length(0, 8192) }),
    enableKeyRotation: flag({ byDefault: false }),
    isEnabled: flag({ byDefault: true }),
    keyUsage: oneOf(["ENCRYPT_DECRYPT", "SIGN_VERIFY"], { byDefault: "ENCRYPT_DECRYPT", replaces: true }),
    multiRegion: flag({ computed: true, replaces: true }),
    policy: json({ computed: true }),
    rotationPeriodInDays: integer(90, 2560, { computed: true }),
  },
  *check({ rotationPeriodInDays, enableKeyRotation, customerMasterKeySpec, keyUsage }): Generator<Failure> {
    const signs = customerMasterKeySpec === SIGNING_SPEC;
    if (signs !== (keyUsage === "SIGN_VERIFY"))
      yield { property: "keyUsage", reason: `SIGN_VERIFY and customerMasterKeySpec ${SIGNING_SPEC} go together` };
    if (signs && enableKeyRotation === true)
      yield { property: "enableKeyRotation", reason: "KMS rotates symmetric keys only" };
    if (rotationPeriodInDays !== undefined && enableKeyRotation === undefined)
      yield { property: "rotationPeriodInDays", reason: "needs enableKeyRotation" };
  },
  create(inputs, context) {
    const { iam, kms } = context.cloud.services;
    const spec = settings(inputs, context);
    const policy = iam.policy(spec.policy, "resource");
    // A key that the account's root could not manage could never be changed again.
    const manageable = iam.resourceAllows(iam.root(), {
      action: "kms:PutKeyPolicy",
      resource: "*",
      resourcePolicy: policy,
    });
    if (!manageable && inputs.bypassPolicyLockoutSafetyCheck !== true) {
      throw new Error(
        "MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.",
      );
    }
    return made(kms.createKey(spec), inputs, context);
  },
  async read(id, known, context) {
    const found = await ifExists(() => context.cloud.services.kms.key(id), "NotFoundException");
    return found?.deletionAt === undefined ? found && made(found, known, context) : undefined;
  },
  update(id, inputs, _, context) {
    const { kms, iam } = context.cloud.services;
    const spec = settings(inputs, context);
    iam.policy(spec.policy, "resource");
    const found = Object.assign(kms.key(id), spec);
    kms.changed();
    return made(found, inputs, context);
  },
  delete(id, known, { cloud }) {
    const { kms } = cloud.services;
    const { deletionAt, arn } = kms.key(id);
    if (deletionAt !== undefined) throw new AwsError("NotFoundException", `Key '${arn}' waits for its deletion`);
    kms.scheduleDeletion(id, (known.deletionWindowInDays as number | undefined) ?? DELETION_WINDOW_DAYS);
  },
};
