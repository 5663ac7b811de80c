import type { LogLevel, StateMachineSpec } from "@image-pipeline/local-aws";
import { ifExists, type Made, type ProviderContext, type ResourceType } from "../../resource-type";
import { flag, json, object, oneOf, only, text } from "../../schema";
import { allTags, tagOutputs } from "../../tags";
import { all, anArn, length, matching, UNIQUE_SUFFIX_LENGTH } from "../../validators";
import type { Bag } from "../../../property-values";

interface Logging {
  readonly level?: LogLevel;
  readonly includeExecutionData?: boolean;
  readonly logDestination?: string;
}

/** The group in the ARN of a log destination, which ends with `:*`. */
const logGroupOf = (arn: string) => /^arn:aws:logs:[^:]+:\d+:log-group:([^:]+):\*$/.exec(arn)?.[1];

function specOf(inputs: Bag, context: ProviderContext): StateMachineSpec {
  const logging = (inputs.loggingConfiguration ?? {}) as Logging;
  return {
    name: inputs.name as string,
    type: (inputs.type as StateMachineSpec["type"] | undefined) ?? "STANDARD",
    definition: inputs.definition as string,
    roleArn: inputs.roleArn as string,
    logging: {
      level: logging.level ?? "OFF",
      includeExecutionData: logging.includeExecutionData === true,
      logGroup: logGroupOf(logging.logDestination ?? ""),
    },
    tracing: (inputs.tracingConfiguration as { enabled?: boolean } | undefined)?.enabled === true,
    tags: allTags(inputs, context),
  };
}

function made(spec: StateMachineSpec, createdAt: number, known: Bag, context: ProviderContext): Made {
  const machineArn = context.cloud.services.stepFunctions.arnOf(spec.name);
  const outs = {
    arn: machineArn,
    creationDate: new Date(createdAt).toISOString(),
    definition: spec.definition,
    loggingConfiguration: known.loggingConfiguration ?? { level: "OFF", includeExecutionData: false },
    name: spec.name,
    namePrefix: known.namePrefix,
    roleArn: spec.roleArn,
    status: "ACTIVE",
    tracingConfiguration: { enabled: spec.tracing },
    type: spec.type,
    ...tagOutputs(spec.tags, known, context),
  };
  return { id: machineArn, outs };
}

async function put(inputs: Bag, context: ProviderContext): Promise<Made> {
  const { stepFunctions } = context.cloud.services;
  const spec = specOf(inputs, context);
  const machineArn = await stepFunctions.put(spec);
  return made(spec, stepFunctions.machine(machineArn).createdAt, inputs, context);
}

/** Source: `sfn/state_machine.go` (01f43111) of the Terraform provider. */
const machineName = (max: number) =>
  all(length(1, max), matching(/^[\w-]+$/, "letters, digits, hyphens or underscores"));

/** `aws.sfn.StateMachine`, its definition in JSONPath. Its id is its ARN. */
export const stateMachine: ResourceType = {
  token: "aws:sfn/stateMachine:StateMachine",
  tagged: true,
  autoName: { property: "name", prefixProperty: "namePrefix", maxLength: 255 },
  properties: {
    definition: json({ required: true, test: length(0, 1_048_576) }),
    loggingConfiguration: object({
      includeExecutionData: flag(),
      level: oneOf(["ALL", "ERROR", "FATAL", "OFF"], { computed: true }),
      logDestination: text({
        test: (arn) =>
          logGroupOf(arn) === undefined ? `expected the ARN of a log group followed by :*, got "${arn}"` : undefined,
      }),
    }),
    name: text({ replaces: true, computed: true, test: machineName(80) }),
    namePrefix: text({ replaces: true, test: machineName(80 - UNIQUE_SUFFIX_LENGTH), conflictsWith: ["name"] }),
    publish: only(false, "the embedded Step Functions has no versions"),
    roleArn: text({ required: true, test: anArn }),
    tracingConfiguration: object({ enabled: flag() }),
    type: oneOf(["STANDARD", "EXPRESS"], { replaces: true, byDefault: "STANDARD" }),
  },
  create: put,
  update: (_, inputs, __, context) => put(inputs, context),
  async read(id, known, context) {
    const { stepFunctions } = context.cloud.services;
    const machine = await ifExists(() => stepFunctions.machine(id), "StateMachineDoesNotExist");
    return machine && made(machine.spec, machine.createdAt, known, context);
  },
  delete: (_, known, { cloud }) => cloud.services.stepFunctions.delete(known.name as string),
};
