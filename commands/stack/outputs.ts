import { stackOutputs, type StackOutputs } from "../../handlers/contract";
import { CliError } from "../command-line/errors";

/** @throws CliError STACK_OUTPUT_MISSING for an output that every stack of the pipeline has */
export function readOutputs(outputs: Readonly<Record<string, unknown>>): StackOutputs {
  const names: readonly string[] = [...stackOutputs.required, ...stackOutputs.optional];
  const texts = Object.fromEntries(
    names.flatMap((name) => {
      const value = outputs[name];
      return typeof value === "string" && value !== "" ? [[name, value]] : [];
    }),
  );
  for (const name of stackOutputs.required) {
    if (texts[name] === undefined) {
      throw new CliError("STACK_OUTPUT_MISSING", `expected the stack output "${name}" of index.ts; the stack has none`);
    }
  }
  return texts as StackOutputs;
}
