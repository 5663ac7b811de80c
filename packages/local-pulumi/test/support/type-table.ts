import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { knownFunctions } from "../../src/provider/invokes";
import { findType, knownTokens } from "../../src/provider/registry";

const README = join(__dirname, "../../README.md");
const BEGIN = "<!-- types: written by npm run readme -->";
const END = "<!-- end of types -->";

/** `aws.s3.Bucket` of `aws:s3/bucket:Bucket`, and `aws.getRegion` of `aws:index/getRegion:getRegion`. */
function programName(token: string): string {
  const [pkg = "", module = "", name = ""] = token.split(":");
  const folder = module.split("/")[0] ?? "";
  return folder === "index" ? `${pkg}.${name}` : `${pkg}.${folder}.${name}`;
}

/** The README's tables of resource types, with their inputs, and of functions. */
export function typeTables(): string {
  const rows = knownTokens().map((token) => {
    const { properties = {}, tagged = false } = findType(token) ?? {};
    const inputs = Object.entries(properties).map(([name, { required = false }]) => (required ? `**${name}**` : name));
    return `| \`${programName(token)}\` | ${[...inputs, ...(tagged ? ["tags"] : [])].join(", ")} |`;
  });
  const functions = knownFunctions().map((token) => `\`${programName(token)}\``);
  return [
    "| Resource type | Inputs; those in bold are required |",
    "| --- | --- |",
    ...rows,
    "",
    `Functions: ${functions.join(", ")}.`,
  ].join("\n");
}

/** The tables that the README has. */
export function readmeTables(): string {
  const text = readFileSync(README, "utf8");
  return text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)).trim();
}

if (require.main === module) {
  const text = readFileSync(README, "utf8");
  const [before = "", rest = ""] = text.split(BEGIN);
  writeFileSync(README, `${before}${BEGIN}\n\n${typeTables()}\n\n${END}${rest.split(END)[1] ?? ""}`);
}
