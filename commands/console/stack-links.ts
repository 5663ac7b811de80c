import type { RunResult } from "@image-pipeline/local-pulumi";
import type { LinkView, NodeView } from "../../console/contract";
import { flowOf, kindLabel, type FlowEdge } from "../diagram/flow";

/** What an edge says in a sentence: `bucket triggers function`. */
function verbsOf({ kind, label }: FlowEdge): readonly string[] {
  if (kind === "failure") return ["sends failures to"];
  if (label === "created" || label === "removed" || label === "is polled by") return ["triggers"];
  return label.split(", ").map((verb) => sentences[verb] ?? verb);
}

const sentences: Readonly<Record<string, string>> = {
  sends: "sends to",
  publishes: "publishes to",
  calls: "runs",
  deletes: "deletes in",
};

/** Which parts a stack has, and which of them triggers, reads or writes which, by its registered resources. */
export function stackLinks(resources: RunResult["resources"]): {
  readonly nodes: readonly NodeView[];
  readonly links: readonly LinkView[];
} {
  const { nodes, edges } = flowOf(resources);
  const outputs = new Map(resources.map((resource) => [resource.urn.split("::").at(-1), resource.outputs]));
  const named = (name: string, key: string) => {
    const value = outputs.get(name)?.[key];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  /** As AWS and the logs name it. */
  const physical = (name: string) => named(name, "name") ?? named(name, "bucket") ?? name;
  const links = new Map<string, { readonly from: string; readonly to: string; readonly verbs: Set<string> }>();
  const isNode = (name: string) => nodes.some((node) => node.name === name);
  for (const edge of edges.filter(({ from, to }) => isNode(from) && isNode(to))) {
    const [from, to] = [physical(edge.from), physical(edge.to)];
    const key = JSON.stringify([from, to]);
    const link = links.get(key) ?? { from, to, verbs: new Set<string>() };
    for (const verb of verbsOf(edge)) link.verbs.add(verb);
    links.set(key, link);
  }
  return {
    nodes: nodes.map(({ name, kind }) => {
      return { name: physical(name), kind: kindLabel(kind), description: named(name, "description") };
    }),
    links: [...links.values()].map(({ from, to, verbs }) => ({ from, to, verbs: [...verbs] })),
  };
}
