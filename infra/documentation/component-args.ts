import { argsInterfaces, type ArgsInterface, type Choices } from "./component-types";
import type { Row } from "./rows";

/** Longest line of a comment. */
const LINE_CHARS = 120;

/** Types of a row's values where nothing else says them. */
const typeNames: Readonly<Record<string, string>> = {
  integer: "number",
  number: "number",
  flag: "boolean",
  "name alone": "boolean",
  text: "string",
};

/** Names of values whose own characters cannot be one. */
const memberNames: Readonly<Record<string, string>> = {
  "4:2:0": "yuv420",
  "4:4:4": "yuv444",
  true: "always",
  false: "never",
};

/** `same-origin` as `sameOrigin`. */
const memberName = (value: string): string =>
  memberNames[value] ?? value.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** A meaning of the page as a text by itself: without its links, and without what the stacks of this project have. */
const plain = (markdown: string): string =>
  markdown
    .replace(/, \[see below\]\(#\w+\)/, "")
    .replace(/\[([^\]]+)\]\([^)]+\)/g, "$1")
    .replace(/ \((`\w+`(, )?)+: on\)/, "");

const sentence = (text: string): string => (text === "" || text.endsWith(".") ? text : `${text}.`);

function documentation({ values, unit, fallback, meaning, type }: Row, isFeature: boolean): string {
  if (isFeature) return `${sentence(plain(meaning))} \`{}\`: on with its defaults; absent: off.`;
  const isRequired = fallback.startsWith("required");
  return [
    sentence(plain(meaning)),
    unit === undefined ? "" : `Unit: ${unit}.`,
    type === "flag" || type === "name alone" || values === "see below" ? "" : sentence(`Values: ${plain(values)}`),
    isRequired ? sentence(fallback.replace("required", "Required")) : "",
    isRequired || fallback === "" || fallback === "none" ? "" : sentence(`Default: ${plain(fallback)}`),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** A comment at the indentation, of one line where it fits. */
function comment(text: string, indent: string): string {
  if (`${indent}/** ${text} */`.length <= LINE_CHARS) return `${indent}/** ${text} */`;
  const lines = text.split(" ").reduce<string[]>((all, word) => {
    const last = all.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || `${indent} * ${longer}`.length <= LINE_CHARS) return [...all.slice(0, -1), longer];
    return [...all, word];
  }, []);
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`].join("\n");
}

/** An object of constants and the union of its values: what Pulumi's analyzer takes for an enumeration. */
function choicesText({ name, values }: Choices): string {
  const members = values.map((value) => `${memberName(value)}: ${JSON.stringify(value)}`);
  const line = `export const ${name} = { ${members.join(", ")} } as const;`;
  const object =
    line.length <= LINE_CHARS
      ? line
      : `export const ${name} = {\n${members.map((member) => `  ${member},\n`).join("")}} as const;`;
  return `${object}\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];`;
}

function typeOf(row: Row, given: string | Choices | undefined): string {
  if (typeof given === "string") return given;
  if (given !== undefined) return row.type === "list" ? `${given.name}[]` : given.name;
  const type = typeNames[row.type];
  if (type === undefined) throw new Error(`${row.key}: expected a type of the component's arguments for ${row.type}`);
  return type;
}

function interfaceText({ name, summary, rows, types, oneOf = false }: ArgsInterface): string {
  const properties = rows.map((row) => {
    const isOptional = oneOf || row.fallback !== "required";
    const shown = oneOf && row.fallback === "required" ? { ...row, fallback: "" } : row;
    const type = typeOf(row, types[row.key]);
    const isFeature = row.type === "flag, object";
    return `${comment(documentation(shown, isFeature), "  ")}\n  readonly ${row.key}${isOptional ? "?" : ""}: ${type};\n`;
  });
  return `${comment(summary, "")}\nexport interface ${name} {\n${properties.join("")}}`;
}

const choicesOf = (interfaces: readonly ArgsInterface[]): readonly Choices[] => {
  const all = interfaces.flatMap(({ types }) => Object.values(types)).filter((type) => typeof type !== "string");
  return [...new Map(all.map((choices) => [choices.name, choices])).values()];
};

/** The file of the component's arguments. */
export const componentArgs =
  (): string => `// Written by \`npm run configuration\` from the tables of settings, as docs/configuration.md is.
import type * as pulumi from "@pulumi/pulumi";

${[...choicesOf(argsInterfaces).map(choicesText), ...argsInterfaces.map(interfaceText)].join("\n\n")}
`;
