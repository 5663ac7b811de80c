import type { RunningStack } from "@image-pipeline/local-pulumi";
import type { FunctionsView, LogView, RedriveView, ResourcesView } from "../../console/contract";
import type { ConnectedStack } from "../operate/clients";
import { redrive } from "../operate/redrive";
import { accessView } from "./access";
import { alarmsView } from "./charts";
import { flowOf } from "../diagram/flow";
import { drawFlow } from "../diagram/svg";
import { FaultSwitches } from "./faults";
import type { FunctionStats } from "./function-stats";
import { sendJson, type Routes } from "./http-server";
import { imageTrace } from "./image-trace";
import { policiesView } from "./policies";
import { notFound } from "./problem";
import { stackLinks } from "./stack-links";

/** Lines of a log that a page gets. */
const MAX_LOG_LINES = 200;

/** Dead letters that are sent back, a second. */
const REDRIVE_RATE = 50;

/** The parts of a stack that the console needs. */
export type ConsoleStack = Pick<RunningStack, "cloud" | "run" | "pack" | "project">;

/** What the page shows of the stack besides its images. */
export function stackRoutes(running: ConsoleStack, stack: ConnectedStack, stats: FunctionStats): Routes {
  const { cloud, run } = running;
  const { lambda, logs, cloudwatch } = cloud.services;
  const { sourceBucket } = stack.outputs;
  const faults = new FaultSwitches(cloud.faults);
  const resources = (): ResourcesView => {
    const types: Record<string, number> = {};
    for (const { type } of run.resources) types[type] = (types[type] ?? 0) + 1;
    return { ...stackLinks(run.resources), types };
  };
  const functions = (): FunctionsView => ({
    functions: lambda.functions().map(({ config: { name, description, memoryMb, timeoutSec, logging } }) => {
      return { name, description, memoryMb, timeoutSec, logGroup: logging.logGroup, ...stats.of(name) };
    }),
    logGroups: logs.groups().map(({ name }) => name),
  });
  const log = (group: string): LogView => {
    if (!logs.has(group)) throw notFound(`There is no log group "${group}".`);
    const lines = logs.lines(group).slice(-MAX_LOG_LINES);
    return { lines: lines.map(({ timestamp, message }) => ({ at: timestamp, text: message })) };
  };
  const sendDeadLettersBack = async (): Promise<RedriveView> => {
    const err = { write: () => true, isTTY: false };
    const { signal } = new AbortController();
    const { sent, unreadable, failed } = await redrive(stack, { rate: REDRIVE_RATE }, { err, signal });
    return { sent, left: unreadable + failed };
  };
  return {
    "/api/resources": { GET: ({ reply }) => sendJson(reply, resources()) },
    "/api/flow": {
      GET: ({ reply }) => {
        // Its colours are those of the reader's system: an image has a style of its own.
        const policy = "default-src 'none'; style-src 'unsafe-inline'";
        reply.writeHead(200, { "content-type": "image/svg+xml", "content-security-policy": policy });
        reply.end(drawFlow(flowOf(run.resources), "Who triggers, reads and writes whom"));
      },
    },
    "/api/functions": { GET: ({ reply }) => sendJson(reply, functions()) },
    "/api/logs": { GET: ({ reply, query }) => sendJson(reply, log(query.get("group") ?? "")) },
    "/api/alarms": { GET: ({ reply }) => sendJson(reply, alarmsView(cloudwatch, Date.now())) },
    "/api/access": { GET: ({ reply }) => sendJson(reply, accessView(cloud.services)) },
    "/api/policies": { GET: ({ reply }) => sendJson(reply, policiesView(running)) },
    "/api/trace": {
      GET: ({ reply, query }) => sendJson(reply, imageTrace(cloud, sourceBucket, query.get("key") ?? "")),
    },
    "/api/faults": {
      GET: ({ reply }) => sendJson(reply, faults.view),
      POST: ({ reply, query }) => {
        faults.set(query.get("id") ?? "", query.get("on") === "true");
        sendJson(reply, faults.view);
      },
    },
    "/api/redrive": { POST: async ({ reply }) => sendJson(reply, await sendDeadLettersBack()) },
  };
}
