import * as dagre from "@dagrejs/dagre";

import { kindLabel, otherNodes, type Flow, type FlowEdge, type FlowNode } from "./flow";

/** Width of a character of the two font sizes, pixels: text is measured without a browser. */
const NAME_CHAR_PX = 7.8;
const SMALL_CHAR_PX = 6;
const NODE_HEIGHT_PX = 46;
const PADDING_PX = 14;
const MARGIN_PX = 16;

/** What is used of dagre, whose own types name a file that it does not ship. */
interface DagreGraph {
  setGraph(options: object): void;
  setNode(name: string, size: { readonly width: number; readonly height: number }): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(name: string): NodeLayout;
  edge(from: string, to: string, name: string): EdgeLayout;
}
const { Graph, layout } = dagre as unknown as {
  readonly Graph: new (options: { readonly multigraph: boolean }) => DagreGraph;
  readonly layout: (graph: DagreGraph) => void;
};

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Colours by what the reader's system prefers; an SVG in an `<img>` knows it. */
const STYLE = `
  svg { --ink: #1f2328; --quiet: #59636e; --box: #ffffff; --line: #8c959f; --flow: #0969da; --failure: #cf222e; --function: #fff4e5; --store: #eaf5ec; --back: #ffffff; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e6edf3; --quiet: #9198a1; --box: #161b22; --line: #656c76; --flow: #58a6ff; --failure: #ff7b72; --function: #33260f; --store: #12261a; --back: #0d1117; }
  }
  text { font-family: ui-sans-serif, system-ui, sans-serif; fill: var(--ink); }
  .name { font-size: 13px; font-weight: 600; }
  .kind { font-size: 11px; fill: var(--quiet); }
  .label { font-size: 11px; fill: var(--quiet); paint-order: stroke; stroke: var(--back); stroke-width: 4px; }
  .node { fill: var(--box); stroke: var(--line); }
  .function { fill: var(--function); }
  .store { fill: var(--store); }
  path { fill: none; stroke: var(--line); stroke-width: 1.2; }
  .flow { stroke: var(--flow); stroke-width: 2; }
  .failure { stroke: var(--failure); stroke-dasharray: 5 4; }
  .back { fill: var(--back); }
`;

const round = (value: number): number => Math.round(value * 10) / 10;
const escaped = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** Which look a node has. */
function lookOf(kind: FlowNode["kind"] | undefined): string {
  if (kind === "aws:lambda/function:Function") return " function";
  return kind === "aws:s3/bucket:Bucket" || kind === "aws:dynamodb/table:Table" ? " store" : "";
}

/** A flow as an SVG document, left to right. Equal flows give equal documents. */
export function drawFlow({ nodes, edges }: Flow, title: string): string {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 56, edgesep: 12, marginx: MARGIN_PX, marginy: MARGIN_PX });
  const kinds = new Map(nodes.map(({ name, kind }) => [name, kind]));
  const isConnected = (name: string) => edges.some(({ from, to }) => from === name || to === name);
  const names = [...kinds.keys(), ...Object.keys(otherNodes).filter(isConnected)];
  for (const name of names) {
    const kind = kindText(name, kinds.get(name));
    const width = Math.max(name.length * NAME_CHAR_PX, kind.length * SMALL_CHAR_PX) + 2 * PADDING_PX;
    graph.setNode(name, { width: Math.round(width), height: NODE_HEIGHT_PX });
  }
  for (const [i, { from, to, label, kind }] of edges.entries()) {
    // What is only read or written pulls less on the order than what goes on.
    const weight = kind === "flow" ? 4 : 1;
    graph.setEdge(from, to, { width: label.length * SMALL_CHAR_PX, height: 14, labelpos: "c", weight }, String(i));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const drawnEdges = edges.map((edge, i) => edgeMarks(edge, graph.edge(edge.from, edge.to, String(i))));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-label="${escaped(title)}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs>${(["flow", "access", "failure"] as const).map(arrow).join("")}</defs>`,
    `<rect class="back" width="100%" height="100%"/>`,
    ...drawnEdges.map(({ line }) => line),
    ...names.map((name) => nodeMarks(name, kinds.get(name), graph.node(name))),
    ...drawnEdges.map(({ label }) => label),
    "</svg>\n",
  ].join("\n");
}

type NodeLayout = Point & { readonly width: number; readonly height: number };
type EdgeLayout = Point & { readonly points: readonly Point[] };

const kindText = (name: string, kind: FlowNode["kind"] | undefined): string =>
  kind === undefined ? (otherNodes[name] ?? "") : kindLabel(kind);

const arrow = (kind: FlowEdge["kind"]): string => {
  const colour = kind === "access" ? "line" : kind;
  const marker = `id="${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"`;
  return `<marker ${marker}><path d="M0 0L8 4L0 8Z" style="fill: var(--${colour}); stroke: none"/></marker>`;
};

function nodeMarks(name: string, kind: FlowNode["kind"] | undefined, { x, y, width, height }: NodeLayout): string {
  const box = `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${width}" height="${height}" rx="6"`;
  return [
    `<rect class="node${lookOf(kind)}" ${box}/>`,
    `<text class="name" x="${round(x)}" y="${round(y - 3)}" text-anchor="middle">${escaped(name)}</text>`,
    `<text class="kind" x="${round(x)}" y="${round(y + 14)}" text-anchor="middle">${kindText(name, kind)}</text>`,
  ].join("");
}

/** A line through the points that the layout has found, rounded at its bends. */
function edgeMarks({ kind, label }: FlowEdge, { points, x, y }: EdgeLayout): { line: string; label: string } {
  const [first, ...rest] = points.map((point) => ({ x: round(point.x), y: round(point.y) }));
  if (first === undefined) throw new Error("expected a line with points");
  const middles = rest.slice(0, -1).map((point, i) => {
    const next = rest[i + 1] ?? point;
    return `Q${point.x} ${point.y} ${round((point.x + next.x) / 2)} ${round((point.y + next.y) / 2)}`;
  });
  const last = rest.at(-1) ?? first;
  const path = `M${first.x} ${first.y}${middles.join("")}L${last.x} ${last.y}`;
  return {
    line: `<path class="${kind}" d="${path}" marker-end="url(#${kind})"/>`,
    label: `<text class="label" x="${round(x)}" y="${round(y + 4)}" text-anchor="middle">${escaped(label)}</text>`,
  };
}
