import { expect } from "chai";
import { createRequire } from "node:module";
import { refusalReasons } from "../../handlers/contract";
import { readConfig } from "../../infra/config";
import { ImagePipeline } from "../../infra/image-pipeline";
import { workflowDefinition, type WorkflowParts } from "../../infra/workflow/definition";
import type { State, StateMachineDefinition } from "../../infra/workflow/states";
import { matchesPattern, parsePattern } from "../../packages/local-aws/src/event-bridge/pattern";
import { objectCreated } from "../support/events/s3-events";
import { runProgram, type Registrations } from "../support/mocks/pulumi-program";

/** The package comes without types. */
const validateDefinition = createRequire(__filename)("asl-validator") as (definition: unknown) => {
  readonly isValid: boolean;
  errorsText(separator?: string): string;
};

const deploy = (config: Record<string, string> = {}): Promise<Registrations> =>
  runProgram(
    (opts) =>
      new ImagePipeline("images", readConfig({ deleteDerivatives: "false", workflow: "true", ...config }), opts),
  );

const parts: WorkflowParts = {
  partition: "aws",
  inspect: "arn:aws:lambda:eu-central-1:123456789012:function:inspect",
  render: "arn:aws:lambda:eu-central-1:123456789012:function:render",
  describe: "arn:aws:lambda:eu-central-1:123456789012:function:describe",
  table: "image-metadata",
  topic: "arn:aws:sns:eu-central-1:123456789012:image-alerts",
  deadLetters: "https://sqs.eu-central-1.amazonaws.com/123456789012/dead-letters",
  maxConcurrency: 4,
  timeoutSec: 300,
};

/** Every state, those inside a Map among them. */
function statesOf({ States }: Pick<StateMachineDefinition, "States">): [string, State][] {
  return Object.entries(States).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...(state.Type === "Map" ? statesOf({ States: state.ItemProcessor.States }) : []),
  ]);
}

describe("the workflow's definition", () => {
  for (const [kind, table] of [
    ["with a table", "image-metadata"],
    ["without one", undefined],
  ] as const) {
    it(`is a valid state machine, ${kind}`, () => {
      const verdict = validateDefinition(workflowDefinition({ ...parts, table }));
      expect(verdict.isValid, verdict.errorsText()).to.be.true;
      const broken = { ...workflowDefinition({ ...parts, table }), StartAt: "Nowhere" };
      expect(validateDefinition(broken).isValid).to.be.false;
    });
  }

  it("tries every task again, waiting longer each time, but no permanent refusal", () => {
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

  it("waits longer for a function that is busy", () => {
    for (const [name, state] of statesOf(workflowDefinition(parts))) {
      if (state.Type !== "Task" || !state.Resource.endsWith("lambda:invoke")) continue;
      const busy = state.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes("Lambda.TooManyRequestsException"));
      expect(busy, name).to.include({ MaxAttempts: 12, MaxDelaySeconds: 15, JitterStrategy: "FULL" });
    }
  });

  it("keeps whatever fails to the last", () => {
    const top = Object.entries(workflowDefinition(parts).States);
    for (const [name, state] of top) {
      if (name === "KeepEvent" || (state.Type !== "Task" && state.Type !== "Map")) continue;
      expect(state.Catch?.at(-1), name).to.deep.equal({
        ErrorEquals: ["States.ALL"],
        ResultPath: "$.error",
        Next: "KeepEvent",
      });
    }
  });

  it("renders no more variants at once than it is told to", () => {
    const { RenderVariants } = workflowDefinition({ ...parts, maxConcurrency: 7 }).States;
    expect(RenderVariants).to.include({ MaxConcurrency: 7, ItemsPath: "$.variants" });
  });

  it("names services of its own partition", () => {
    expect(JSON.stringify(workflowDefinition({ ...parts, partition: "aws-cn" }))).not.to.include("arn:aws:states");
  });

  it("records nothing where there is no table", () => {
    expect(JSON.stringify(workflowDefinition({ ...parts, table: undefined }))).not.to.include("dynamodb");
  });
});

describe("the workflow", () => {
  let stack: Registrations;
  before(async () => {
    stack = await deploy();
  });

  it("takes the trigger's place", () => {
    const notification = stack.one("aws:s3/bucketNotification:BucketNotification").inputs;
    expect(notification).to.deep.include({ eventbridge: true, lambdaFunctions: [] });
    expect(stack.ofType("aws:lambda/permission:Permission")).to.be.empty;
    const names = stack.ofType("aws:lambda/function:Function").map(({ inputs }) => inputs.name);
    expect(names).to.have.members(["image-workflow-inspect", "image-workflow-render", "image-workflow-describe"]);
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
    expect(standard.one("aws:sfn/stateMachine:StateMachine").inputs.type).to.equal("STANDARD");
  });

  const grants = (part: string) => {
    const policy = stack.one("aws:iam/rolePolicy:RolePolicy", part).inputs.policy as string;
    const { Statement } = JSON.parse(policy) as { Statement: { Sid: string; Action: string[]; Resource: string[] }[] };
    return Object.fromEntries(Statement.map(({ Sid, Action, Resource }) => [Sid, [...Action, ...Resource].join(" ")]));
  };

  it("has a role that may call what the definition calls", () => {
    const lambda = "arn:aws:lambda:eu-central-1:123456789012:function:image-workflow";
    expect(grants("images-workflow-policy")).to.deep.include({
      InvokeFunctions: `lambda:InvokeFunction ${lambda}-inspect ${lambda}-render ${lambda}-describe`,
      PutRecords: "dynamodb:PutItem arn:aws:dynamodb:eu-central-1:123456789012:table/image-metadata",
      Publish: "sns:Publish arn:aws:sns:eu-central-1:123456789012:image-alerts",
      SendMessages: "sqs:SendMessage arn:aws:sqs:eu-central-1:123456789012:images-dead-letters-queue-1a2b3c4",
    });
    expect(Object.keys(grants("workflow-describe"))).to.deep.equal(["WriteLogs", "WriteTraces"]);
    expect(Object.keys(grants("workflow-inspect"))).to.deep.equal([
      "ReadObjects",
      "ListBucket",
      "WriteLogs",
      "WriteTraces",
    ]);
    expect(grants("image-upload-rule-policy")).to.deep.equal({
      StartExecutions: "states:StartExecution arn:aws:states:eu-central-1:123456789012:stateMachine:image-workflow",
    });
  });

  it("is assumed by services of this account only", () => {
    for (const part of ["images-workflow-role", "image-upload-rule-role"]) {
      const trust = stack.one("aws:iam/role:Role", part).inputs.assumeRolePolicy as string;
      expect(trust, part).to.include('"aws:SourceAccount":"123456789012"');
    }
  });

  it("starts for the keys that the trigger would have started for", async () => {
    const source = "images-source-bucket-1a2b3c4";
    const starts = (registrations: Registrations, key: string, bucket = source) => {
      const pattern = registrations.one("aws:cloudwatch/eventRule:EventRule").inputs.eventPattern as string;
      return matchesPattern(parsePattern(pattern), objectCreated({ key, bucket }));
    };
    expect(["cat.jpg", "a/b.PNG", "cat.gif", "jpg"].map((key) => starts(stack, key))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(starts(stack, "cat.jpg", "another-bucket")).to.be.false;
    const prefixed = await deploy({ uploadPrefix: "up/" });
    expect(["up/cat.jpg", "up/a/cat.jpg", "cat.jpg", "up/cat.gif"].map((key) => starts(prefixed, key))).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    const everything = await deploy({ uploadPrefix: "up/", suffixes: "[]" });
    expect(["up/cat.gif", "cat.jpg"].map((key) => starts(everything, key))).to.deep.equal([true, false]);
  });

  it("keeps events that could not be delivered", () => {
    expect(stack.one("aws:cloudwatch/eventTarget:EventTarget").inputs).to.deep.include({
      deadLetterConfig: { arn: "arn:aws:sqs:eu-central-1:123456789012:images-dead-letters-queue-1a2b3c4" },
    });
    const policy = stack.one("aws:sqs/queuePolicy:QueuePolicy").inputs.policy as string;
    expect(policy).to.include('"Service":"events.amazonaws.com"').and.to.include('"aws:SourceAccount":"123456789012"');
  });

  it("tells people through an encrypted topic that takes TLS only", () => {
    expect(stack.one("aws:sns/topic:Topic").inputs).to.deep.include({
      name: "image-alerts",
      kmsMasterKeyId: "arn:aws:kms:eu-central-1:123456789012:key/images-encryption-key",
    });
    const policy = stack.one("aws:sns/topicPolicy:TopicPolicy").inputs.policy as string;
    expect(policy).to.include('"aws:SecureTransport":"false"');
    expect(stack.ofType("aws:sns/topicSubscription:TopicSubscription")).to.be.empty;
  });
});
