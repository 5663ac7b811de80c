import { all, length, matching } from "../../validators";

const characters = matching(/^[\w+=,.@-]*$/, "letters, digits or +=,.@-_");

/** A name in IAM. Source: `validResourceName` in `iam/validate.go` (044fb317) of the Terraform provider. */
export const iamName = (max: number) => all(length(1, max), characters);

/** Source: `validRolePolicyName` there. */
export const rolePolicyName = iamName(128);
