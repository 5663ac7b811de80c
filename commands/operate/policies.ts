import { originalKeyIndex, prefixesOf, type FunctionRelease } from "../../handlers/contract";
import type { FoundStack } from "./find-stack";

/** The commands that work on a stack that is up. */
export type OperateCommand = "backfill" | "redrive" | "reconcile" | "delete-image" | "release";

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** An IAM policy document. */
interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

type Part = Pick<FoundStack, "outputs" | "region" | "accountId" | "processing">;

/** The least that a command may do, for a stack with these outputs. */
export function policyFor(command: OperateCommand, stack: Part): Policy {
  const arns = arnsOf(stack);
  const { source, destination, table } = arns;
  const originals = prefixesOf(stack.processing).map((prefix) => `${source}/${prefix}*`);
  const readOriginals = allow("ReadOriginals", ["s3:ListBucketVersions", "s3:ListBucket"], [source]);
  const readResults = [
    allow("ReadResults", ["s3:GetObject"], [`${destination}/*`]),
    // Without it S3 answers 403 instead of 404 for a result that is missing.
    allow("ListResults", ["s3:ListBucket"], [destination]),
  ];
  const readRecords = table === undefined ? [] : [allow("ReadRecords", ["dynamodb:BatchGetItem"], [table])];
  const statements: Readonly<Record<OperateCommand, readonly Statement[]>> = {
    backfill: [readOriginals, ...readRecords, ...readResults, ...arns.sending],
    redrive: [
      allow(
        "TakeDeadLetters",
        ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
        [arns.deadLetters],
      ),
      ...arns.sending,
      ...arns.removing,
    ],
    reconcile: [
      readOriginals,
      allow("SeeOriginals", ["s3:GetObject"], originals),
      ...readRecords,
      ...(table === undefined ? [] : [allow("ScanRecords", ["dynamodb:Scan"], [table])]),
      ...readResults,
      // For --repair alone.
      ...arns.sending,
      allow("RemoveResults", ["s3:DeleteObject"], [`${destination}/*`]),
      ...(table === undefined ? [] : [allow("RemoveRecords", ["dynamodb:DeleteItem"], [table])]),
    ],
    "delete-image": [
      allow("ListVersions", ["s3:ListBucketVersions", "s3:ListBucket"], [source, destination]),
      allow("DeleteOriginals", ["s3:DeleteObject", "s3:DeleteObjectVersion"], originals),
      allow("DeleteResults", ["s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion"], [`${destination}/*`]),
      ...(table === undefined
        ? []
        : [
            allow("DeleteRecords", ["dynamodb:GetItem", "dynamodb:DeleteItem"], [table]),
            allow("FindRecords", ["dynamodb:Query"], [`${table}/index/${originalKeyIndex.name}`]),
          ]),
    ],
    release: arns.releasing,
  };
  return { Version: "2012-10-17", Statement: [...statements[command], ...keyUse(command, stack)] };
}

/** Services that read encrypted data for a command. */
const readsThrough: Readonly<Record<OperateCommand, readonly ("s3" | "dynamodb" | "sqs")[]>> = {
  backfill: ["s3", "dynamodb"],
  redrive: ["sqs"],
  reconcile: ["s3", "dynamodb"],
  "delete-image": ["s3", "dynamodb"],
  release: [],
};

/** The use of the stack's own KMS key, through those services only. */
function keyUse(command: OperateCommand, { outputs, region }: Part): readonly Statement[] {
  const { encryptionKeyArn, metadataTable, workQueueUrl } = outputs;
  if (encryptionKeyArn === undefined) return [];
  const via = (services: readonly string[]) => ({
    StringEquals: { "kms:ViaService": services.map((service) => `${service}.${region}.amazonaws.com`) },
  });
  if (readsThrough[command].length === 0) return [];
  const readers = readsThrough[command].filter((service) => service !== "dynamodb" || metadataTable !== undefined);
  const sends = workQueueUrl !== undefined && command !== "delete-image";
  return [
    { ...allow("DecryptData", ["kms:Decrypt"], [encryptionKeyArn]), Condition: via(readers) },
    // Sending to an encrypted queue also decrypts the queue's data key.
    ...(sends
      ? [
          {
            ...allow("EncryptMessages", ["kms:GenerateDataKey", "kms:Decrypt"], [encryptionKeyArn]),
            Condition: via(["sqs"]),
          },
        ]
      : []),
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): Statement {
  return { Sid, Effect: "Allow", Action, Resource };
}

function arnsOf({ outputs, region = "", accountId }: Part) {
  const { functionName, removalFunctionName, workQueueUrl, metadataTable, deadLetterQueueUrl, releases } = outputs;
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  const queue = (url: string) => arn("sqs", new URL(url).pathname.split("/").at(-1) ?? "");
  return {
    source: `arn:${partition}:s3:::${outputs.sourceBucket}`,
    destination: `arn:${partition}:s3:::${outputs.destinationBucket}`,
    ...(metadataTable !== undefined && { table: arn("dynamodb", `table/${metadataTable}`) }),
    releasing: releasing(releases === undefined ? [] : (JSON.parse(releases) as readonly FunctionRelease[]), arn),
    deadLetters: queue(deadLetterQueueUrl),
    removing:
      removalFunctionName === undefined
        ? []
        : [allow("SendRemovals", ["lambda:InvokeFunction"], [arn("lambda", `function:${removalFunctionName}`)])],
    sending: [
      ...(functionName === undefined
        ? []
        : [allow("SendEvents", ["lambda:InvokeFunction"], [arn("lambda", `function:${functionName}`)])]),
      ...(workQueueUrl === undefined ? [] : [allow("SendEvents", ["sqs:SendMessage"], [queue(workQueueUrl)])]),
    ],
  };
}

/** Nothing, where functions get new code with the stack's update. */
function releasing(
  releases: readonly FunctionRelease[],
  arn: (service: string, resource: string) => string,
): readonly Statement[] {
  if (releases.length === 0) return [];
  const groups = releases.map(({ application, group }) => arn("codedeploy", `deploymentgroup:${application}/${group}`));
  const names = [...new Set(releases.map(({ application }) => application))];
  const applications = names.map((application) => arn("codedeploy", `application:${application}`));
  return [
    allow(
      "ReadAliases",
      ["lambda:GetAlias"],
      releases.map(({ functionName }) => arn("lambda", `function:${functionName}`)),
    ),
    allow("Release", ["codedeploy:CreateDeployment", "codedeploy:GetDeployment"], groups),
    // A deployment asks for both as well (CodeDeploy User Guide, "CodeDeploy permissions reference").
    allow("RegisterRevisions", ["codedeploy:RegisterApplicationRevision"], applications),
    allow(
      "ReadConfigs",
      ["codedeploy:GetDeploymentConfig"],
      [arn("codedeploy", "deploymentconfig:CodeDeployDefault.*")],
    ),
    // Has no resource-level permissions.
    allow("StopReleases", ["codedeploy:StopDeployment"], ["*"]),
  ];
}
