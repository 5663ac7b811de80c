// Runs in an instance's process, like the Node.js runtime interface client in Lambda: loads the handler, runs it for
// each event that the parent process sends, and writes the log in the format that the function declares. This file is
// compiled alone: it may import only types and Node.js built-ins.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

import type { FunctionError, InstanceMessage, InvokeMessage } from "./protocol";

type Handler = (event: unknown, context: object, callback?: (error: unknown, result: unknown) => void) => unknown;

const { env } = process;
const JSON_LOG = env.AWS_LAMBDA_LOG_FORMAT === "JSON";
const levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const MIN_LEVEL = levels.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? (JSON_LOG ? "INFO" : "TRACE"));
const END_OF_OUTPUT = "\u0000end-of-invocation";
let requestId = "";
/** Processor time when the latest run began. */
let runStart: NodeJS.CpuUsage = { user: 0, system: 0 };

function send(message: InstanceMessage, sent?: () => void): void {
  process.send?.(message, undefined, undefined, () => sent?.());
}

function asError(thrown: unknown): FunctionError {
  if (thrown instanceof Error) {
    const trace = (thrown.stack ?? "").split("\n");
    return { errorType: thrown.name, errorMessage: thrown.message, trace };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown) };
}

function logLine(level: string, args: readonly unknown[]): string {
  const timestamp = new Date().toISOString();
  if (!JSON_LOG) {
    return `${timestamp}\t${requestId}\t${level}\t${format(...args)}`.replace(/\n/g, "\r") + "\n";
  }
  const error = args.find((arg): arg is Error => arg instanceof Error);
  const message = args.length === 1 && typeof args[0] === "object" && error === undefined ? args[0] : format(...args);
  const errorFields = error && {
    errorType: error.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split("\n").slice(1),
  };
  return `${JSON.stringify({ timestamp, level, requestId, message, ...errorFields })}\n`;
}

function patchConsole(): void {
  const writers = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" } as const;
  for (const [method, level] of Object.entries(writers)) {
    console[method as keyof typeof writers] = (...args: unknown[]) => {
      if (levels.indexOf(level) >= MIN_LEVEL) process.stdout.write(logLine(level, args));
    };
  }
}

async function loadHandler(): Promise<Handler> {
  const root = env.LAMBDA_TASK_ROOT ?? "";
  const name = env._HANDLER ?? "";
  const dot = name.lastIndexOf(".");
  const base = join(root, name.slice(0, dot));
  const file = [`${base}.js`, `${base}.mjs`, `${base}.cjs`].find((candidate) => existsSync(candidate));
  if (dot < 0 || file === undefined) {
    throw Object.assign(new Error(`Cannot find module '${name.slice(0, dot)}'`), { name: "Runtime.ImportModuleError" });
  }
  const loaded = (file.endsWith(".mjs") ? await import(pathToFileURL(file).href) : createRequire(file)(file)) as Record<
    string,
    unknown
  >;
  const handler = loaded[name.slice(dot + 1)];
  if (typeof handler !== "function") {
    throw Object.assign(new Error(`${name} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
  }
  // From nodejs24.x on, Lambda does not support handlers with a callback.
  if (handler.length > 2 && Number(/\d+/.exec(env.AWS_EXECUTION_ENV ?? "")?.[0]) >= 24) {
    const message = "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24.";
    throw Object.assign(new Error(message), { name: "Runtime.CallbackHandlerDeprecated" });
  }
  return handler as Handler;
}

function call(handler: Handler, message: InvokeMessage): Promise<unknown> {
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
  };
  const event: unknown = JSON.parse(message.event);
  if (handler.length < 3) return Promise.resolve().then(() => handler(event, context));
  return new Promise((resolve, reject) => {
    const returned = handler(event, context, (error, result) => {
      if (error === null || error === undefined) resolve(result);
      else reject(error instanceof Error ? error : new Error(format(error)));
    });
    if (returned instanceof Promise) returned.then(resolve, reject);
  });
}

function finish(message: InstanceMessage, sent?: () => void): void {
  // The streams and the channel are not synchronized: the marks end this invocation's output.
  process.stdout.write(`${END_OF_OUTPUT}\n`);
  process.stderr.write(`${END_OF_OUTPUT}\n`);
  send(message, sent);
}

/** Peak memory in MB; outside of Linux the present one, for `getrusage`'s maximum includes the parent process. */
function maxRssMb(): number {
  try {
    return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024);
  } catch {
    return Math.round(process.memoryUsage.rss() / 1024 ** 2);
  }
}

/** What the instance has taken for a run that began at `before`. */
function figures(before: NodeJS.CpuUsage) {
  const { user, system } = process.cpuUsage(before);
  return { maxRssMb: maxRssMb(), processorMs: (user + system) / 1000 };
}

async function run(handler: Handler, message: InvokeMessage): Promise<void> {
  const before = process.cpuUsage();
  runStart = before;
  requestId = message.requestId;
  env._X_AMZN_TRACE_ID = message.traceId;
  try {
    const result = await call(handler, message);
    const payload = JSON.stringify(result) ?? "null";
    finish({ type: "result", requestId, payload, ...figures(before) });
  } catch (thrown) {
    const error = asError(thrown);
    console.error("Invoke Error", thrown);
    finish({ type: "failure", requestId, error, ...figures(before) });
  }
}

function crash(kind: string, thrown: unknown): void {
  const { errorType, errorMessage, trace } = asError(thrown);
  console.error(kind, thrown);
  const error =
    kind === "Uncaught Exception"
      ? { errorType, errorMessage, trace }
      : { errorType: kind, errorMessage: `${errorType}: ${errorMessage}`, trace };
  finish({ type: "failure", requestId, error, ...figures(runStart) }, () => process.exit(128));
}

async function main(): Promise<void> {
  patchConsole();
  // The parent process has ended and cannot end this one.
  process.on("disconnect", () => process.exit(0));
  process.on("uncaughtException", (error) => crash("Uncaught Exception", error));
  process.on("unhandledRejection", (reason) => crash("Runtime.UnhandledPromiseRejection", reason));
  let handler: Handler;
  try {
    handler = await loadHandler();
  } catch (thrown) {
    console.error("Uncaught Exception", thrown);
    send({ type: "ready", error: asError(thrown) });
    return;
  }
  process.on("message", (message) => void run(handler, message as InvokeMessage));
  send({ type: "ready" });
}

void main();
