import type { DeclaredResource } from "./types";

/** The name of a resource in AWS, given by an input, as an IAM pattern: `*` stands for what AWS or Pulumi chooses. */
export type NamePattern = (resource: DeclaredResource, input: string) => string;

/** Digits of an autoname. */
const AUTO_DIGITS = /^[0-9a-f]{7}$/;

/** An identifier that AWS chooses, such as that of an API. */
const CHOSEN_ID = /^[a-z0-9]{8,}$/;

/**
 * The patterns of the names in a stack that is up. Whatever was chosen at random is part of some resource's autoname or
 * its identifier, and becomes `*` in every name that is made of it: of a log group's
 * `API-Gateway-Execution-Logs_ab12cd34ef/prod`, `API-Gateway-Execution-Logs_*` with `/prod` behind it.
 */
export function namePattern(resources: readonly DeclaredResource[]): NamePattern {
  const chosen = [...new Set(resources.flatMap(chosenIn))].sort((a, b) => b.length - a.length);
  return ({ name, inputs }, input) => {
    const prefix = inputs[`${input}Prefix`];
    if (typeof prefix === "string") return `${prefix}*`;
    const given = inputs[input];
    // The path of a role is part of its ARN.
    const folder = typeof inputs["path"] === "string" ? inputs["path"].slice(1) : "";
    if (typeof given !== "string") return `${folder}${name}-*`;
    return folder + chosen.reduce((pattern, text) => pattern.replaceAll(text, "*"), given);
  };
}

/** What was chosen at random for a resource. */
function chosenIn({ name, id, inputs }: DeclaredResource): string[] {
  const texts = Object.values(inputs).filter((value) => typeof value === "string");
  const digits = texts
    .filter((text) => text.startsWith(`${name}-`))
    .map((text) => text.slice(name.length + 1))
    .filter((end) => AUTO_DIGITS.test(end));
  return id !== undefined && CHOSEN_ID.test(id) && !texts.includes(id) ? [...digits, id] : digits;
}
