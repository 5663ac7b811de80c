import type { Member, ServiceInputs } from "../http/input-shape";

const groupName: Member = { kind: "string", min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ };
const groupIdentifier: Member = { kind: "string", min: 1, max: 2048, pattern: /^[\w#+=/:,.@-]*$/ };
const streamName: Member = { kind: "string", min: 1, max: 512, pattern: /^[^:*]*$/ };
const time: Member = { kind: "integer", min: 0 };
const limit = (max: number): Member => ({ kind: "integer", min: 1, max });
const token: Member = { kind: "string", min: 1 };
const group = { logGroupName: groupName, logGroupIdentifier: groupIdentifier };

/** Inputs of the operations, after AWS's model `logs`. */
export const logsInputs: ServiceInputs = {
  code: "InvalidParameterException",
  operations: {
    DescribeLogGroups: {
      logGroupNamePrefix: groupName,
      limit: limit(50),
      nextToken: token,
      accountIdentifiers: "unsupported",
      logGroupNamePattern: "unsupported",
      includeLinkedAccounts: "unsupported",
      logGroupClass: "unsupported",
      logGroupIdentifiers: "unsupported",
    },
    DescribeLogStreams: {
      ...group,
      limit: limit(50),
      nextToken: token,
      logStreamNamePrefix: "unsupported",
      orderBy: "unsupported",
      descending: "unsupported",
    },
    GetLogEvents: {
      ...group,
      logStreamName: { ...streamName, required: true },
      startTime: time,
      endTime: time,
      limit: limit(10_000),
      nextToken: token,
      startFromHead: { kind: "boolean" },
      unmask: "unsupported",
    },
    FilterLogEvents: {
      ...group,
      logStreamNames: { kind: "list", min: 1, max: 100 },
      startTime: time,
      endTime: time,
      filterPattern: { kind: "string", max: 1024 },
      limit: limit(10_000),
      nextToken: token,
      interleaved: { kind: "boolean" },
      logStreamNamePrefix: "unsupported",
      startFromHead: "unsupported",
      unmask: "unsupported",
    },
    ListTagsForResource: {
      resourceArn: { kind: "string", required: true, min: 1, max: 1011, pattern: /^[\w+=/:,.@-]*$/ },
    },
  },
};
