import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ObjectCreatedEvent, VariantRecord } from "../../handlers/contract";
import type { Layer } from "../../handlers/ports";
import { makeDescribeImage } from "../../handlers/workflow/describe-image";
import { makeInspectImage } from "../../handlers/workflow/inspect-image";
import { makeRenderVariant } from "../../handlers/workflow/render-variant";
import type { Described, Description, Inspection, Refused, RenderOrder } from "../../handlers/workflow/steps";
import type { StackConfig } from "../config";
import { listBucket, readObjects, writeObjects } from "../grants";
import { PipelineFunction, type FunctionDefaults } from "../pipeline-function";
import type { Stores } from "../stores";

/** The steps of the workflow that are code. */
export interface WorkflowFunctions {
  readonly inspect: aws.lambda.Function;
  readonly render: aws.lambda.Function;
  readonly describe: aws.lambda.Function;
}

export function workflowFunctions(
  name: string,
  config: StackConfig,
  defaults: FunctionDefaults,
  { source, destination }: Stores,
  opts: pulumi.ComponentResourceOptions,
): WorkflowFunctions {
  const { memoryMb, timeoutSec, reservedConcurrency, uploadPrefix } = config;
  const reading = [readObjects(source, uploadPrefix), listBucket(source)];
  const inspect = new PipelineFunction<ObjectCreatedEvent, Inspection>(
    `${name}-inspect`,
    {
      functionName: "image-workflow-inspect",
      description: "Reads an uploaded picture and its header",
      callbackFactory: () => makeInspectImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
      defaults,
      grants: reading,
      memoryMb,
      timeoutSec,
    },
    opts,
  );
  const render = new PipelineFunction<RenderOrder, VariantRecord>(
    `${name}-render`,
    {
      functionName: "image-workflow-render",
      description: "Makes one variant of an uploaded picture",
      callbackFactory: () => makeRenderVariant((require("@image-pipeline/layer") as Layer).connect(process.env)),
      defaults,
      grants: [...reading, writeObjects(destination)],
      memoryMb,
      timeoutSec,
      reservedConcurrency,
    },
    opts,
  );
  const describe = new PipelineFunction<Described | Refused, Description>(
    `${name}-describe`,
    {
      functionName: "image-workflow-describe",
      description: "Says what is recorded of an uploaded picture",
      callbackFactory: () => makeDescribeImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
      defaults,
      grants: [],
      memoryMb: 256,
      timeoutSec: 10,
    },
    opts,
  );
  return { inspect: inspect.fn, render: render.fn, describe: describe.fn };
}
