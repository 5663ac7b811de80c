import type { CorsRule } from "@image-pipeline/local-aws";
import { integer, list, object, oneOf, text } from "../../schema";
import { length } from "../../validators";
import type { Bag } from "../../../property-values";
import { bucketSetting } from "./bucket-setting";

interface RuleInput {
  readonly id?: string;
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

const toRule = ({ maxAgeSeconds, allowedHeaders = [], exposeHeaders = [], ...rule }: RuleInput): CorsRule => ({
  ...rule,
  allowedHeaders,
  exposeHeaders,
  ...(maxAgeSeconds !== undefined && { maxAgeSec: maxAgeSeconds }),
});

const fromRule = ({ maxAgeSec, allowedHeaders, exposeHeaders, ...rule }: CorsRule): Bag => ({
  ...rule,
  ...(allowedHeaders.length > 0 && { allowedHeaders }),
  ...(exposeHeaders.length > 0 && { exposeHeaders }),
  ...(maxAgeSec !== undefined && { maxAgeSeconds: maxAgeSec }),
});

/** One `*` at the most, as S3 has it. */
const pattern = text({
  test: (value) => (value.split("*").length > 2 ? `"${value}" can not have more than one wildcard` : undefined),
});

/** `aws.s3.BucketCorsConfiguration`. */
export const bucketCors = bucketSetting({
  token: "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration",
  properties: {
    corsRules: list(
      object({
        id: text({ test: length(0, 255) }),
        allowedOrigins: list(pattern, { required: true, asSet: true }),
        allowedMethods: list(oneOf(["GET", "PUT", "POST", "DELETE", "HEAD"]), { required: true, asSet: true }),
        allowedHeaders: list(pattern, { asSet: true }),
        exposeHeaders: list(text(), { asSet: true }),
        maxAgeSeconds: integer(0, 2_147_483_647),
      }),
      { required: true, max: 100, asSet: true },
    ),
  },
  put: (bucket, inputs, { services }) =>
    services.s3.configure(bucket, { cors: (inputs.corsRules as readonly RuleInput[]).map(toRule) }),
  get: ({ cors }) => cors && { corsRules: cors.map(fromRule) },
  remove: (bucket, _, { services }) => services.s3.configure(bucket, { cors: undefined }),
});
