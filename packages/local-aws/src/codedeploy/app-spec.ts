import { AwsError } from "../http/aws-error";
import { isRecord } from "../json";
import type { FunctionShift } from "./types";

const refused = (message: string) => new AwsError("InvalidRevisionException", `The AppSpec: ${message}.`);

/**
 * Reads the AppSpec of a function (CodeDeploy User Guide, "AppSpec file example for an AWS Lambda deployment",
 * "AppSpec 'resources' section"). Hooks, and YAML, are refused by name.
 *
 * @throws AwsError `InvalidRevisionException`
 */
export function readAppSpec(content: string): FunctionShift {
  const spec = parse(content);
  const unknown = Object.keys(spec).find((key) => !/^(version|resources)$/i.test(key));
  if (unknown !== undefined) throw refused(`the embedded CodeDeploy does not have its section "${unknown}"`);
  const version = member(spec, "version");
  if (version !== "0.0" && version !== 0) throw refused('expected the version "0.0"');
  const resources = member(spec, "Resources");
  if (!Array.isArray(resources) || resources.length !== 1) throw refused("expected Resources with one function");
  const [resource] = Object.values(isRecord(resources[0]) ? resources[0] : {});
  if (!isRecord(resource) || member(resource, "Type") !== "AWS::Lambda::Function") {
    throw refused("expected a resource of Type AWS::Lambda::Function");
  }
  const properties = member(resource, "Properties");
  const text = (name: string): string => {
    const value = isRecord(properties) ? member(properties, name) : undefined;
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
    throw refused(`expected ${name} in Properties`);
  };
  return {
    functionName: text("Name"),
    alias: text("Alias"),
    currentVersion: text("CurrentVersion"),
    targetVersion: text("TargetVersion"),
  };
}

function parse(content: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw refused("the embedded CodeDeploy reads JSON alone, and this is none");
  }
  if (!isRecord(value)) throw refused("expected an object");
  return value;
}

/** Names are written in both cases in AWS's examples. */
function member(of: Record<string, unknown>, name: string): unknown {
  return Object.entries(of).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
