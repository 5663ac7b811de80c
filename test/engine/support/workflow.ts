import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { PROJECT_DIR } from "./cli";

/** A step as the workflow has it. */
export interface WorkflowStep {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** `always()`: also after a step that failed. */
  readonly if?: string;
}

/** A job of the workflow, with the repository's variables filled in. */
export interface WorkflowJob {
  /** Of the workflow and of the job. */
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly WorkflowStep[];
}

interface Workflow {
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<string, { readonly env?: Readonly<Record<string, string>>; readonly steps: WorkflowStep[] }>
  >;
}

/** The text of `.github/workflows/pulumi.yaml`. */
const workflowText = (): string => readFileSync(path.join(PROJECT_DIR, ".github/workflows/pulumi.yaml"), "utf8");

/** Names of the workflow's jobs. */
export const workflowJobs = (): string[] => Object.keys((parse(workflowText()) as Workflow).jobs);

/**
 * A job of the workflow.
 *
 * @param variables of the repository, by name
 * @throws Error for a job or a variable that there is none of
 */
export function workflowJob(name: string, variables: Readonly<Record<string, string>> = {}): WorkflowJob {
  const text = workflowText().replace(/\$\{\{ vars\.(\w+) \}\}/g, (_, variable: string) => {
    const value = variables[variable];
    if (value === undefined && Object.keys(variables).length > 0) {
      throw new Error(`the workflow reads the variable ${variable}; known are ${Object.keys(variables).join(", ")}`);
    }
    return value ?? "";
  });
  const { env, jobs } = parse(text) as Workflow;
  const job = jobs[name];
  if (job === undefined) throw new Error(`the workflow has no job ${name}, only ${Object.keys(jobs).join(", ")}`);
  return { env: { ...env, ...job.env }, steps: job.steps };
}
