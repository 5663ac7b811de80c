import { expect } from "chai";
import { createRequire } from "node:module";
import { refusalReasons } from "../../handlers/contract";
import { ImagePipeline } from "../../infra/image-pipeline";
import { stackArgs } from "../../infra/stack-args";
import { workflowDefinition, type WorkflowParts } from "../../infra/workflow/definition";
import type { State, StateMachineDefinition } from "../../infra/workflow/states";
import { matchesPattern, parsePattern } from "../../packages/local-aws/src/event-bridge/pattern";
import { objectCreated } from "../support/events/s3-events";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";
import { FAILURES_ARN, KEY_ARN, QUEUE_ARN, statementsOf, WORK_ARN } from "./deployed-stack";

/** The package comes without types. */
const validateDefinition = createRequire(__filename)("asl-validator") as (definition: unknown) => {
  readonly isValid: boolean;
  errorsText(separator?: string): string;
};

const deploy = (config: Record<string, string> = {}): Promise<Registrations> =>
  runProgram(
    (opts) =>
      new ImagePipeline(
        "images",
        stackArgs({ names: "guide", deleteDerivatives: "false", workflow: "true", ...config }),
        opts,
      ),
  );

const parts: WorkflowParts = {
  partition: "aws",
  inspect: "arn:aws:lambda:eu-central-1:123456789012:function:inspect",
  render: "arn:aws:lambda:eu-central-1:123456789012:function:render",
  record: "arn:aws:lambda:eu-central-1:123456789012:function:record",
  topic: "arn:aws:sns:eu-central-1:123456789012:image-alerts",
  maxConcurrency: 4,
  timeoutSec: 300,
};

const tlsOnly = (action: string, resource: string) => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: action,
  Resource: [resource],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** Every state, those inside a Map among them. */
function statesOf({ States }: Pick<StateMachineDefinition, "States">): [string, State][] {
  return Object.entries(States).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...(state.Type === "Map" ? statesOf({ States: state.ItemProcessor.States }) : []),
  ]);
}

describe("the workflow's definition", () => {
  it("is a valid state machine", () => {
    const validation = validateDefinition(workflowDefinition(parts));
    expect(validation.isValid, validation.errorsText()).to.be.true;
    expect(validateDefinition({ ...workflowDefinition(parts), StartAt: "Nowhere" }).isValid).to.be.false;
  });

  it("retries every task with growing delays, but no refusal", () => {
    for (const [name, state] of statesOf(workflowDefinition(parts))) {
      if (state.Type !== "Task") continue;
      const last = state.Retry?.at(-1);
      expect(last, name).to.deep.equal({
        ErrorEquals: ["States.ALL"],
        IntervalSeconds: 1,
        BackoffRate: 2,
        MaxAttempts: 3,
        JitterStrategy: "FULL",
      });
    }
    const render = statesOf(workflowDefinition(parts)).find(([name]) => name === "RenderVariant")?.[1];
    expect(render?.Type === "Task" && render.Retry?.[0]).to.deep.equal({
      ErrorEquals: refusalReasons,
      MaxAttempts: 0,
    });
  });

  it("waits longer for a throttled function", () => {
    for (const [name, state] of statesOf(workflowDefinition(parts))) {
      if (state.Type !== "Task" || !state.Resource.endsWith("lambda:invoke")) continue;
      const busy = state.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes("Lambda.TooManyRequestsException"));
      expect(busy, name).to.deep.equal({
        ErrorEquals: ["Lambda.TooManyRequestsException"],
        IntervalSeconds: 1,
        BackoffRate: 2,
        MaxDelaySeconds: 15,
        MaxAttempts: 12,
        JitterStrategy: "FULL",
      });
    }
  });

  it("fails with the error of the step that failed to the last: nothing but a refusal is caught", () => {
    const caught = statesOf(workflowDefinition(parts)).flatMap(([, state]) =>
      state.Type === "Task" || state.Type === "Map"
        ? (state.Catch ?? []).flatMap(({ ErrorEquals }) => ErrorEquals)
        : [],
    );
    expect(new Set(caught)).to.deep.equal(new Set(refusalReasons));
  });

  it("renders as many variants in parallel as configured", () => {
    const { RenderVariants } = workflowDefinition({ ...parts, maxConcurrency: 7 }).States;
    expect(RenderVariants).to.include({ MaxConcurrency: 7, ItemsPath: "$.groups" });
  });

  it("calls functions and services with these parameters", () => {
    const tasks = statesOf(workflowDefinition(parts)).flatMap(([name, state]) =>
      state.Type === "Task"
        ? [[name, [state.Resource.replace("arn:aws:states:::", ""), state.Parameters]] as const]
        : [],
    );
    const invoke = (FunctionName: string) => ["lambda:invoke", { FunctionName, "Payload.$": "$" }];
    expect(Object.fromEntries(tasks)).to.deep.equal({
      Inspect: invoke(parts.inspect),
      RenderVariant: invoke(parts.render),
      RecordResults: invoke(parts.record),
      RecordRefusal: invoke(parts.record),
      PublishRefusal: ["sns:publish", { TopicArn: parts.topic, "Subject.$": "$.subject", "Message.$": "$.message" }],
    });
  });

  it("goes from state to state like this", () => {
    const { StartAt, States } = workflowDefinition(parts);
    const flow = Object.entries(States).map(([name, state]) => [
      name,
      "Next" in state ? state.Next : state.Type === "Choice" ? state.Default : state.Type,
    ]);
    expect({ StartAt, ...Object.fromEntries(flow) }).to.deep.equal({
      StartAt: "Inspect",
      Inspect: "CanBeRendered",
      CanBeRendered: "Ignored",
      RenderVariants: "RecordResults",
      RecordResults: "Processed",
      RecordRefusal: "IsAnnounced",
      IsAnnounced: "Refused",
      PublishRefusal: "Refused",
      Processed: "Succeed",
      Refused: "Succeed",
      Ignored: "Succeed",
    });
    const choices = Object.values(States).flatMap((state) => (state.Type === "Choice" ? state.Choices : []));
    expect(choices).to.deep.equal([
      { Variable: "$.outcome", StringEquals: "render", Next: "RenderVariants" },
      { Variable: "$.outcome", StringEquals: "refused", Next: "RecordRefusal" },
      { Variable: "$.outcome", StringEquals: "announce", Next: "PublishRefusal" },
    ]);
    const { RenderVariants } = States;
    expect(RenderVariants?.Type === "Map" && RenderVariants.Catch?.[0]).to.deep.equal({
      ErrorEquals: refusalReasons,
      ResultPath: "$.error",
      Next: "RecordRefusal",
    });
  });

  it("uses the services of its own partition", () => {
    expect(JSON.stringify(workflowDefinition({ ...parts, partition: "aws-cn" }))).not.to.include("arn:aws:states");
  });
});

describe("the workflow", () => {
  let stack: Registrations;
  before(async () => {
    stack = await deploy();
  });

  it("replaces the upload trigger", () => {
    const notification = stack.one("aws:s3/bucketNotification:BucketNotification").inputs;
    expect(notification).to.deep.include({ eventbridge: true, lambdaFunctions: [] });
    expect(stack.ofType("aws:lambda/permission:Permission")).to.be.empty;
    const names = stack.ofType("aws:lambda/function:Function").map(({ inputs }) => inputs.name);
    const steps = ["inspect", "render", "record", "run"].map((step) => `image-workflow-${step}`);
    expect(names).to.have.members([...steps, "image-failure-function"]);
  });

  it("logs errors without data, and traces", async () => {
    expect(stack.one("aws:sfn/stateMachine:StateMachine").inputs).to.deep.include({
      name: "image-workflow",
      type: "EXPRESS",
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: "ERROR",
        includeExecutionData: false,
        logDestination: "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/vendedlogs/states/image-workflow:*",
      },
    });
    const standard = await deploy({ workflow: '{"type":"STANDARD"}' });
    const { type, definition } = standard.one("aws:sfn/stateMachine:StateMachine").inputs;
    expect(type).to.equal("STANDARD");
    expect((JSON.parse(definition as string) as StateMachineDefinition).TimeoutSeconds).to.equal(240);
    expect(standard.one("aws:cloudwatch/logGroup:LogGroup", "images-workflow-logs").inputs).to.deep.equal({
      name: "/aws/vendedlogs/states/image-workflow",
      retentionInDays: 30,
    });
  });

  const grants = (part: string, of = stack) => {
    const statements = statementsOf(of.one("aws:iam/rolePolicy:RolePolicy", part).inputs.policy);
    return Object.fromEntries(
      statements.map(({ Sid, Action, Resource = [] }) => [Sid, [...Action, ...Resource].join(" ")]),
    );
  };

  it("has a role with the grants of the calls in its definition", () => {
    const lambda = "arn:aws:lambda:eu-central-1:123456789012:function:image-workflow";
    const delivery = ["CreateLogDelivery", "GetLogDelivery", "UpdateLogDelivery", "DeleteLogDelivery"]
      .concat("ListLogDeliveries", "PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups")
      .map((action) => `logs:${action}`);
    expect(grants("images-workflow-policy")).to.deep.equal({
      UseKey: `kms:Decrypt kms:GenerateDataKey ${KEY_ARN}`,
      DeliverLogs: `${delivery.join(" ")} *`,
      WriteTraces: "xray:PutTraceSegments xray:PutTelemetryRecords *",
      SampleTraces: "xray:GetSamplingRules xray:GetSamplingTargets *",
      InvokeFunctions: `lambda:InvokeFunction ${lambda}-inspect ${lambda}-render ${lambda}-record`,
      Publish: "sns:Publish arn:aws:sns:eu-central-1:123456789012:image-alerts",
    });
  });

  it("is run by a function that may read the work queue, run executions and report failures", async () => {
    const states = "arn:aws:states:eu-central-1:123456789012";
    const common = {
      ConsumeMessages: `sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes ${WORK_ARN}`,
      PostponeMessages: `sqs:ChangeMessageVisibility ${WORK_ARN}`,
      SendMessages: `sqs:SendMessage ${FAILURES_ARN}`,
      WriteTraces: "xray:PutTraceSegments xray:PutTelemetryRecords *",
    };
    expect(grants("images-workflow-run-policy")).to.deep.equal({
      ...common,
      RunExecutions: `states:StartSyncExecution ${states}:stateMachine:image-workflow`,
    });
    const standard = await deploy({ workflow: '{"type":"STANDARD"}' });
    expect(grants("images-workflow-run-policy", standard)).to.deep.equal({
      ...common,
      StartExecutions: `states:StartExecution ${states}:stateMachine:image-workflow`,
      DescribeExecutions: `states:DescribeExecution ${states}:execution:image-workflow:*`,
    });
  });

  it("lets images wait in a queue that is hidden six times as long as the function runs", () => {
    const { inputs } = stack.one("aws:sqs/queue:Queue", "images-workflow-work-queue");
    const run = stack.one("aws:lambda/function:Function", "image-workflow-run").inputs;
    expect(inputs).to.deep.include({
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 345_600,
      visibilityTimeoutSeconds: 6 * Number(run.timeout),
    });
    expect(JSON.parse(inputs.redrivePolicy as string)).to.deep.equal({
      deadLetterTargetArn: FAILURES_ARN,
      maxReceiveCount: 20,
    });
    const definition = stack.one("aws:sfn/stateMachine:StateMachine").inputs.definition as string;
    expect((JSON.parse(definition) as StateMachineDefinition).TimeoutSeconds).to.be.lessThan(Number(run.timeout));
    expect(
      stack.one("aws:lambda/eventSourceMapping:EventSourceMapping", "images-workflow-reader-mapping").inputs,
    ).to.deep.equal({
      eventSourceArn: WORK_ARN,
      functionName: "image-workflow-run",
      batchSize: 3,
      scalingConfig: { maximumConcurrency: 2 },
      functionResponseTypes: ["ReportBatchItemFailures"],
    });
  });

  it("has a role that only the state machines of this account can assume", () => {
    const { assumeRolePolicy } = stack.one("aws:iam/role:Role", "images-workflow-role").inputs;
    expect(statementsOf(assumeRolePolicy)).to.deep.equal([
      {
        Sid: "Assume",
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
  });

  it("starts only once roles and target are complete", () => {
    expect(stack.one("aws:sfn/stateMachine:StateMachine").dependsOn).to.deep.equal([
      "images-workflow-policy",
      ...["inspect", "render", "record"].map((step) => `images-workflow-${step}-logs-policy`),
    ]);
    const { dependsOn } = stack.one("aws:s3/bucketNotification:BucketNotification");
    expect(dependsOn).to.include.members([
      "image-upload-rule-target",
      "images-workflow-reader-mapping",
      "images-source-policy",
    ]);
  });

  it("starts for the same keys as the direct trigger", async () => {
    const source = "images-source-bucket-1a2b3c4";
    const starts = (registrations: Registrations, key: string, bucket = source) => {
      const pattern = registrations.one("aws:cloudwatch/eventRule:EventRule").inputs.eventPattern as string;
      return matchesPattern(parsePattern(pattern), objectCreated({ key, bucket }));
    };
    expect(["cat.jpg", "a/b.PNG", "cat.svg", "jpg"].map((key) => starts(stack, key))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(starts(stack, "cat.jpg", "another-bucket")).to.be.false;
    const prefixed = await deploy({ uploadPrefix: "up/" });
    expect(["up/cat.jpg", "up/a/cat.jpg", "cat.jpg", "up/cat.svg"].map((key) => starts(prefixed, key))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    const everything = await deploy({ uploadPrefix: "up/", suffixes: "[]" });
    expect(["up/cat.gif", "cat.jpg"].map((key) => starts(everything, key))).to.deep.equal([true, false]);
  });

  it("takes events of the upload rule alone, and sends undelivered ones to the queue of failures", () => {
    expect(stack.one("aws:cloudwatch/eventTarget:EventTarget").inputs).to.deep.equal({
      rule: "image-upload-rule-rule-1a2b3c4",
      arn: WORK_ARN,
      retryPolicy: { maximumEventAgeInSeconds: 21_600, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: FAILURES_ARN },
    });
    const takeEvents = (Resource: string, condition: object) => ({
      Sid: "TakeEvents",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource,
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" }, ...condition },
    });
    const policyOf = (name: string) => statementsOf(stack.one("aws:sqs/queuePolicy:QueuePolicy", name).inputs.policy);
    const { arn: ruleArn } = { arn: "arn:aws:events:eu-central-1:123456789012:rule/image-upload-rule-rule-1a2b3c4" };
    expect(policyOf("images-workflow-work-policy")).to.deep.equal([
      tlsOnly("sqs:*", WORK_ARN),
      takeEvents(WORK_ARN, { ArnEquals: { "aws:SourceArn": ruleArn } }),
    ]);
    expect(policyOf("images-failures-policy")).to.deep.equal([
      tlsOnly("sqs:*", FAILURES_ARN),
      takeEvents(FAILURES_ARN, {}),
    ]);
    expect(policyOf("images-dead-letters-policy")).to.deep.equal([tlsOnly("sqs:*", QUEUE_ARN)]);
  });

  it("publishes refusals to an encrypted topic, over TLS only", () => {
    expect(stack.one("aws:sns/topic:Topic").inputs).to.deep.include({
      name: "image-alerts",
      kmsMasterKeyId: "arn:aws:kms:eu-central-1:123456789012:key/images-encryption-key",
    });
    const topic = "arn:aws:sns:eu-central-1:123456789012:image-alerts";
    expect(statementsOf(stack.one("aws:sns/topicPolicy:TopicPolicy").inputs.policy)).to.deep.equal([
      tlsOnly("sns:Publish", topic),
      {
        Sid: "AlarmsOfThisAccount",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topic,
        Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
      },
    ]);
    expect(stack.ofType("aws:sns/topicSubscription:TopicSubscription")).to.be.empty;
  });
});
