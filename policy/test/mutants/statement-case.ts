/** One statement, or what stands in its place, and what the pack says of it. */
export interface StatementCase {
  readonly title: string;
  /** Elements of the only statement; a list is a whole document. */
  readonly statement: object | readonly object[];
}

export interface WrongStatement extends StatementCase {
  /** The rules that report it, each with what follows the resource's name. */
  readonly findings: Readonly<Record<string, string>>;
}
