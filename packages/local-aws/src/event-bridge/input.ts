import { pathSteps, readPath } from "../json";

/** Input of a target in place of the whole event; at most one of the three. */
export interface TargetInput {
  /** A constant. */
  readonly input?: string;
  /** Path of a part of the event. */
  readonly inputPath?: string;
  readonly inputTransformer?: {
    /** Paths of parts of the event by their name in the template. */
    readonly inputPaths: Readonly<Record<string, string>>;
    /** Text with `<name>` in place of values. */
    readonly inputTemplate: string;
  };
}

/** Values of the placeholders that every template has. */
interface PredefinedValues {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** ISO 8601. */
  readonly ingestionTime: string;
}

const placeholder = /<([\w.-]+)>/g;

/** Undeclared names in a template, and invalid paths. */
export function transformerProblems({
  inputPaths,
  inputTemplate,
}: Required<TargetInput>["inputTransformer"]): string[] {
  const names = [...inputTemplate.matchAll(placeholder)].map((match) => match[1] ?? "");
  const unknown = names.filter((name) => !name.startsWith("aws.events.") && !Object.hasOwn(inputPaths, name));
  const paths = Object.entries(inputPaths).flatMap(([name, path]) => {
    try {
      pathSteps(path);
      return [];
    } catch (error) {
      return [`inputPaths.${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return [...unknown.map((name) => `inputTemplate: <${name}> is not declared`), ...paths];
}

function transform(
  transformer: Required<TargetInput>["inputTransformer"],
  event: Readonly<Record<string, unknown>>,
  facts: PredefinedValues,
): string {
  const own: Readonly<Record<string, unknown>> = {
    "aws.events.rule-arn": facts.ruleArn,
    "aws.events.rule-name": facts.ruleName,
    "aws.events.event.ingestion-time": facts.ingestionTime,
    "aws.events.event": event,
    "aws.events.event.json": event,
  };
  const valueOf = (name: string): unknown => {
    if (Object.hasOwn(own, name)) return own[name];
    return readPath(transformer.inputPaths[name] ?? "$", event);
  };
  // A value is inserted as text inside quotes, and as JSON outside.
  const part = /"((?:\\.|[^"\\])*)"|<([\w.-]+)>/g;
  return transformer.inputTemplate.replace(part, (whole, quoted: string | undefined, name: string | undefined) => {
    if (name !== undefined) return JSON.stringify(valueOf(name) ?? "");
    if (quoted === undefined) return whole;
    const filled = quoted.replace(placeholder, (_, inner: string) => {
      const value = valueOf(inner) ?? "";
      return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
    });
    return `"${filled}"`;
  });
}

/** The input of a target for an event. */
export function targetInput(
  spec: TargetInput,
  event: Readonly<Record<string, unknown>>,
  facts: PredefinedValues,
): string {
  if (spec.input !== undefined) return spec.input;
  if (spec.inputPath !== undefined) return JSON.stringify(readPath(spec.inputPath, event) ?? null);
  if (spec.inputTransformer !== undefined) return transform(spec.inputTransformer, event, facts);
  return JSON.stringify(event);
}
