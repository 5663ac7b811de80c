import { isRecord } from "../json";

const widgetTypes = ["metric", "text", "log", "alarm", "explorer", "custom"];
/** Columns of CloudWatch's grid. */
const GRID_COLUMNS = 24;
const MAX_WIDGETS = 500;

function positionProblems(widget: Record<string, unknown>, where: string): string[] {
  const number = (key: string, fallback: number) => (widget[key] === undefined ? fallback : Number(widget[key]));
  const [x, y, width, height] = [number("x", 0), number("y", 0), number("width", 6), number("height", 6)];
  const whole = [x, y, width, height].every(Number.isInteger);
  if (whole && x >= 0 && y >= 0 && width >= 1 && height >= 1 && height <= 1000 && x + width <= GRID_COLUMNS) return [];
  return [`${where}: does not fit the grid of ${GRID_COLUMNS} columns (x ${x}, y ${y}, ${width} x ${height})`];
}

function metricProblems(properties: Record<string, unknown>, where: string): string[] {
  const { metrics, annotations } = properties;
  if (!Array.isArray(metrics)) return annotations === undefined ? [`${where}: metrics: expected an array`] : [];
  const rows = metrics as unknown[];
  return rows.flatMap((row, i) => {
    const problem = `${where}: metrics[${i}]: expected [namespace, name, dimension, value …, options] or [{ expression }]`;
    if (!Array.isArray(row) || row.length === 0) return [problem];
    const options: unknown = row.at(-1);
    const texts = isRecord(options) ? row.slice(0, -1) : row;
    if (texts.length === 0) return isRecord(options) && typeof options.expression === "string" ? [] : [problem];
    return texts.every((t) => typeof t === "string") && texts.length >= 2 && texts.length % 2 === 0 ? [] : [problem];
  });
}

function widgetProblems(widget: unknown, index: number): string[] {
  const where = `widgets[${index}]`;
  if (!isRecord(widget)) return [`${where}: expected an object`];
  const { type, properties } = widget;
  if (typeof type !== "string" || !widgetTypes.includes(type)) {
    return [`${where}: type: expected one of ${widgetTypes.join(", ")}, got "${String(type)}"`];
  }
  if (!isRecord(properties)) return [`${where}: properties: expected an object`];
  const problems = positionProblems(widget, where);
  if (type === "metric") {
    problems.push(...metricProblems(properties, where));
    if (typeof properties.region !== "string") problems.push(`${where}: region: expected a string`);
  }
  if (type === "text" && typeof properties.markdown !== "string")
    problems.push(`${where}: markdown: expected a string`);
  if (type === "log" && typeof properties.query !== "string") problems.push(`${where}: query: expected a string`);
  if (type === "alarm" && !Array.isArray(properties.alarms)) problems.push(`${where}: alarms: expected an array`);
  return problems;
}

/** Problems of a dashboard body (CloudWatch's "Dashboard body structure and syntax"); empty if it is valid. */
export function dashboardProblems(body: string): string[] {
  let root: unknown;
  try {
    root = JSON.parse(body);
  } catch {
    return ["the body is not valid JSON"];
  }
  if (!isRecord(root) || !Array.isArray(root.widgets)) return ["widgets: expected an array"];
  if (root.widgets.length > MAX_WIDGETS) return [`widgets: at most ${MAX_WIDGETS}`];
  return root.widgets.flatMap(widgetProblems);
}
