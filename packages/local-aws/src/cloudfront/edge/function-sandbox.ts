import { createHash, createHmac } from "node:crypto";
import querystring from "node:querystring";
import { createContext, Script, type Context } from "node:vm";

/** Longest run of a function, in milliseconds. CloudFront allows less than one; this is against endless loops. */
const TIMEOUT_MS = 200;

/** Longest text of a log line ("Restrictions on CloudFront Functions": logs are truncated at 10 KB). */
const MAX_LOG = 10 * 1024;

/** What a run has brought: the text of what the handler returned, and its log lines. */
interface FunctionRun {
  readonly result: unknown;
  readonly logs: readonly string[];
}

/** A function has thrown, has no handler, or did not come to an end. */
export class FunctionError extends Error {
  override readonly name = "FunctionError";

  constructor(
    message: string,
    readonly logs: readonly string[],
  ) {
    super(message);
  }
}

/** Globals that Node.js's contexts have and the runtime does not ("JavaScript runtime 2.0 features"). */
const ABSENT = [
  ...["WebAssembly", "SharedArrayBuffer", "Atomics", "FinalizationRegistry", "WeakRef", "Intl", "Iterator"],
  ...["AsyncDisposableStack", "DisposableStack", "SuppressedError", "Temporal", "escape", "unescape"],
];

/**
 * What stands before a function's code: its modules and its console, from plain text functions alone. No object of this
 * process gets into the context, as a function would reach everything by its constructor.
 */
const PRELUDE = `"use strict";
(({ now, log, digest, bytes, query }) => {
  for (const name of ${JSON.stringify(ABSENT)}) delete globalThis[name];
  const RealDate = Date;
  const FixedDate = function Date(...parts) {
    if (new.target === undefined) return new RealDate(now).toString();
    return parts.length === 0 ? new RealDate(now) : new RealDate(...parts);
  };
  FixedDate.prototype = RealDate.prototype;
  RealDate.prototype.constructor = FixedDate;
  FixedDate.parse = RealDate.parse;
  FixedDate.UTC = RealDate.UTC;
  FixedDate.now = () => now;
  globalThis.Date = FixedDate;
  const shown = (value) => (typeof value === "string" ? value : (JSON.stringify(value) ?? String(value)));
  const line = (...values) => log(values.map(shown).join(" "));
  globalThis.console = { log: line, error: line, warn: line, info: line };
  const octets = (data) => (typeof data === "string" ? bytes(data, "utf8", "hex") : Buffer.from(data).toString("hex"));
  class FunctionBuffer extends Uint8Array {
    static from(data, encoding = "utf8") {
      if (typeof data !== "string") return super.from(data);
      const hex = bytes(data, encoding, "hex");
      return super.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    }
    static alloc(size, fill = 0) {
      return new FunctionBuffer(size).fill(fill);
    }
    static concat(list) {
      return FunctionBuffer.from(list.flatMap((part) => [...part]));
    }
    static byteLength(text, encoding) {
      return FunctionBuffer.from(text, encoding).length;
    }
    static isBuffer(value) {
      return value instanceof FunctionBuffer;
    }
    toString(encoding = "utf8") {
      return bytes([...this].map((byte) => byte.toString(16).padStart(2, "0")).join(""), "hex", encoding);
    }
    equals(other) {
      return this.length === other.length && this.every((byte, at) => byte === other[at]);
    }
  }
  globalThis.Buffer = FunctionBuffer;
  globalThis.btoa = (text) => bytes(text, "latin1", "base64");
  globalThis.atob = (text) => bytes(text, "base64", "latin1");
  const hash = (algorithm, key) => {
    let hex = "";
    const self = {
      update(data) {
        hex += octets(data);
        return self;
      },
      digest(encoding) {
        const made = digest(algorithm, key, hex);
        return encoding === undefined ? FunctionBuffer.from(made, "hex") : bytes(made, "hex", encoding);
      },
    };
    return self;
  };
  const modules = {
    crypto: { createHash: (algorithm) => hash(algorithm), createHmac: (algorithm, key) => hash(algorithm, octets(key)) },
    buffer: { Buffer: FunctionBuffer },
    querystring: {
      parse: (text) => JSON.parse(query("parse", text)),
      stringify: (object) => query("stringify", JSON.stringify(object)),
      escape: (text) => query("escape", text),
      unescape: (text) => query("unescape", text),
    },
  };
  modules.querystring.decode = modules.querystring.parse;
  modules.querystring.encode = modules.querystring.stringify;
  globalThis.require = (name) => {
    if (!Object.hasOwn(modules, name)) throw new Error('Cannot find module "' + name + '"');
    return modules[name];
  };
})`;

const ALGORITHMS = ["md5", "sha1", "sha256"];
const ENCODINGS = ["utf8", "hex", "base64", "base64url", "latin1"] as const;
type Encoding = (typeof ENCODINGS)[number];

const encodingOf = (name: string): Encoding => ENCODINGS.find((known) => known === name) ?? "utf8";

function digest(algorithm: string, keyHex: string | undefined, hex: string): string {
  if (!ALGORITHMS.includes(algorithm)) return "";
  const bytes = Buffer.from(hex, "hex");
  const maker = keyHex === undefined ? createHash(algorithm) : createHmac(algorithm, Buffer.from(keyHex, "hex"));
  return maker.update(bytes).digest("hex");
}

function query(action: string, text: string): string {
  switch (action) {
    case "parse":
      return JSON.stringify(querystring.parse(text));
    case "stringify":
      return querystring.stringify(JSON.parse(text) as querystring.ParsedUrlQueryInput);
    case "escape":
      return querystring.escape(text);
    default:
      return querystring.unescape(text);
  }
}

/** Compiled code by text: distributions run the same functions all the time. */
const compiled = new Map<string, Script>();
const MAX_COMPILED = 100;

function scriptOf(code: string): Script {
  const known = compiled.get(code);
  if (known !== undefined) return known;
  // Function declarations of the text become globals of the context; the handler is called by a script of its own.
  const script = new Script(`"use strict";${code}\n;globalThis.handler = handler;`, { filename: "function.js" });
  if (compiled.size >= MAX_COMPILED) compiled.clear();
  compiled.set(code, script);
  return script;
}

const prelude = new Script(PRELUDE, { filename: "runtime.js" });

/** Globals by which an event gets into a context, and what became of it out of it. */
const INPUT = "__edgeEvent";
const OUTPUT = "__edgeResult";
const FAILURE = "__edgeFailure";

const call = new Script(
  `(async () => JSON.stringify(await handler(JSON.parse(globalThis.${INPUT}))))().then(
    (text) => { globalThis.${OUTPUT} = text; },
    (error) => { globalThis.${FAILURE} = String(error); },
  );`,
  { filename: "call.js" },
);

type TextFunction = (...texts: string[]) => string;

/**
 * The functions of this process that the prelude gets, and keeps to itself. They take and give text alone and throw
 * nothing: by an object of this process the code in the context would get out of it.
 */
function ports(now: number, logs: string[]): object {
  const within =
    (run: TextFunction): TextFunction =>
    (...texts) => {
      try {
        return run(...texts);
      } catch {
        return "";
      }
    };
  return {
    now,
    log: within((text = "") => String(logs.push(text.slice(0, MAX_LOG)))),
    digest: within((algorithm = "", key, hex = "") => digest(algorithm, key, hex)),
    bytes: within((text = "", from = "", to = "") => Buffer.from(text, encodingOf(from)).toString(encodingOf(to))),
    query: within((action = "", text = "") => query(action, text)),
  };
}

/**
 * Runs a function of runtime 2.0 on an event: in a context of its own without network, files, timers and evaluation of
 * text, at a time that stands still.
 *
 * @param now milliseconds since 1970
 * @throws FunctionError
 */
export function runFunction(code: string, event: object, now: number): FunctionRun {
  const logs: string[] = [];
  const context = createContext(Object.create(null) as Context, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: "afterEvaluate",
  });
  try {
    (prelude.runInContext(context) as (given: object) => void)(ports(now, logs));
    scriptOf(code).runInContext(context, { timeout: TIMEOUT_MS });
    Object.assign(context, { [INPUT]: JSON.stringify(event) });
    call.runInContext(context, { timeout: TIMEOUT_MS });
  } catch (error) {
    throw new FunctionError(messageOf(error), logs);
  }
  const { [OUTPUT]: output, [FAILURE]: failure } = context as Readonly<Record<string, unknown>>;
  if (typeof failure === "string") throw new FunctionError(failure, logs);
  if (typeof output !== "string") throw new FunctionError("The function returned nothing.", logs);
  return { result: JSON.parse(output), logs };
}

/** The message of what came out of a context: its errors are of another realm. */
function messageOf(error: unknown): string {
  const { name, message } = error as { name?: unknown; message?: unknown };
  return typeof message === "string" ? `${String(name)}: ${message}` : String(error);
}
