import { all, length, matching } from "../../validators";

const CHARACTERS = /^[\w./#-]+$/;
const WORDS = "letters, digits or _-/.#";

/** Source: `validLogGroupName` in `lambda/validate.go` (0210c547) of the Terraform provider, and the same of `logs`. */
export const logGroupName = all(length(1, 512), matching(CHARACTERS, WORDS));

/** The suffix that is put behind a prefix counts. */
export const logGroupNamePrefix = all(length(0, 483), matching(CHARACTERS, WORDS));
