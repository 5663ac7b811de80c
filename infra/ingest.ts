import type * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "./account";
import { requireAlerts, type Alerts } from "./alert-topic";
import { processImage } from "./functions";
import { PipelineFunction, type FunctionContext } from "./pipeline-function";
import { ImageWorkflow } from "./workflow/image-workflow";

/** What processes uploads. */
export type Ingest =
  /** A function that S3 invokes. */
  | {
      readonly mode: "direct";
      readonly processImage: PipelineFunction;
      readonly functions: readonly PipelineFunction[];
    }
  /** A state machine that EventBridge starts. */
  | { readonly mode: "workflow"; readonly workflow: ImageWorkflow; readonly functions: readonly PipelineFunction[] };

export interface IngestArgs {
  readonly context: FunctionContext;
  readonly account: AccountContext;
  /** The workflow publishes refusals to it; direct processing needs none. */
  readonly alerts?: Alerts;
}

export function makeIngest(
  name: string,
  { context, account, alerts }: IngestArgs,
  opts: pulumi.ComponentResourceOptions,
): Ingest {
  const { ingest } = context.config;
  switch (ingest.mode) {
    case "direct": {
      const fn = new PipelineFunction(`${name}-process`, processImage(context), opts);
      return { mode: "direct", processImage: fn, functions: [fn] };
    }
    case "workflow": {
      const workflow = new ImageWorkflow(
        `${name}-workflow`,
        { settings: ingest, context, account, alerts: requireAlerts(alerts, "the workflow") },
        opts,
      );
      return { mode: "workflow", workflow, functions: workflow.functions };
    }
  }
}
