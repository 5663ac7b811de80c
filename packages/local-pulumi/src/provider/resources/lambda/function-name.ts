import { all, length, matching } from "../../validators";

const FORM =
  /^(arn:[\w-]+:lambda:)?([a-z]{2}-(?:[a-z]+-){1,2}\d:)?(\d{12}:)?(function:)?([\w-]+)(:(\$LATEST|[\w-]+))?$/;
const OF_ARN = /^(?:arn:[\w-]+:lambda:[a-z]{2}-(?:[a-z]+-){1,2}\d:)?\d{12}:function:([\w-]+)/;

/**
 * The name of a function, or its ARN.
 *
 * Source: `validFunctionName` in `lambda/validate.go` (0210c547) of the Terraform provider.
 */
export const functionNameOrArn = all(matching(FORM, "the name or the ARN of a function"), length(1, 140), (value) => {
  const name = OF_ARN.exec(value)?.[1] ?? value;
  return name.length > 64 ? `expected a name of at most 64 characters, got ${name.length}: "${name}"` : undefined;
});
