import { encodeNote, UNKNOWN_LEAF } from "../../src/core/program-notes";
import { locationsOf } from "../../src/iam/document-locations";
import { UNKNOWN, type AnalyzedResource } from "./stack-fixture";

/** A stack in which one part of one document is unknown. */
interface PartlyUnknown {
  /** What is unknown: `policy: policy.Statement[0].Resource`. */
  readonly part: string;
  readonly stack: readonly AnalyzedResource[];
}

/**
 * The same stack once for each text in its policy documents, with this text unknown: as a preview shows it, in which
 * the whole property is unknown, with what the program notes of the document.
 */
export function partlyUnknown(stack: readonly AnalyzedResource[]): PartlyUnknown[] {
  return stack.flatMap((each, index) =>
    topLevelDocuments(each).flatMap(([property, document]) =>
      leavesOf(document, property).map(({ path, without }) => {
        const note = encodeNote({ documents: { [property]: without } });
        const properties = { ...each.properties, [property]: UNKNOWN };
        const noted = { ...each, properties, options: { ...each.options, additionalSecretOutputs: [note] } };
        return { part: `${each.name}: ${path}`, stack: stack.with(index, noted) };
      }),
    ),
  );
}

function topLevelDocuments({ type, properties }: AnalyzedResource): [string, unknown][] {
  return locationsOf(type)
    .filter(({ path, inside }) => inside === undefined && !path.includes("."))
    .flatMap(({ path }): [string, unknown][] => {
      const document = parsed(properties[path]);
      return document === undefined ? [] : [[path, document]];
    });
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return typeof value === "object" && value !== null ? value : undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** Each text in a value, with the value in which it is unknown. */
function leavesOf(value: unknown, path: string): { path: string; without: unknown }[] {
  if (typeof value === "string") return [{ path, without: UNKNOWN_LEAF }];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      leavesOf(item, `${path}[${index}]`).map((leaf) => ({ ...leaf, without: value.with(index, leaf.without) })),
    );
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    leavesOf(item, `${path}.${key}`).map((leaf) => ({ ...leaf, without: { ...value, [key]: leaf.without } })),
  );
}
