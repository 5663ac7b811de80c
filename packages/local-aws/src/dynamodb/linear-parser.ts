import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";

interface Parser {
  parse: (expression: string, options: object) => unknown;
}

/** A module of Node.js with what its types leave out. */
interface CompiledModule extends NodeModule {
  _compile(source: string, file: string): void;
}

const load = createRequire(__filename);

/** A rule of a grammar, as PEG.js writes it. */
const RULE = /^ {2}function (peg\$parse\w+)\(\) \{$/gm;
const BEGIN = "  var peg$FAILED = {},";
/** What may follow NOT: dynalite's rule has no second NOT, DynamoDB's grammar any condition. */
const NEGATED = new RegExp(
  String.raw`(function peg\$parseNotConditionExpression\(\) \{[^}]*?peg\$parse_\(\);[^}]*?)` +
    String.raw`peg\$parseParensConditionExpression`,
);

let isLinear = false;

/**
 * Lets dynalite's parser of conditions remember what each rule has found at each place, as a parser that PEG.js
 * generates with its option `cache` does, and take several NOTs. Without it, each level of nested parentheses takes
 * four times as long as the one within: every alternative of a rule parses what is in them anew. With it the time grows
 * with the expression.
 *
 * @throws Error if dynalite has another parser than the one that is known here
 */
export function makeConditionParserLinear(): void {
  if (isLinear) return;
  const parser = load("dynalite/db/conditionParser") as Parser;
  parser.parse = remembering(load.resolve("dynalite/db/conditionParser")).parse;
  isLinear = true;
}

function remembering(file: string): Parser {
  let rules = 0;
  const original = readFileSync(file, "utf8");
  const source = original.replace(NEGATED, "$1peg$parseNotConditionExpression").replace(RULE, (_, rule: string) => {
    rules += 1;
    return `  function ${rule}() { return peg$remember(${rules}, ${rule}$); }\n  function ${rule}$() {`;
  });
  if (rules === 0 || !NEGATED.test(original) || !original.includes(BEGIN))
    throw new Error(`${file} is no parser that PEG.js 0.10 has generated`);
  const remember = `  var peg$known = new Map();
  function peg$remember(rule, parse) {
    var key = peg$currPos * ${rules + 1} + rule, known = peg$known.get(key);
    if (known === undefined) {
      known = { result: parse(), end: peg$currPos };
      peg$known.set(key, known);
    }
    peg$currPos = known.end;
    return known.result;
  }
`;
  const compiled = new Module(file) as CompiledModule;
  compiled.filename = file;
  compiled._compile(source.replace(BEGIN, `${remember}${BEGIN}`), file);
  return compiled.exports as Parser;
}
