import { lambdaFailureDestination } from "../../src/rules/lambda/lambda-failure-destination";
import { lambdaNoRecursion } from "../../src/rules/lambda/lambda-no-recursion";
import { lambdaOwnRole } from "../../src/rules/lambda/lambda-own-role";
import { describeRule } from "../support/describe-rule";
import { documentOf } from "../support/documents";
import { resource, UNKNOWN } from "../support/stack-fixture";

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:fn";
const ROLE_ARN = "arn:aws:iam::123456789012:role/role";
const role = resource("aws:iam/role:Role", "role", { name: "role", arn: ROLE_ARN });
const bucket = resource("aws:s3/bucket:Bucket", "source", {
  id: "source",
  bucket: "source",
  arn: "arn:aws:s3:::source",
});
const fn = (properties: Record<string, unknown> = {}) =>
  resource(
    "aws:lambda/function:Function",
    "fn",
    { name: "fn", arn: ARN, role: ROLE_ARN, ...properties },
    { from: { role } },
  );

const key = resource("aws:kms/key:Key", "key");
const notification = (entry: object = {}, lambdaArn: string = ARN) =>
  resource(
    "aws:s3/bucketNotification:BucketNotification",
    "events",
    { bucket: "source", lambdaFunctions: [{ lambdaFunctionArn: lambdaArn, events: ["s3:ObjectCreated:*"], ...entry }] },
    { from: { bucket, lambdaFunctions: fn() } },
  );
const permission = (principal: string) =>
  resource("aws:lambda/permission:Permission", "invoke", { function: "fn", principal });
const onFailure = (destination: unknown) =>
  resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "events", {
    functionName: "fn",
    destinationConfig: { onFailure: { destination } },
  });

const policyOf = (resources: string | string[], action: string | string[] = "s3:PutObject") =>
  resource(
    "aws:iam/rolePolicy:RolePolicy",
    "policy",
    { role: "role", policy: documentOf({ Sid: "Write", Effect: "Allow", Action: action, Resource: resources }) },
    { from: { role } },
  );

describe("Lambda rules on the whole stack", () => {
  describeRule(lambdaFailureDestination, {
    passes: {
      "an unknown principal": {
        stack: [fn(), resource("aws:lambda/permission:Permission", "invoke", { function: "fn" })],
      },
      "a failure destination beside one without": {
        stack: [
          fn(),
          permission("s3.amazonaws.com"),
          onFailure(""),
          resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "second", {
            functionName: ARN,
            destinationConfig: { onFailure: { destination: "arn:aws:sqs:x" } },
          }),
        ],
      },
      "a function that is invoked synchronously": { stack: [fn(), permission("apigateway.amazonaws.com")] },
      "a destination": { stack: [fn(), permission("s3.amazonaws.com"), onFailure("arn:aws:sqs:x")] },
      "an unknown destination": { stack: [fn(), notification(), bucket, onFailure(UNKNOWN)] },
      "a dead-letter queue": {
        stack: [fn({ deadLetterConfig: { targetArn: "arn:aws:sqs:x" } }), permission("sns.amazonaws.com")],
      },
    },
    violates: {
      "a function that S3 may invoke": {
        stack: [fn(), permission("s3.amazonaws.com")],
        findings: { fn: "has no destination for failed events" },
      },
      "a function that a bucket notifies": {
        stack: [fn(), bucket, notification()],
        findings: { fn: "has no destination for failed events" },
      },
      "a function whose ARN is unknown": {
        stack: [fn({ arn: UNKNOWN, name: UNKNOWN }), bucket, notification({}, UNKNOWN)],
        findings: { fn: "has no destination for failed events" },
      },
      "a function that subscribes to a topic": {
        stack: [
          fn(),
          resource("aws:sns/topicSubscription:TopicSubscription", "sub", { protocol: "lambda", endpoint: ARN }),
        ],
        findings: { fn: "has no destination for failed events" },
      },
      "a function that an event rule invokes": {
        stack: [fn(), resource("aws:cloudwatch/eventTarget:EventTarget", "target", { arn: ARN })],
        findings: { fn: "has no destination for failed events" },
      },
      "a function that several services may invoke": {
        stack: [
          fn(),
          permission("apigateway.amazonaws.com"),
          resource("aws:lambda/permission:Permission", "s3", { function: "fn", principal: "s3.amazonaws.com" }),
        ],
        findings: { fn: "has no destination for failed events" },
      },
      "the destination of another function": {
        stack: [
          fn(),
          permission("s3.amazonaws.com"),
          resource("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", "events", {
            functionName: "elsewhere",
            destinationConfig: { onFailure: { destination: "arn:aws:sqs:x" } },
          }),
        ],
        findings: { fn: "has no destination for failed events" },
      },
      "a configuration without a destination": {
        stack: [fn(), bucket, notification(), onFailure("")],
        findings: { fn: "has no destination for failed events" },
      },
    },
    pending: {},
  });

  describeRule(lambdaOwnRole, {
    passes: {
      "two functions without a known role": {
        stack: ["one", "two"].map((name) => resource("aws:lambda/function:Function", name, { role: UNKNOWN })),
      },
      "a role for each": {
        stack: [
          role,
          fn(),
          resource("aws:lambda/function:Function", "other", { role: "arn:aws:iam::123456789012:role/other" }),
        ],
      },
    },
    violates: {
      "two functions with one role": {
        stack: [role, fn(), resource("aws:lambda/function:Function", "other", { role: ROLE_ARN }, { from: { role } })],
        findings: { fn: "shares its role with <other>", other: "shares its role with <fn>" },
      },
      "two functions whose role is unknown": {
        stack: [
          resource("aws:iam/role:Role", "role", { arn: UNKNOWN }),
          fn({ role: UNKNOWN }),
          resource("aws:lambda/function:Function", "other", { role: UNKNOWN }, { from: { role } }),
        ],
        findings: { fn: "shares its role with <other>", other: "shares its role with <fn>" },
      },
      "three functions that name the role's ARN": {
        stack: [
          role,
          ...["one", "two", "three"].map((name) => resource("aws:lambda/function:Function", name, { role: ROLE_ARN })),
        ],
        findings: {
          one: "shares its role with <two>, <three>",
          two: "shares its role with <one>, <three>",
          three: "shares its role with <one>, <two>",
        },
      },
      "two functions with a role from outside the stack": {
        stack: ["one", "two"].map((name) => resource("aws:lambda/function:Function", name, { role: ROLE_ARN })),
        findings: { one: "shares its role with <two>", two: "shares its role with <one>" },
      },
    },
    pending: {},
  });

  const pipeline = (
    policy: ReturnType<typeof policyOf>,
    entry: object = {},
    environment: Record<string, unknown> = {},
  ) => [bucket, role, fn({ environment: { variables: environment } }), notification(entry), policy];
  describeRule(lambdaNoRecursion, {
    passes: {
      "results in another bucket": {
        stack: pipeline(policyOf("arn:aws:s3:::results/*"), {}, { DESTINATION_BUCKET: "results" }),
      },
      "results under another prefix": {
        stack: pipeline(policyOf("arn:aws:s3:::source/out/*"), { filterPrefix: "in/" }),
      },
      "a Deny on the source": {
        stack: pipeline(
          resource(
            "aws:iam/rolePolicy:RolePolicy",
            "policy",
            {
              role: "role",
              policy: documentOf({ Effect: "Deny", Action: "s3:PutObject", Resource: "arn:aws:s3:::source/*" }),
            },
            { from: { role } },
          ),
        ),
      },
      "all actions on all resources, and unscoped ones, which other rules report": {
        stack: pipeline(policyOf(["*", "arn:aws:s3:::*/*"], "*")),
      },
      "writing to a bucket whose name begins with the source's": {
        stack: pipeline(policyOf(["arn:aws:s3:::source-results/*", "arn:aws:s3:::source"])),
      },
      "a grant on the source of another role": {
        stack: [
          ...pipeline(policyOf("arn:aws:s3:::results/*")),
          resource("aws:iam/role:Role", "other", { name: "other", arn: `${ROLE_ARN}-other` }),
          resource("aws:iam/rolePolicy:RolePolicy", "elsewhere", {
            role: "other",
            policy: documentOf({ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::source/*" }),
          }),
        ],
      },
      "a policy that is not attached": {
        stack: [
          ...pipeline(policyOf("arn:aws:s3:::results/*")),
          resource("aws:iam/policy:Policy", "elsewhere", {
            arn: "arn:aws:iam::123456789012:policy/elsewhere",
            policy: documentOf({ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::source/*" }),
          }),
        ],
      },
      "an attached policy of another role": {
        stack: [
          ...pipeline(policyOf("arn:aws:s3:::results/*")),
          resource("aws:iam/policy:Policy", "elsewhere", {
            arn: "arn:aws:iam::123456789012:policy/elsewhere",
            policy: documentOf({ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::source/*" }),
          }),
          resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
            role: "other",
            policyArn: "arn:aws:iam::123456789012:policy/elsewhere",
          }),
        ],
      },
      "an unknown destination that is made from several buckets": {
        stack: [
          bucket,
          resource("aws:s3/bucket:Bucket", "results"),
          resource(
            "aws:lambda/function:Function",
            "fn",
            { arn: ARN, environment: { variables: { RESULTS: UNKNOWN, TARGET: 1 } } },
            { from: { environment: [bucket, resource("aws:s3/bucket:Bucket", "results")] } },
          ),
          notification(),
        ],
      },
      "an unknown destination without an origin": {
        stack: [
          bucket,
          resource("aws:lambda/function:Function", "fn", {
            arn: ARN,
            environment: { variables: { RESULTS: UNKNOWN } },
          }),
          notification(),
        ],
      },
      "an unknown name of the source": {
        stack: [
          resource("aws:s3/bucket:Bucket", "source", { arn: "arn:aws:s3:::source" }),
          role,
          fn(),
          notification(),
          policyOf("arn:aws:s3:::undefined/*"),
        ],
      },
      "reading from the source": {
        stack: pipeline(policyOf("arn:aws:s3:::source/*", "s3:GetObject"), {}, { SOURCE_BUCKET: "source" }),
      },
      "a role whose inline policies the provider computes": {
        stack: [
          bucket,
          resource("aws:iam/role:Role", "role", { name: "role", arn: ROLE_ARN, inlinePolicies: UNKNOWN }),
          fn(),
          notification(),
        ],
      },
      "recursion that Lambda terminates": {
        stack: [
          resource("aws:lambda/functionRecursionConfig:FunctionRecursionConfig", "loop", {
            recursiveLoop: "Terminate",
          }),
        ],
      },
    },
    violates: {
      "recursion that is allowed": {
        stack: [
          resource("aws:lambda/functionRecursionConfig:FunctionRecursionConfig", "loop", { recursiveLoop: "Allow" }),
        ],
        findings: { loop: "disables Lambda's recursion detection" },
      },
      "a destination that is the source": {
        stack: pipeline(policyOf("arn:aws:s3:::results/*"), {}, { DESTINATION_BUCKET: "source" }),
        findings: { fn: "is triggered by <source> and configured to write to it (DESTINATION_BUCKET)" },
      },
      "an unknown destination that is made from the source": {
        stack: [
          resource("aws:s3/bucket:Bucket", "source", { id: UNKNOWN }),
          resource(
            "aws:lambda/function:Function",
            "fn",
            { arn: UNKNOWN, environment: { variables: { RESULTS: UNKNOWN } } },
            { from: { environment: bucket } },
          ),
          notification({}, UNKNOWN),
        ],
        findings: { fn: "is triggered by <source> and configured to write to it (RESULTS)" },
      },
      "a grant on the source": {
        stack: pipeline(policyOf("arn:aws:s3:::source/*")),
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "an unknown destination that is made from the source and a key": {
        stack: [
          bucket,
          key,
          resource(
            "aws:lambda/function:Function",
            "fn",
            { arn: ARN, environment: { variables: { RESULTS: UNKNOWN } } },
            { from: { environment: [key, bucket] } },
          ),
          notification(),
        ],
        findings: { fn: "is triggered by <source> and configured to write to it (RESULTS)" },
      },
      "a role that the function names by its ARN": {
        stack: [
          bucket,
          role,
          resource("aws:lambda/function:Function", "fn", { name: "fn", arn: ARN, role: ROLE_ARN }),
          notification(),
          policyOf("arn:aws:s3:::source/*"),
        ],
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant on a source that is known by its id alone": {
        stack: [
          resource("aws:s3/bucket:Bucket", "source", { id: "source", bucket: UNKNOWN }),
          role,
          fn(),
          notification(),
          policyOf("arn:aws:s3:::source/*"),
        ],
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant under a prefix, where every key is watched": {
        stack: pipeline(policyOf("arn:aws:s3:::source/out/*")),
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant on a part of the prefix": {
        stack: pipeline(policyOf("arn:aws:s3:::source/in*"), { filterPrefix: "in/sub/" }),
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant in a policy that is attached to several roles, by its id": {
        stack: [
          bucket,
          role,
          fn(),
          notification(),
          resource("aws:iam/policy:Policy", "policy", {
            id: "policy-id",
            policy: documentOf({ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::source/*" }),
          }),
          ...["another", "role"].map((name) =>
            resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `to-${name}`, {
              role: name,
              policyArn: "policy-id",
            }),
          ),
        ],
        findings: { fn: "is triggered by <source> and allowed to write to it (statement 1 of its role)" },
      },
      "a grant on a source that is known by its name alone": {
        stack: [
          resource("aws:s3/bucket:Bucket", "source", { bucket: "source" }),
          role,
          fn(),
          notification(),
          policyOf(["arn:aws:s3:::results/*", "arn:aws:s3:::source/*"]),
        ],
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant on a source with an id and another name": {
        stack: [
          resource("aws:s3/bucket:Bucket", "source", { bucket: "source", id: "other" }),
          role,
          fn(),
          notification(),
          policyOf("arn:aws:s3:::source/*"),
        ],
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant that one of two notifications watches": {
        stack: [
          bucket,
          role,
          fn(),
          resource("aws:s3/bucketNotification:BucketNotification", "events", {
            bucket: "source",
            lambdaFunctions: ["other/", "in/"].map((filterPrefix) => ({ lambdaFunctionArn: ARN, filterPrefix })),
          }),
          policyOf("arn:aws:s3:::source/in/?ut/x*y"),
        ],
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant under the prefix": {
        stack: pipeline(policyOf("arn:aws:s3:::source/in/out/*"), { filterPrefix: "in/" }),
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant above the prefix": {
        stack: pipeline(policyOf("arn:aws:s3:::source/*"), { filterPrefix: "in/" }),
        findings: { fn: 'is triggered by <source> and allowed to write to it (statement "Write" of its role)' },
      },
      "a grant in an inline policy": {
        stack: [
          bucket,
          resource("aws:iam/role:Role", "role", {
            name: "role",
            arn: ROLE_ARN,
            inlinePolicies: [
              { name: "x", policy: documentOf({ Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::source/*" }) },
            ],
          }),
          fn(),
          notification(),
        ],
        findings: { fn: "is triggered by <source> and allowed to write to it (statement 1 of its role)" },
      },
      "a grant in an attached policy": {
        stack: [
          bucket,
          role,
          fn(),
          notification(),
          resource("aws:iam/policy:Policy", "policy", {
            arn: "arn:aws:iam::123456789012:policy/policy",
            policy: documentOf({ Effect: "Allow", Action: ["S3:putobject"], Resource: ["arn:aws:s3:::source/*"] }),
          }),
          resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
            role: "role",
            policyArn: "arn:aws:iam::123456789012:policy/policy",
          }),
        ],
        findings: { fn: "is triggered by <source> and allowed to write to it (statement 1 of its role)" },
      },
    },
    pending: {
      "the policy of the role": {
        stack: [
          bucket,
          role,
          fn(),
          notification(),
          resource("aws:iam/rolePolicy:RolePolicy", "policy", { role: "role", policy: UNKNOWN }),
        ],
        unknownPath: "policy",
      },
    },
  });
});
