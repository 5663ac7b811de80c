/** Name of the pack, in its findings and in Pulumi's events. */
export const PACK_NAME = "aws-serverless-guardrails";
