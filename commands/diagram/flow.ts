import type { RunResult } from "@image-pipeline/local-pulumi";

type Resource = RunResult["resources"][number];
type Properties = Readonly<Record<string, unknown>>;

/** A resource that does, holds or passes something on. */
export interface FlowNode {
  /** Name in the program, which does not change from stack to stack. */
  readonly name: string;
  readonly kind: keyof typeof kinds;
}

/** What one resource does to another. */
export interface FlowEdge {
  readonly from: string;
  readonly to: string;
  /** `flow`: it sends or starts; `access`: it reads or writes; `failure`: only what has failed. */
  readonly kind: "flow" | "access" | "failure";
  readonly label: string;
}

/** Who triggers, reads and writes whom. */
export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
}

/** Types that are drawn, and what people call them. */
const kinds = {
  "aws:s3/bucket:Bucket": "S3 bucket",
  "aws:lambda/function:Function": "Lambda function",
  "aws:sqs/queue:Queue": "SQS queue",
  "aws:sns/topic:Topic": "SNS topic",
  "aws:dynamodb/table:Table": "DynamoDB table",
  "aws:sfn/stateMachine:StateMachine": "Step Functions",
  "aws:apigateway/restApi:RestApi": "API Gateway",
  "aws:cloudwatch/eventRule:EventRule": "EventBridge rule",
  "aws:cloudfront/distribution:Distribution": "CloudFront",
} as const;

const ALARMS = "alarms";
const EVENT_BUS = "event bus";

/** Nodes that are no resource of the stack, by name: one for all alarms, and the account's default event bus. */
export const otherNodes: Readonly<Record<string, string>> = { [ALARMS]: "CloudWatch", [EVENT_BUS]: "EventBridge" };

/** What people call a kind of node. */
export const kindLabel = (kind: FlowNode["kind"]): string => kinds[kind];

/** How an action of IAM is named in the diagram; undefined: it moves no data. */
function verbOf(action: string): string | undefined {
  const [service = "", name = ""] = action.split(":");
  if (service === "s3") {
    if (/^(Get|List)/.test(name)) return "reads";
    return /^Delete/.test(name) ? "deletes" : /^Put/.test(name) ? "writes" : undefined;
  }
  if (service === "dynamodb") {
    // What a function may do with a stream is what its mapping does.
    if (/Stream|Shard|^GetRecords$/.test(name)) return undefined;
    return /^(Get|Query|Scan)/.test(name) ? "reads" : "writes";
  }
  if (service === "sqs" && name === "SendMessage") return "sends";
  if ((service === "sns" && name === "Publish") || (service === "events" && name === "PutEvents")) return "publishes";
  if (service === "cloudfront") return name === "CreateInvalidation" ? "invalidates" : undefined;
  return service === "states" && /^Start/.test(name) ? "starts" : undefined;
}

const VERBS = ["reads", "writes", "deletes", "sends", "publishes", "starts", "invalidates"];

const nameOf = ({ urn }: Resource): string => urn.split("::").at(-1) ?? urn;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Properties | undefined)?.[key], value);

/** Finds nodes by what resources say of each other: ARNs, names, URLs. */
class Directory {
  private readonly names: (readonly [needle: string, name: string])[] = [];

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      const { arn, name, bucket, url } = resource.outputs as Record<string, unknown>;
      for (const needle of [arn, url, name, bucket, resource.id]) {
        if (typeof needle === "string" && needle !== "") this.names.push([needle, nameOf(resource)]);
      }
    }
    // The longest first: an ARN holds the name.
    this.names.sort(([a], [b]) => b.length - a.length);
  }

  /** The node that a text names; undefined: none. */
  find(value: unknown): string | undefined {
    const where = text(value);
    return where === "" ? undefined : this.names.find(([needle]) => where.includes(needle))?.[1];
  }

  /** Every node that a text names. */
  all(value: string): string[] {
    return [...new Set(this.names.filter(([needle]) => value.includes(needle)).map(([, name]) => name))];
  }
}

/**
 * The flow of a stack by its registered resources: notifications, rules, mappings, integrations, definitions,
 * destinations, and what the policies of its roles allow.
 */
export function flowOf(resources: readonly Resource[]): Flow {
  const drawn = resources.filter(({ type }) => type in kinds);
  const directory = new Directory(drawn);
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const functions = new Set(ofType("aws:lambda/function:Function").map(nameOf));
  const edges = new Map<string, FlowEdge>();
  const connect = (from: string | undefined, to: string | undefined, kind: FlowEdge["kind"], label: string) => {
    if (from === undefined || to === undefined || from === to) return;
    const key = [from, to, kind === "access" ? "access" : label].join();
    edges.set(key, { from, to, kind, label: joined(edges.get(key)?.label, label) });
  };
  notifications(ofType("aws:s3/bucketNotification:BucketNotification"), directory, connect);
  rules(
    ofType("aws:cloudwatch/eventRule:EventRule"),
    ofType("aws:cloudwatch/eventTarget:EventTarget"),
    directory,
    connect,
  );
  for (const { inputs } of ofType("aws:lambda/eventSourceMapping:EventSourceMapping")) {
    connect(directory.find(inputs["eventSourceArn"]), directory.find(inputs["functionName"]), "flow", "is polled by");
  }
  for (const { inputs } of ofType("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")) {
    const destination = at(inputs, "destinationConfig", "onFailure", "destination");
    connect(directory.find(inputs["functionName"]), directory.find(destination), "failure", "after its retries");
  }
  for (const queue of ofType("aws:sqs/queue:Queue")) {
    const { redrivePolicy } = queue.inputs as Properties;
    const target = at(JSON.parse(text(redrivePolicy) || "{}"), "deadLetterTargetArn");
    connect(nameOf(queue), directory.find(target), "failure", "dead letters");
  }
  for (const { inputs } of ofType("aws:apigateway/integration:Integration")) {
    connect(directory.find(inputs["restApi"]), directory.find(inputs["uri"]), "flow", "calls");
  }
  for (const machine of ofType("aws:sfn/stateMachine:StateMachine")) {
    for (const name of directory.all(text(machine.inputs["definition"]))) {
      // What else it does is in the policy of its role.
      if (functions.has(name)) connect(nameOf(machine), name, "flow", "runs");
    }
  }
  for (const distribution of ofType("aws:cloudfront/distribution:Distribution")) {
    for (const origin of list(distribution.inputs["origins"]))
      connect(nameOf(distribution), directory.find(at(origin, "domainName")), "access", "reads");
  }
  grants(ofType("aws:iam/rolePolicy:RolePolicy"), drawn, directory, connect);
  const alarms = ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
  for (const { inputs } of alarms) {
    for (const action of list(inputs["alarmActions"])) connect(ALARMS, directory.find(action), "failure", "publish");
  }
  const told = new Set(
    [...edges.values()].filter(({ kind }) => kind !== "access").map(({ from, to }) => `${from} ${to}`),
  );
  // That a function may send what it sends is no news.
  const all = [...edges.values()].filter(({ from, to, kind }) => kind !== "access" || !told.has(`${from} ${to}`));
  const named = new Set(all.flatMap(({ from, to }) => [from, to]));
  return {
    nodes: drawn
      .map((resource) => ({ name: nameOf(resource), kind: resource.type as FlowNode["kind"] }))
      .filter(({ name }) => named.has(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    edges: all.sort((a, b) => (`${a.from} ${a.to} ${a.label}` < `${b.from} ${b.to} ${b.label}` ? -1 : 1)),
  };
}

type Connect = (from: string | undefined, to: string | undefined, kind: FlowEdge["kind"], label: string) => void;

/** Verbs once each, in one order. */
function joined(before: string | undefined, label: string): string {
  const verbs = new Set([...(before?.split(", ") ?? []), label]);
  return [...verbs].sort((a, b) => VERBS.indexOf(a) - VERBS.indexOf(b)).join(", ");
}

function notifications(resources: readonly Resource[], directory: Directory, connect: Connect): void {
  for (const { inputs } of resources) {
    const bucket = directory.find(inputs["bucket"]);
    for (const kind of ["lambdaFunctions", "queues", "topics"]) {
      for (const target of list(inputs[kind])) {
        const arn = at(target, "lambdaFunctionArn") ?? at(target, "queueArn") ?? at(target, "topicArn");
        for (const event of list(at(target, "events"))) {
          connect(bucket, directory.find(arn), "flow", text(event).includes("Created") ? "created" : "removed");
        }
      }
    }
  }
}

function rules(
  declared: readonly Resource[],
  targets: readonly Resource[],
  directory: Directory,
  connect: Connect,
): void {
  for (const rule of declared) {
    const pattern: unknown = JSON.parse(text(rule.inputs["eventPattern"]) || "{}");
    const [type] = list(at(pattern, "detail-type"));
    for (const bucket of list(at(pattern, "detail", "bucket", "name"))) {
      connect(
        directory.find(bucket),
        nameOf(rule),
        "flow",
        text(type)
          .replace(/^Object /, "")
          .toLowerCase(),
      );
    }
  }
  for (const { inputs } of targets) {
    const rule = directory.find(inputs["rule"]);
    connect(rule, directory.find(inputs["arn"]), "flow", "sends");
    connect(rule, directory.find(at(inputs, "deadLetterConfig", "arn")), "failure", "undelivered");
  }
}

/** What roles allow those that have them: reading, writing, sending and starting. */
function grants(
  policies: readonly Resource[],
  drawn: readonly Resource[],
  directory: Directory,
  connect: Connect,
): void {
  for (const { inputs } of policies) {
    const role = text(inputs["role"]);
    const owners = drawn.filter(({ inputs: own }) => [own["role"], own["roleArn"]].some((arn) => isRole(arn, role)));
    const { Statement: statements } = JSON.parse(text(inputs["policy"]) || "{}") as { Statement?: unknown };
    for (const statement of list(statements)) {
      const verbs = list(at(statement, "Action")).flatMap((action) => verbOf(text(action)) ?? []);
      for (const resource of list(at(statement, "Resource"))) {
        for (const owner of owners) {
          for (const verb of verbs) {
            const target = text(resource).includes(":event-bus/") ? EVENT_BUS : directory.find(resource);
            connect(nameOf(owner), target, verb === "starts" ? "flow" : "access", verb);
          }
        }
      }
    }
  }
}

const isRole = (arn: unknown, role: string): boolean => role !== "" && text(arn).endsWith(`/${role}`);
