import { lambdaConcurrency } from "../../src/rules/lambda/lambda-concurrency";
import { lambdaEnvironment } from "../../src/rules/lambda/lambda-environment";
import { lambdaExplicitSizing } from "../../src/rules/lambda/lambda-explicit-sizing";
import { lambdaPermissionScoped } from "../../src/rules/lambda/lambda-permission-scoped";
import { lambdaRuntime } from "../../src/rules/lambda/lambda-runtime";
import { lambdaTracing } from "../../src/rules/lambda/lambda-tracing";
import { lambdaUrlAuth } from "../../src/rules/lambda/lambda-url-auth";
import { lambdaVpcZones } from "../../src/rules/lambda/lambda-vpc-zones";
import { describeRule } from "../support/describe-rule";
import { resource, UNKNOWN } from "../support/stack-fixture";

const fn = (properties: Record<string, unknown>) => [resource("aws:lambda/function:Function", "fn", properties)];
const permission = (properties: Record<string, unknown>) => [
  resource("aws:lambda/permission:Permission", "invoke", properties),
];
const s3 = { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::source", sourceAccount: "123456789012" };
/** A secret as the engine sends it. */
const marked = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const variables = (values: Record<string, unknown>) => fn({ environment: { variables: values } });

describe("Lambda rules", () => {
  describeRule(lambdaPermissionScoped, {
    passes: {
      "S3 with bucket and account": { stack: permission(s3) },
      "an unknown source": { stack: permission({ ...s3, sourceArn: UNKNOWN, sourceAccount: UNKNOWN }) },
      "another service with its source": {
        stack: permission({
          principal: "events.amazonaws.com",
          sourceArn: "arn:aws:events:eu-west-1:123456789012:rule/x",
        }),
      },
      "a named account": { stack: permission({ principal: "123456789012" }) },
      "a service for one organization": {
        stack: permission({ principal: "events.amazonaws.com", principalOrgId: "o-1234567890" }),
      },
      "a service with a token of the event source": {
        stack: permission({ principal: "alexa-appkit.amazon.com", eventSourceToken: "amzn1.ask.skill.x" }),
      },
      "an AWS service with a token of the event source": {
        stack: permission({ principal: "edge.amazonaws.com", eventSourceToken: "x" }),
      },
      "no principal, which AWS rejects": { stack: permission({}) },
      "any principal of one organization": {
        stack: permission({ principal: "*", principalOrgId: "o-1234567890" }),
      },
      "a layer for one organisation": {
        stack: [
          resource("aws:lambda/layerVersionPermission:LayerVersionPermission", "share", {
            principal: "*",
            organizationId: "o-1234567890",
          }),
        ],
      },
    },
    violates: {
      "any principal": {
        stack: permission({ ...s3, principal: "*" }),
        findings: { invoke: 'allows any principal ("*")' },
      },
      "a service without a source": {
        stack: permission({ principal: "sns.amazonaws.com" }),
        findings: { invoke: "allows sns.amazonaws.com to invoke for any account (no sourceArn)" },
      },
      "a service in China without a source": {
        stack: permission({ principal: "events.amazonaws.com.cn" }),
        findings: { invoke: "allows events.amazonaws.com.cn to invoke for any account (no sourceArn)" },
      },
      "a wildcard source": {
        stack: permission({ ...s3, sourceArn: "arn:aws:s3:::*" }),
        findings: { invoke: 'has a sourceArn that identifies no source ("arn:aws:s3:::*")' },
      },
      "S3 without the account": {
        stack: permission({ ...s3, sourceAccount: undefined }),
        findings: {
          invoke:
            "has no sourceAccount: a bucket ARN has no account, and another account can reuse the name of a deleted bucket",
        },
      },
      "any principal of organizations that begin alike": {
        stack: permission({ principal: "*", principalOrgId: "o-*" }),
        findings: { invoke: 'allows any principal ("*")' },
      },
      "accounts that begin alike": {
        stack: permission({ ...s3, sourceAccount: "1*" }),
        findings: { invoke: 'has a sourceAccount that is no account ("1*")' },
      },
      "a layer for any principal": {
        stack: [resource("aws:lambda/layerVersionPermission:LayerVersionPermission", "share", { principal: "*" })],
        findings: { share: 'allows any principal ("*")' },
      },
    },
    pending: { "the principal": { stack: permission({ ...s3, principal: UNKNOWN }), unknownPath: "principal" } },
  });

  describeRule(lambdaRuntime, {
    passes: {
      "a current runtime": { stack: fn({ runtime: "nodejs24.x" }) },
      "a container image, which has no runtime": { stack: fn({ packageType: "Image" }) },
      "a runtime of the settings": { stack: fn({ runtime: "nodejs99.x" }), settings: { runtimes: ["nodejs99.x"] } },
    },
    violates: {
      "a runtime that AWS has retired": {
        stack: fn({ runtime: "nodejs20.x" }),
        findings: { fn: "uses the unsupported runtime nodejs20.x" },
      },
      "a runtime outside the settings": {
        stack: fn({ runtime: "nodejs24.x" }),
        settings: { runtimes: ["python3.14"] },
        compliant: fn({ runtime: "python3.14" }),
        findings: { fn: "uses the unsupported runtime nodejs24.x" },
      },
      "no runtime": { stack: fn({}), findings: { fn: "does not set a runtime" } },
    },
    pending: { "the runtime": { stack: fn({ runtime: UNKNOWN }), unknownPath: "runtime" } },
  });

  const sized = { memorySize: 129, timeout: 4, architectures: ["arm64"] };
  describeRule(lambdaExplicitSizing, {
    passes: {
      "all three, one above the defaults": { stack: fn(sized) },
      "128 MB and 3 s that the program states": {
        stack: fn({ ...sized, memorySize: 128, timeout: 3, __defaults: ["publish"] }),
      },
      "an unknown architecture": { stack: fn({ ...sized, architectures: UNKNOWN }) },
    },
    violates: {
      "the default memory, which the provider filled in": {
        stack: fn({ ...sized, memorySize: 128, __defaults: ["memorySize", "publish"] }),
        findings: { fn: "does not set memorySize" },
      },
      "the default memory, without a note of who filled it in": {
        stack: fn({ ...sized, memorySize: 128 }),
        findings: { fn: "does not set memorySize" },
      },
      "the default timeout": {
        stack: fn({ ...sized, timeout: 3 }),
        findings: { fn: "does not set timeout" },
      },
      "no setting": { stack: fn({}), findings: { fn: "does not set memorySize, timeout, architectures" } },
      "an empty list of architectures": {
        stack: fn({ ...sized, architectures: [] }),
        findings: { fn: "does not set architectures" },
      },
    },
    pending: { "the memory": { stack: fn({ ...sized, memorySize: UNKNOWN }), unknownPath: "memorySize" } },
  });

  const subnets = (...subnetIds: unknown[]) => fn({ vpcConfig: { subnetIds } });
  describeRule(lambdaVpcZones, {
    passes: {
      "no VPC": { stack: fn({}) },
      "two subnets": { stack: subnets("subnet-1", "subnet-2") },
      "two subnets that are unknown": { stack: subnets(UNKNOWN, UNKNOWN) },
    },
    violates: {
      "one subnet": { stack: subnets("subnet-1"), findings: { fn: "has one subnet only" } },
      "one subnet that is unknown": { stack: subnets(UNKNOWN), findings: { fn: "has one subnet only" } },
    },
    pending: {
      "the subnets": { stack: fn({ vpcConfig: { subnetIds: UNKNOWN } }), unknownPath: "vpcConfig.subnetIds" },
    },
  });

  describeRule(lambdaTracing, {
    passes: { "active tracing": { stack: fn({ tracingConfig: { mode: "Active" } }) } },
    violates: {
      "no tracing": { stack: fn({}), findings: { fn: "has no X-Ray tracing" } },
      "PassThrough tracing": {
        stack: fn({ tracingConfig: { mode: "PassThrough" } }),
        findings: { fn: "has no X-Ray tracing" },
      },
    },
    pending: { "the mode": { stack: fn({ tracingConfig: { mode: UNKNOWN } }), unknownPath: "tracingConfig.mode" } },
  });

  describeRule(lambdaConcurrency, {
    passes: {
      "a stated number": { stack: fn({ reservedConcurrentExecutions: 1 }) },
      "zero, which switches the function off": { stack: fn({ reservedConcurrentExecutions: 0 }) },
    },
    violates: {
      "no setting": { stack: fn({}), findings: { fn: "can use all of the account's concurrency" } },
      "the default of the provider": {
        stack: fn({ reservedConcurrentExecutions: -1 }),
        findings: { fn: "can use all of the account's concurrency" },
      },
    },
    pending: {
      "the number": {
        stack: fn({ reservedConcurrentExecutions: UNKNOWN }),
        unknownPath: "reservedConcurrentExecutions",
      },
    },
  });

  const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";
  describeRule(lambdaEnvironment, {
    passes: {
      "no environment": { stack: fn({}) },
      "names, numbers and lists": {
        stack: variables({ TABLE: "records", LIMIT: "5", VARIANTS: '[{"name":"small"}]' }),
      },
      "the location of a secret": {
        stack: variables({ API_KEY_ARN: "x", SECRET_NAME: "prod/db", DB_SECRET: "arn:aws:secretsmanager:x" }),
      },
      "a URL without a password": { stack: variables({ ENDPOINT: "https://example.com:443/path" }) },
      "a variable of the settings": {
        stack: variables({ PUBLIC_API_KEY: "x" }),
        settings: { allowedVariables: ["PUBLIC_API_KEY"] },
      },
      "an empty value": { stack: variables({ PASSWORD: "" }) },
    },
    violates: {
      "a name that marks a secret": {
        stack: variables({ DB_PASSWORD: "hunter2" }),
        findings: { fn: "has a value that looks like a secret by its name in the environment variable DB_PASSWORD" },
        ids: ["environment/DB_PASSWORD"],
      },
      "a value that Pulumi marks as secret, also one that is unknown": {
        stack: variables({ GREETING: marked("hello"), ORIGIN: marked(UNKNOWN), TABLE: "records" }),
        findings: {
          fn: [
            "has a value that Pulumi marks as secret in the environment variable GREETING",
            "has a value that Pulumi marks as secret in the environment variable ORIGIN",
          ],
        },
      },
      "an environment that Pulumi marks as secret": {
        stack: fn({ environment: marked({ variables: { GREETING: "hello" } }) }),
        findings: { fn: "has a value that Pulumi marks as secret in the environment variable GREETING" },
      },
      "an access key": {
        stack: variables({ X: "AKIAIOSFODNN7EXAMPLE" }),
        findings: { fn: "has an AWS access key in the environment variable X" },
      },
      "a web token": {
        stack: variables({ X: token }),
        findings: { fn: "has a JSON web token in the environment variable X" },
      },
      "a URL with a password": {
        stack: variables({ X: "mysql://u:p@h/d" }),
        findings: { fn: "has a URL with a password in the environment variable X" },
      },
      "a secret beside an unknown value": {
        stack: variables({ A: UNKNOWN, TOKEN: "ghp_" + "a".repeat(36) }),
        findings: { fn: "has a GitHub token in the environment variable TOKEN" },
      },
    },
    pending: {
      "the variables, once for all": {
        stack: variables({ A: UNKNOWN, B: UNKNOWN }),
        unknownPath: "environment.variables",
      },
    },
  });

  const url = (authorizationType?: string) => [
    resource("aws:lambda/functionUrl:FunctionUrl", "url", { authorizationType }),
  ];
  describeRule(lambdaUrlAuth, {
    passes: { "IAM authorization": { stack: url("AWS_IAM") } },
    violates: { "any principal": { stack: url("NONE"), findings: { url: "can be called without authorization" } } },
    pending: { "the type": { stack: url(UNKNOWN), unknownPath: "authorizationType" } },
  });
});
