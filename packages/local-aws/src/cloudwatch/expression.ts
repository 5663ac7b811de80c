/** A parsed metric math expression. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "word"; readonly name: string }
  | { readonly kind: "unary"; readonly operand: Expression }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

/** Precedence of the binary operators. */
const precedence: Readonly<Record<string, number>> = {
  OR: 1,
  "||": 1,
  AND: 2,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "^": 7,
};

function tokenize(text: string): string[] {
  const token = /\s*(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_]\w*|[<>=!]=|&&|\|\||[-+*/^<>(),[\]])/gy;
  const tokens: string[] = [];
  let end = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    tokens.push(match[1] ?? "");
    end = token.lastIndex;
  }
  if (text.slice(end).trim() !== "") throw new SyntaxError(`metric math: unexpected "${text.slice(end).trim()}"`);
  return tokens;
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  whole(): Expression {
    const expression = this.binary(0);
    const rest = this.tokens[this.at];
    if (rest !== undefined) throw new SyntaxError(`metric math: unexpected "${rest}"`);
    return expression;
  }

  private binary(minimum: number): Expression {
    let left = this.unary();
    for (;;) {
      const operator = this.tokens[this.at] ?? "";
      const own = Object.hasOwn(precedence, operator) ? (precedence[operator] ?? 0) : 0;
      if (own <= minimum) return left;
      this.at += 1;
      left = { kind: "binary", operator, left, right: this.binary(operator === "^" ? own - 1 : own) };
    }
  }

  private unary(): Expression {
    if (this.tokens[this.at] !== "-") return this.primary();
    this.at += 1;
    return { kind: "unary", operand: this.unary() };
  }

  private primary(): Expression {
    const token = this.tokens[this.at];
    this.at += 1;
    if (token === undefined) throw new SyntaxError("metric math: unexpected end");
    if (token === "(") {
      const inner = this.binary(0);
      this.expect(")");
      return inner;
    }
    if (token === "[") return { kind: "list", items: this.items("]") };
    if (/^\d/.test(token)) return { kind: "number", value: Number(token) };
    if (!/^[A-Za-z_]/.test(token)) throw new SyntaxError(`metric math: unexpected "${token}"`);
    if (this.tokens[this.at] !== "(") return { kind: "word", name: token };
    this.at += 1;
    return { kind: "call", name: token.toUpperCase(), args: this.items(")") };
  }

  private items(closing: string): Expression[] {
    const items: Expression[] = [];
    while (this.tokens[this.at] !== closing) {
      if (items.length > 0) this.expect(",");
      items.push(this.binary(0));
    }
    this.at += 1;
    return items;
  }

  private expect(token: string): void {
    if (this.tokens[this.at] !== token) {
      throw new SyntaxError(`metric math: expected "${token}", got "${this.tokens[this.at] ?? "the end"}"`);
    }
    this.at += 1;
  }
}

/**
 * Parses a CloudWatch metric math expression: numbers, ids, `+ - * / ^`, comparisons, `AND`/`OR`, lists, function
 * calls.
 *
 * @throws SyntaxError that names the unexpected text.
 */
export function parseExpression(text: string): Expression {
  return new Parser(tokenize(text)).whole();
}
