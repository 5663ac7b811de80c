/**
 * Shortcuts into Pulumi's SDK, for its runners to start sooner: modules that a run does not need are loaded late or
 * never, and facts that only debugging needs are not collected. They reach into modules that are not part of the SDK's
 * interface, and so
 *
 * - a shortcut changes no result, and none is needed: the oldest, the pinned and the newest SDK run without them;
 * - one whose module or export the installed SDK does not have is skipped;
 * - `LOCAL_PULUMI_SHORTCUTS=0` in the environment switches off all of them. Default: on.
 *
 * Each function takes `fromSdk`: a `require` that resolves what the SDK resolves.
 */
const Module = require("node:module");

const enabled = process.env.LOCAL_PULUMI_SHORTCUTS !== "0";

/**
 * For the program's process, before the runner is loaded: neither the exporters of traces nor a mapping of stack
 * traces. The embedded engine does not ask for traces, and the program's loader maps stack traces when there is one to
 * show.
 */
function loadLessOfRunner(fromSdk) {
  if (!enabled) return;
  loadNever(find(fromSdk, "source-map-support/register"));
  const api = find(fromSdk, "@opentelemetry/api");
  // Set where the caller records traces.
  if (api === undefined || process.env.TRACEPARENT) return;
  loadOnDemand(find(fromSdk, "@pulumi/pulumi/cmd/run/tracing"), {
    newSpan: (name) => require(api).trace.getTracer("nodejs-runtime").startSpan(name),
  });
}

/**
 * For the policy pack's process, before the runner is loaded: the TypeScript compiler, which the runner prepares before
 * it has seen the pack, is loaded with the first file that has to be compiled.
 */
function loadCompilerOnDemand(fromSdk) {
  if (!enabled) return;
  const typescript = withVersion(fromSdk, "typescript");
  const tsNode = withVersion(fromSdk, "ts-node");
  if (typescript === undefined || tsNode === undefined) return;
  loadOnDemand(typescript.file, { version: typescript.version });
  const loadTsNode = loadOnDemand(tsNode.file, {
    VERSION: tsNode.version,
    register(options) {
      const before = Module._extensions[".ts"];
      Module._extensions[".ts"] = (module, file) => {
        if (before) Module._extensions[".ts"] = before;
        else delete Module._extensions[".ts"];
        loadTsNode().register(options);
        Module._extensions[".ts"](module, file);
      };
    },
  });
}

/**
 * Once the SDK is loaded: no stack trace of every promise (told of one that never settles, with
 * PULUMI_DEBUG_PROMISE_LEAKS only), none of every resource (tells the engine the line that declares it), and no text of
 * every answer of the engine (for a debug message). They take a sixth of a program's time, and nearly half of one under
 * mocks.
 */
function collectLessForDebugging(fromSdk) {
  if (!enabled || process.env.PULUMI_DEBUG_PROMISE_LEAKS) return;
  const debuggable = find(fromSdk, "@pulumi/pulumi/runtime/debuggable");
  if (debuggable !== undefined) {
    replace(require(debuggable), "debuggablePromise", (original) => (promise, context) => {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 0;
      try {
        return original(promise, context);
      } finally {
        Error.stackTraceLimit = stackTraceLimit;
      }
    });
  }
  replace(fromSdk("@pulumi/pulumi").Resource, "callsites", () => () => []);
  const { RegisterResourceResponse } = fromSdk("@pulumi/pulumi/proto/resource_pb");
  replace(RegisterResourceResponse?.prototype, "toString", () => () => "RegisterResourceResponse");
}

/** Path of a module; undefined where the installed SDK has none of that name. */
function find(fromSdk, name) {
  try {
    return fromSdk.resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * Path and version of a package that the runner would take; undefined where it would take the one that it brings along.
 */
function withVersion(fromSdk, name) {
  const file = find(fromSdk, name);
  const manifest = find(fromSdk, `${name}/package.json`);
  return file === undefined || manifest === undefined ? undefined : { file, version: require(manifest).version };
}

/** Replaces a method, where there is one. */
function replace(owner, name, change) {
  const original = owner?.[name];
  if (typeof original === "function") owner[name] = change(original);
}

/** Puts an empty module in a module's place. */
function loadNever(file) {
  if (file !== undefined && !(file in require.cache)) putInPlace(file, {});
}

/**
 * Puts something in a module's place that loads it at the first property that is not in `known`.
 *
 * @param {string | undefined} file its resolved path
 * @param {object} known properties that need no loading
 * @returns {() => unknown} loads the module
 */
function loadOnDemand(file, known) {
  if (file === undefined) return () => undefined;
  if (file in require.cache) return () => require(file);
  const load = () => {
    if (require.cache[file] === standIn) delete require.cache[file];
    return require(file);
  };
  const exports = new Proxy(
    // What `import *` makes of a module that says so is the module itself, not a copy of its properties.
    { __esModule: true, ...known },
    {
      get: (facts, property) => (property in facts ? facts[property] : load()[property]),
      has: (facts, property) => property in facts || property in load(),
    },
  );
  const standIn = putInPlace(file, exports);
  return load;
}

function putInPlace(file, exports) {
  const standIn = Object.assign(new Module(file), { filename: file, loaded: true, exports });
  require.cache[file] = standIn;
  return standIn;
}

module.exports = { collectLessForDebugging, loadCompilerOnDemand, loadLessOfRunner };
