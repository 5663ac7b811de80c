/** Something that the owner of a resource should know. */
export interface Remark {
  /** `error`: the pipeline cannot work. `warning`: it works, and not as with one of its own. `info`: all is well. */
  readonly level: "error" | "warning" | "info";
  /** What was expected, what is there, what to do. */
  readonly text: string;
}

export const error = (text: string): Remark => ({ level: "error", text });
export const warning = (text: string): Remark => ({ level: "warning", text });
