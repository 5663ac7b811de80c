import { isMap, isMarked, type EngineEvent, type PropertyMap } from "@image-pipeline/local-pulumi";

/** Types whose resources hold what nobody can make again. */
export const keeping = /^aws:(s3\/bucket:Bucket|dynamodb\/table:Table|kms\/key:Key)$/;

/** What an update did to a resource. */
export interface Change {
  readonly op: string;
  readonly type: string;
  /** Name of the resource in the program. */
  readonly name: string;
  /** Inputs that differ, sorted; of a resource that is made or removed none. */
  readonly properties: readonly string[];
}

/** A change that a release makes, and why: the line of its notes. */
export interface ExpectedChange {
  readonly op: "create" | "update" | "replace" | "delete";
  readonly type: string;
  /** Of the resource. Default: any. */
  readonly name?: RegExp;
  /** Inputs that may differ; for `update` and `replace`. */
  readonly properties?: readonly string[];
  readonly why: string;
}

/**
 * What any release may change: the code. A version of a layer cannot be changed (Lambda Developer Guide, "Creating and
 * deleting layers in Lambda"), so it is replaced.
 */
const code: readonly ExpectedChange[] = [
  { op: "replace", type: "aws:lambda/layerVersion:LayerVersion", properties: ["code"], why: "its code" },
  { op: "delete", type: "aws:lambda/layerVersion:LayerVersion", why: "replaced" },
  { op: "update", type: "aws:lambda/function:Function", properties: ["code", "layers"], why: "its code" },
];

/**
 * The changes that the steps of an update made, in their order. An update without a difference is none: it renews
 * outputs, which in the embedded run name the endpoint of each run.
 */
export function changesOf(events: readonly EngineEvent[]): Change[] {
  return events.flatMap((event) => {
    if (event.kind !== "step" || event.phase !== "end" || event.op === "same" || !event.custom) return [];
    const { op, type, name, before, after } = event;
    const properties = before && after ? differing(before, after) : [];
    return op === "update" && properties.length === 0 ? [] : [{ op, type, name, properties }];
  });
}

/** The changes that no release makes by its code alone, and `expected` does not name. */
export function unexpectedChanges(changes: readonly Change[], expected: readonly ExpectedChange[]): Change[] {
  return changes.filter((change) => ![...code, ...expected].some((one) => covers(one, change)));
}

/** What is expected and was not seen. */
export function unusedChanges(changes: readonly Change[], expected: readonly ExpectedChange[]): ExpectedChange[] {
  return expected.filter((one) => !changes.some((change) => covers(one, change)));
}

function covers({ op, type, name, properties = [] }: ExpectedChange, change: Change): boolean {
  const named = change.op === op && change.type === type && (name?.test(change.name) ?? true);
  return named && change.properties.every((property) => properties.includes(property));
}

function differing(before: PropertyMap, after: PropertyMap): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.filter((key) => contentOf(before[key]) !== contentOf(after[key]));
}

/** A value as text: keys in order, assets and archives by their hash, which the engine compares as well. */
function contentOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) => {
      if (!isMap(each)) return each;
      if ((isMarked(each, "asset") || isMarked(each, "archive")) && typeof each["hash"] === "string")
        return each["hash"];
      return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ""
  );
}
