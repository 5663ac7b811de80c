import { join } from "node:path";

import { ApiGateway } from "./api-gateway/api-gateway";
import { ExecuteApiHttpService } from "./api-gateway/service";
import { CloudFront } from "./cloudfront/cloudfront";
import { CloudFrontHttpService } from "./cloudfront/service";
import { CodeDeploy } from "./codedeploy/code-deploy";
import { codeDeployInputs, codeDeployOperations } from "./codedeploy/operations";
import { CloudWatch } from "./cloudwatch/cloudwatch";
import { MetricsHttpService } from "./cloudwatch/service";
import { executionMetrics, queueMetrics } from "./cloudwatch/service-metrics";
import type { ServiceContext } from "./context";
import { DynamoDb } from "./dynamodb/dynamodb";
import { DynamoDbHttpService } from "./dynamodb/service";
import { EventBridge, type StartExecution } from "./event-bridge/event-bridge";
import { eventBridgeOperations } from "./event-bridge/operations";
import { AwsError } from "./http/aws-error";
import { HttpFront } from "./http/front";
import { jsonHeaders } from "./http/json-protocols";
import { JsonHttpService } from "./http/json-service";
import { Iam } from "./iam/iam";
import { Kms } from "./kms/kms";
import { kmsInputs } from "./kms/inputs";
import { kmsOperations } from "./kms/operations";
import { Destinations } from "./lambda/destinations";
import { EventSourceMappings } from "./lambda/event-source-mappings";
import { Lambda } from "./lambda/lambda";
import { functionReference } from "./lambda/reference";
import { LambdaHttpService } from "./lambda/service";
import { LogDeliveries } from "./logs/deliveries";
import { Logs } from "./logs/logs";
import { logsInputs } from "./logs/inputs";
import { logsOperations } from "./logs/operations";
import { S3 } from "./s3/s3";
import { S3HttpService } from "./s3/service";
import { secretsInputs, secretsOperations } from "./secrets-manager/operations";
import { SecretsManager } from "./secrets-manager/secrets-manager";
import { makeCallAsRole, type CallAsRole } from "./role-client";
import { Sns } from "./sns/sns";
import { SnsHttpService } from "./sns/service";
import { sqsOperations } from "./sqs/operations";
import { Sqs } from "./sqs/sqs";
import { StepFunctions } from "./step-functions/step-functions";
import { stepFunctionsInputs } from "./step-functions/inputs";
import { stepFunctionsOperations } from "./step-functions/operations";
import { StsHttpService } from "./sts/service";
import { EventTargets } from "./targets";

/** Arguments of {@link Services}. */
interface ServicesSpec {
  readonly context: ServiceContext;
  /** Temporary folder for unpacked code, outside of the project. */
  readonly runDir: string;
}

/** All services of a cloud, wired to each other and to the endpoint. */
export class Services {
  readonly targets = new EventTargets();
  readonly iam: Iam;
  readonly kms: Kms;
  readonly secretsManager: SecretsManager;
  readonly logs: Logs;
  readonly logDeliveries: LogDeliveries;
  readonly s3: S3;
  readonly dynamodb: DynamoDb;
  readonly sqs: Sqs;
  readonly sns: Sns;
  readonly lambda: Lambda;
  readonly eventSourceMappings: EventSourceMappings;
  readonly cloudwatch: CloudWatch;
  readonly eventBridge: EventBridge;
  readonly stepFunctions: StepFunctions;
  readonly apiGateway: ApiGateway;
  readonly cloudfront: CloudFront;
  readonly codeDeploy: CodeDeploy;
  readonly front: HttpFront;
  private readonly roles: ReturnType<typeof makeCallAsRole>;

  constructor({ context, runDir }: ServicesSpec) {
    const { targets } = this;
    this.iam = new Iam(context);
    this.kms = new Kms(context);
    this.secretsManager = new SecretsManager(context);
    this.logs = new Logs(context);
    this.logDeliveries = new LogDeliveries(context);
    this.s3 = new S3(context, this.iam, this.kms, targets);
    this.dynamodb = new DynamoDb(context);
    this.sqs = new Sqs(context, this.iam, this.kms, targets);
    this.sns = new Sns(context, this.iam, this.kms, targets);
    this.lambda = new Lambda(context, this.iam, this.logs, targets, join(runDir, "lambda"));
    this.eventSourceMappings = new EventSourceMappings({
      cloud: context,
      iam: this.iam,
      kms: this.kms,
      sqs: this.sqs,
      lambda: this.lambda,
      dynamodb: this.dynamodb,
      destinations: new Destinations(context, this.iam, targets),
    });
    this.cloudwatch = this.makeCloudWatch(context);
    this.roles = makeCallAsRole({
      region: context.region,
      endpoint: context.endpoint,
      assumeRole: (roleArn, principal, sourceArn) => this.assumeRole(roleArn, principal, sourceArn),
    });
    const { call } = this.roles;
    const { iam, logs } = this;
    this.stepFunctions = new StepFunctions({
      cloud: context,
      iam,
      logs,
      call,
      ended: ({ stateMachineArn, status, startedAt, stoppedAt = Date.now() }) => {
        if (status === "RUNNING") return;
        this.cloudwatch.put(executionMetrics(stateMachineArn, status, stoppedAt - startedAt, stoppedAt));
      },
    });
    this.eventBridge = new EventBridge(context, targets, makeStartExecution(call));
    this.apiGateway = new ApiGateway({
      cloud: context,
      iam,
      logs,
      call,
      invokeFunction: async (functionArn, payload, as) => {
        const reference = functionReference(functionArn);
        this.lambda.authorizeInvoke(as, reference);
        const result = await this.lambda.invoke(reference, payload);
        return { payload: result.payload, failed: result.status !== "ok" };
      },
    });
    this.cloudfront = new CloudFront(context, iam, logs);
    this.codeDeploy = new CodeDeploy({
      cloud: context,
      iam,
      lambda: this.lambda,
      alarm: (name) => {
        const alarm = this.cloudwatch.alarms.all().find(({ spec }) => spec.name === name);
        return alarm && { arn: alarm.spec.arn, isActive: alarm.state === "ALARM" };
      },
    });
    this.front = new HttpFront(this.iam, context.region, context.state, context.traces);
    this.serve(context);
  }

  /** Continues with what the last run has left. Call when the endpoint listens. */
  async resume(): Promise<void> {
    this.lambda.resume();
    this.eventBridge.resume();
    this.stepFunctions.resume();
    this.eventSourceMappings.start();
    this.codeDeploy.resume();
    await this.cloudfront.resume();
  }

  async close(): Promise<void> {
    // First whatever would take the end of the others for a failure.
    for (const service of [
      this.codeDeploy,
      this.eventSourceMappings,
      this.eventBridge,
      this.stepFunctions,
      this.cloudwatch,
    ]) {
      service.close();
    }
    this.lambda.stopEvents();
    await Promise.all([this.front.close(), this.lambda.close(), this.cloudfront.close()]);
    this.roles.close();
    this.sqs.close();
  }

  private makeCloudWatch(cloud: ServiceContext): CloudWatch {
    const as = (alarmArn: string) => ({
      kind: "service" as const,
      principal: "cloudwatch.amazonaws.com",
      sourceArn: alarmArn,
      sourceAccount: cloud.accountId,
    });
    return new CloudWatch({
      cloud,
      publish: (topicArn, subject, message, alarmArn) => {
        this.sns.authorize(as(alarmArn), "sns:Publish", this.sns.topic(topicArn));
        this.sns.publish(topicArn, { subject, message, attributes: {} });
      },
      gauges: () =>
        this.sqs.queues().flatMap((queue) => {
          const visibleMessages = Number(queue.counts().ApproximateNumberOfMessages);
          return queueMetrics({ name: queue.name, visibleMessages, oldestAgeMs: queue.oldestAgeMs }, Date.now());
        }),
    });
  }

  private assumeRole(roleArn: string, principal: string, sourceArn: string) {
    const role = this.iam.roleByArn(roleArn);
    if (role === undefined || !this.iam.mayAssume(role, principal, sourceArn)) {
      throw new AwsError(
        "AccessDenied",
        `User: ${principal} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
        403,
      );
    }
    return this.iam.startSession(role.name, principal.replace(".amazonaws.com", ""));
  }

  private serve(context: ServiceContext): void {
    const { front, iam, kms, logs, sqs } = this;
    const { faults } = context;
    front.use(new S3HttpService(this.s3));
    front.use(new DynamoDbHttpService(this.dynamodb, iam, kms, context));
    front.use(new LambdaHttpService(this.lambda, context, this.eventSourceMappings));
    front.use(new SnsHttpService(this.sns, context));
    front.use(new StsHttpService(iam));
    front.use(new ExecuteApiHttpService(this.apiGateway));
    front.use(new MetricsHttpService(this.cloudwatch));
    front.use(new CloudFrontHttpService(this.cloudfront));
    front.use(new JsonHttpService("states", stepFunctionsOperations, this.stepFunctions, faults, stepFunctionsInputs));
    front.use(new JsonHttpService("events", eventBridgeOperations, { bus: this.eventBridge, iam }, faults));
    front.use(new JsonHttpService("sqs", sqsOperations, sqs, faults));
    front.use(new JsonHttpService("logs", logsOperations, { logs, iam }, faults, logsInputs));
    front.use(new JsonHttpService("kms", kmsOperations, { kms, iam }, faults, kmsInputs));
    const codeDeploy = { codeDeploy: this.codeDeploy, iam };
    front.use(new JsonHttpService("codedeploy", codeDeployOperations, codeDeploy, faults, codeDeployInputs));
    const secrets = { secrets: this.secretsManager, iam };
    front.use(new JsonHttpService("secretsmanager", secretsOperations, secrets, faults, secretsInputs));
  }
}

/** Starts executions as the target's role, over HTTP like any client. */
function makeStartExecution(call: CallAsRole): StartExecution {
  return async ({ stateMachineArn, input, name }, roleArn, ruleArn) => {
    const response = await call(roleArn, "events.amazonaws.com", ruleArn, {
      service: "states",
      method: "POST",
      path: "/",
      headers: jsonHeaders("states", "StartExecution"),
      body: JSON.stringify({ stateMachineArn, input, name }),
    });
    if (response.status < 300) return;
    const { __type, message } = JSON.parse(response.body.toString()) as { __type?: string; message?: string };
    // An earlier attempt has started it, and its answer was lost.
    if (__type === "ExecutionAlreadyExists") return;
    throw new AwsError(__type ?? "InternalError", message ?? "", response.status);
  };
}
