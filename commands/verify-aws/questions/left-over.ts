import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { GetEventSourceMappingCommand, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { DescribeStateMachineCommand } from "@aws-sdk/client-sfn";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";

import type { StateResource } from "../deployer";
import type { Question, Subject } from "../types";

/** Looks a resource up by its id; rejects where it does not exist. */
type Look = (subject: Subject, id: string) => Promise<unknown>;

/** The kinds of resources whose services this command has clients of. */
const looks: Readonly<Record<string, Look>> = {
  "aws:s3/bucket:Bucket": ({ s3 }, id) => s3.send(new HeadBucketCommand({ Bucket: id })),
  "aws:dynamodb/table:Table": ({ dynamodb }, id) => dynamodb.send(new DescribeTableCommand({ TableName: id })),
  "aws:sqs/queue:Queue": ({ sqs }, id) =>
    sqs.send(new GetQueueAttributesCommand({ QueueUrl: id, AttributeNames: ["QueueArn"] })),
  "aws:sns/topic:Topic": ({ sns }, id) => sns.send(new GetTopicAttributesCommand({ TopicArn: id })),
  "aws:lambda/function:Function": ({ lambda }, id) =>
    lambda.send(new GetFunctionConfigurationCommand({ FunctionName: id })),
  "aws:lambda/eventSourceMapping:EventSourceMapping": ({ lambda }, id) =>
    lambda.send(new GetEventSourceMappingCommand({ UUID: id })),
  "aws:sfn/stateMachine:StateMachine": ({ sfn }, id) =>
    sfn.send(new DescribeStateMachineCommand({ stateMachineArn: id })),
};

const gone = /NotFound|NoSuch|NonExistent|DoesNotExist|ResourceNotFound/;

async function exists(subject: Subject, { type, id = "" }: StateResource): Promise<boolean> {
  try {
    await looks[type]?.(subject, id);
    return true;
  } catch (error) {
    if (error instanceof Error && gone.test(error.name)) return false;
    throw error;
  }
}

/** Log groups that services make by themselves, of functions and APIs of the stack. */
async function logGroups(subject: Subject, resources: readonly StateResource[]): Promise<string[]> {
  const prefixes = resources.flatMap(({ type, id = "" }) =>
    type === "aws:lambda/function:Function"
      ? [`/aws/lambda/${id}`]
      : type === "aws:apigateway/restApi:RestApi"
        ? [`API-Gateway-Execution-Logs_${id}/`]
        : [],
  );
  const endpoint = process.env["AWS_ENDPOINT_URL"] ?? `https://logs.${subject.region}.amazonaws.com`;
  const found = await Promise.all(
    prefixes.map(async (logGroupNamePrefix) => {
      const { status, text } = await subject.request({
        ...{ service: "logs", url: `${endpoint}/`, method: "POST", body: JSON.stringify({ logGroupNamePrefix }) },
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "Logs_20140328.DescribeLogGroups",
        },
      });
      if (status !== 200) throw new Error(`DescribeLogGroups answered ${status}: ${text}`);
      const { logGroups: groups = [] } = JSON.parse(text) as { logGroups?: { logGroupName: string }[] };
      return groups.map(({ logGroupName }) => logGroupName);
    }),
  );
  return found.flat();
}

/**
 * What is there after the stack has been destroyed.
 *
 * @param before the resources of the stack while it was up
 */
export function leftOverQuestion(before: () => readonly StateResource[]): Question {
  return {
    id: "left-over",
    question: "Is anything of the stack left, log groups that services make by themselves included?",
    expected:
      "no bucket, table, queue, topic, function, state machine, event source mapping or log group of it, and an empty state",
    ask: async (subject) => {
      const custom = before().filter(({ custom }) => custom);
      const looked = custom.filter(({ type }) => type in looks);
      const kept = await Promise.all(looked.map(async (one) => ((await exists(subject, one)) ? [one.id ?? ""] : [])));
      const left = {
        resources: kept.flat(),
        logGroups: await logGroups(subject, custom),
        state: (await subject.deployer.resources()).map(({ urn }) => urn),
      };
      const holds = Object.values(left).every((names) => names.length === 0);
      return { holds, observed: { lookedAt: looked.length, ...left } };
    },
  };
}
