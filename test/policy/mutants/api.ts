import type { MutableStack } from "../../support/policy/mutable-stack";
import type { Mutant } from "./mutant";

const set = (type: string, part: string, path: string, value: unknown) => (stack: MutableStack) =>
  stack.set(type, part, path, value);

/** Mistakes in the upload API. */
export const apiMutants: readonly Mutant[] = [
  {
    title: "the access log is switched off",
    rule: "api-access-log",
    apply: set("Stage", "", "accessLogSettings", undefined),
  },
  {
    title: "executions are not logged",
    rule: "api-execution-log",
    about: "Stage images-api-stage",
    apply: set("MethodSettings", "", "settings.loggingLevel", "OFF"),
  },
  {
    title: "responses are cached in plain text",
    rule: "api-cache-encrypted",
    apply: set("MethodSettings", "", "settings.cachingEnabled", true),
  },
  {
    title: "request data is logged",
    rule: "api-execution-log",
    apply: set("MethodSettings", "", "settings.dataTraceEnabled", true),
  },
  {
    title: "the settings of all methods are removed",
    rule: "api-execution-log",
    about: "Stage images-api-stage",
    also: { "api-throttle": "Stage images-api-stage" },
    apply: (stack) => stack.remove("MethodSettings", ""),
  },
  {
    title: "uploads need no authorization",
    rule: "api-authorization",
    apply: set("Method", "putImage", "authorization", "NONE"),
  },
  {
    title: "deletions need no authorization",
    rule: "api-authorization",
    apply: set("Method", "deleteImage", "authorization", "NONE"),
  },
  {
    title: "the rate is not limited",
    rule: "api-throttle",
    about: "Stage images-api-stage",
    apply: set("MethodSettings", "", "settings.throttlingRateLimit", -1),
  },
  {
    title: "the burst is not limited",
    rule: "api-throttle",
    about: "Stage images-api-stage",
    apply: set("MethodSettings", "", "settings.throttlingBurstLimit", undefined),
  },
  {
    title: "requests are not validated",
    rule: "api-request-validation",
    apply: set("Method", "createUpload", "requestValidatorId", undefined),
  },
  { title: "the stage is not traced", rule: "api-tracing", apply: set("Stage", "", "xrayTracingEnabled", false) },
  {
    title: "the web ACL is removed",
    rule: "api-waf",
    about: "Stage images-api-stage",
    apply: (stack) => stack.remove("WebAclAssociation", ""),
  },
];
