import type { ProblemView } from "../../console/contract";

/** An answer that says no: the status, a stable code for the page and a sentence for people. */
export class ConsoleProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "ConsoleProblem";
  }

  get view(): ProblemView {
    return { code: this.code, message: this.message };
  }
}

export const notFound = (message: string) => new ConsoleProblem(404, "NOT_FOUND", message);

export const invalid = (message: string) => new ConsoleProblem(400, "REQUEST_INVALID", message);
