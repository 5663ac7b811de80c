import type { MutableStack } from "../../support/policy/mutable-stack";
import type { Mutant } from "./mutant";

const FN = "image-processing-function";
const set = (type: string, part: string, path: string, value: unknown) => (stack: MutableStack) =>
  stack.set(type, part, path, value);
const variable = (name: string, value: string) => (stack: MutableStack) =>
  stack.set("Function", FN, `environment.variables.${name}`, value);
const INVOKE = "image-upload-trigger";

/** Mistakes in functions and in their permissions. */
export const lambdaMutants: readonly Mutant[] = [
  {
    title: "any principal may invoke",
    rule: "lambda-permission-scoped",
    apply: set("Permission", INVOKE, "principal", "*"),
  },
  {
    title: "S3 may invoke for any bucket",
    rule: "lambda-permission-scoped",
    apply: set("Permission", INVOKE, "sourceArn", undefined),
  },
  {
    title: "S3 may invoke for a bucket of any account",
    rule: "lambda-permission-scoped",
    apply: set("Permission", INVOKE, "sourceAccount", undefined),
  },
  {
    title: "the source is a wildcard",
    rule: "lambda-permission-scoped",
    apply: set("Permission", INVOKE, "sourceArn", "arn:aws:s3:::*"),
  },
  {
    title: "the API's permission loses its source",
    rule: "lambda-permission-scoped",
    apply: set("Permission", "createUpload", "sourceArn", undefined),
  },
  {
    title: "AWS has retired the runtime",
    rule: "lambda-runtime",
    apply: set("Function", FN, "runtime", "nodejs18.x"),
  },
  { title: "the runtime is unsupported", rule: "lambda-runtime", apply: set("Function", FN, "runtime", "python3.9") },
  { title: "the runtime is left out", rule: "lambda-runtime", apply: set("Function", FN, "runtime", undefined) },
  {
    title: "the memory is left out",
    rule: "lambda-explicit-sizing",
    apply: set("Function", FN, "memorySize", undefined),
  },
  {
    title: "the timeout is the default",
    rule: "lambda-explicit-sizing",
    apply: set("Function", FN, "timeout", 3),
  },
  {
    title: "the architecture is left out",
    rule: "lambda-explicit-sizing",
    apply: set("Function", FN, "architectures", undefined),
  },
  {
    title: "tracing is PassThrough",
    rule: "lambda-tracing",
    apply: set("Function", FN, "tracingConfig.mode", "PassThrough"),
  },
  { title: "tracing is left out", rule: "lambda-tracing", apply: set("Function", FN, "tracingConfig", undefined) },
  {
    title: "the failure destination is removed",
    rule: "lambda-failure-destination",
    about: `Function ${FN}`,
    apply: (stack) => stack.remove("FunctionEventInvokeConfig", "process"),
  },
  {
    title: "the failure destination is emptied",
    rule: "lambda-failure-destination",
    about: `Function ${FN}`,
    apply: set("FunctionEventInvokeConfig", "process", "destinationConfig", {}),
  },
  {
    title: "the reserved concurrency is removed",
    rule: "lambda-concurrency",
    apply: set("Function", FN, "reservedConcurrentExecutions", -1),
  },
  {
    title: "the environment has an access key",
    rule: "lambda-environment",
    apply: variable("KEY", "AKIAIOSFODNN7EXAMPLE"),
  },
  {
    title: "the environment has a password",
    rule: "lambda-environment",
    apply: variable("DB_PASSWORD", "hunter2"),
  },
  {
    title: "the environment has a private key",
    rule: "lambda-environment",
    apply: variable("CERT", "-----BEGIN RSA PRIVATE KEY-----\nMII"),
  },
  {
    title: "the environment has a URL with a password",
    rule: "lambda-environment",
    apply: variable("DATABASE", "postgres://app:s3cr3t@db/app"),
  },
  {
    title: "the function gets a public URL",
    rule: "lambda-url-auth",
    apply: (stack) =>
      stack.add(
        "aws:lambda/functionUrl:FunctionUrl",
        "url",
        { authorizationType: "NONE" },
        { functionName: stack.one("Function", FN) },
      ),
  },
  {
    title: "results are written to the source bucket",
    rule: "lambda-no-recursion",
    apply: (stack) =>
      stack.set(
        "Function",
        FN,
        "environment.variables.DESTINATION_BUCKET",
        stack.one("Bucket", "source").properties["id"],
      ),
  },
  {
    title: "the role may write to the source bucket",
    rule: "lambda-no-recursion",
    about: `Function ${FN}`,
    apply: (stack) =>
      stack.edit("RolePolicy", "images-process-policy", "policy", ({ Statement }) =>
        Statement.push({
          Sid: "WriteSource",
          Effect: "Allow",
          Action: "s3:PutObject",
          Resource: `${String(stack.one("Bucket", "source").properties["arn"])}/*`,
        }),
      ),
  },
  {
    title: "recursion is allowed",
    rule: "lambda-no-recursion",
    apply: (stack) =>
      stack.add(
        "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
        "loop",
        { recursiveLoop: "Allow" },
        { functionName: stack.one("Function", FN) },
      ),
  },
  {
    title: "a second function takes the first one's role",
    rule: "lambda-own-role",
    about: [`Function ${FN}`, "Function image-api-image-status"],
    // Now both functions may write what only one should.
    apply: (stack) => {
      const taken = stack.one("Function", FN);
      const other = stack.one("Function", "image-api-image-status") as {
        propertyDependencies: Record<string, readonly string[]>;
      };
      stack.set("Function", "image-api-image-status", "role", taken.properties["role"]);
      other.propertyDependencies["role"] = taken.propertyDependencies["role"] ?? [];
    },
  },
];
