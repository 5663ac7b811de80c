import type { ResourceState } from "@image-pipeline/local-pulumi";
import type { LinkView, NodeView } from "../../console/contract";

/** The parts of a registered resource that say what it is and whom it knows. */
export type RegisteredResource = Pick<ResourceState, "type" | "inputs" | "outputs">;

/** Resources that do something or keep something, by type; the others are settings of theirs. */
const kinds: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "bucket",
  "aws:lambda/function:Function": "function",
  "aws:sqs/queue:Queue": "queue",
  "aws:dynamodb/table:Table": "table",
  "aws:sns/topic:Topic": "topic",
  "aws:sfn/stateMachine:StateMachine": "state machine",
  "aws:cloudwatch/eventRule:EventRule": "event rule",
  "aws:apigateway/restApi:RestApi": "API",
};

/** What an action does to the resource that it is granted on. Logs, keys and traces are no part of the picture. */
const verbs: readonly (readonly [verb: string, actions: RegExp])[] = [
  ["runs", /^(lambda:InvokeFunction|states:Start\w*)$/],
  ["sends to", /^(sqs:SendMessage|sns:Publish)$/],
  ["reads", /^(s3:(Get|List)\w+|dynamodb:(Get|BatchGet|Query)\w*)$/],
  ["writes", /^(s3:Put\w+|dynamodb:(Put|Update)\w+)$/],
  ["deletes in", /^(s3:Delete\w+|dynamodb:Delete\w+)$/],
];

interface Node extends NodeView {
  readonly arn: string;
  readonly role?: string;
}

/** Which parts a stack has, and which of them triggers, reads or writes which, by its registered resources. */
export function stackLinks(resources: readonly RegisteredResource[]): {
  readonly nodes: readonly NodeView[];
  readonly links: readonly LinkView[];
} {
  const nodes = resources.flatMap(nodeOf);
  const found = new Map<string, { readonly from: string; readonly to: string; readonly verbs: Set<string> }>();
  const link = (from: string | undefined, verb: string, to: string | undefined) => {
    if (from === undefined || to === undefined) return;
    const key = JSON.stringify([from, to]);
    const known = found.get(key) ?? { from, to, verbs: new Set<string>() };
    found.set(key, { ...known, verbs: known.verbs.add(verb) });
  };
  for (const resource of resources) {
    for (const [from, verb, to] of linksOf(resource, nodes)) link(nameIn(nodes, from), verb, nameIn(nodes, to));
  }
  return {
    nodes: nodes.map(({ name, kind, description }) => ({ name, kind, description })),
    links: [...found.values()].map(({ from, to, verbs: all }) => ({ from, to, verbs: [...all] })),
  };
}

function nodeOf({ type, outputs }: RegisteredResource): Node[] {
  const kind = kinds[type];
  const [arn, role] = [text(outputs["arn"]), text(outputs["role"]) ?? text(outputs["roleArn"])];
  const name = text(outputs["name"]) ?? text(outputs["bucket"]) ?? text(outputs["id"]);
  if (kind === undefined || arn === undefined || name === undefined) return [];
  return [{ name, kind, arn, role: role?.split("/").at(-1), description: text(outputs["description"]) }];
}

/** The name of the part that an ARN, a pattern of one, or a name is of. */
function nameIn(nodes: readonly Node[], reference: string | undefined): string | undefined {
  return nodes.find(({ name, arn }) => {
    return reference === name || reference === arn || /^[/:]/.test(reference?.split(arn)[1] ?? "");
  })?.name;
}

type Found = readonly [from: string | undefined, verb: string, to: string | undefined];

function linksOf({ type, inputs, outputs }: RegisteredResource, nodes: readonly Node[]): Found[] {
  switch (type) {
    case "aws:s3/bucketNotification:BucketNotification": {
      const bucket = text(inputs["bucket"]);
      const functions = list(inputs["lambdaFunctions"]).map((one) => text(one["lambdaFunctionArn"]));
      return functions.map((to) => [bucket, "triggers", to]);
    }
    case "aws:cloudwatch/eventRule:EventRule": {
      const pattern = text(inputs["eventPattern"]) ?? "";
      const buckets = nodes.filter(({ kind, name }) => kind === "bucket" && pattern.includes(`"${name}"`));
      return buckets.map(({ name }) => [name, "triggers", text(outputs["arn"])]);
    }
    case "aws:cloudwatch/eventTarget:EventTarget":
      return [
        [text(inputs["rule"]), "sends to", text(inputs["arn"])],
        [text(inputs["rule"]), "sends failures to", text(map(inputs["deadLetterConfig"])["arn"])],
      ];
    case "aws:lambda/eventSourceMapping:EventSourceMapping":
      return [[text(inputs["eventSourceArn"]), "triggers", text(inputs["functionName"])]];
    case "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
      const failure = map(map(inputs["destinationConfig"])["onFailure"]);
      return [[text(inputs["functionName"]), "sends failures to", text(failure["destination"])]];
    }
    case "aws:apigateway/integration:Integration": {
      const api = nodes.find(({ kind, arn }) => kind === "API" && arn.endsWith(`/${text(inputs["restApi"])}`));
      return [[api?.arn, "runs", /\/functions\/(.+)\/invocations$/.exec(text(inputs["uri"]) ?? "")?.[1]]];
    }
    case "aws:iam/rolePolicy:RolePolicy":
      return policyLinks(
        text(inputs["policy"]) ?? "{}",
        nodes.filter(({ role }) => role === text(inputs["role"])),
      );
    default:
      return [];
  }
}

function policyLinks(policy: string, holders: readonly Node[]): Found[] {
  const { Statement = [] } = JSON.parse(policy) as { Statement?: { Action: string[]; Resource: string[] }[] };
  return Statement.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => {
      const verb = verbs.find(([, actions]) => actions.test(action))?.[0];
      if (verb === undefined) return [];
      return [Resource].flat().flatMap((to) => holders.map(({ arn }): Found => [arn, verb, to]));
    }),
  );
}

/** Values of properties, as far as they are known and no secrets. */
const text = (value: unknown) => (typeof value === "string" ? value : undefined);
const map = (value: unknown) => (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
const list = (value: unknown) => (Array.isArray(value) ? value.map(map) : []);
