import { ACCOUNT, describeLifecycles, type Lifecycle } from "../../support/cloud/resource-lifecycle";
import { policy, trust } from "../../../../local-aws/test/support/cloud/use-cloud";

const BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

const lifecycles: readonly Lifecycle[] = [
  {
    type: "aws:iam/role:Role",
    inputs: () => ({
      name: "life",
      assumeRolePolicy: trust(),
      inlinePolicies: [{ name: "p", policy: policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]) }],
    }),
    changes: [
      [() => ({ name: "life", assumeRolePolicy: trust() }), "same"],
      [() => ({ name: "life", assumeRolePolicy: trust("states.amazonaws.com") }), "update"],
      [() => ({ name: "life", assumeRolePolicy: trust(), path: "/x/" }), "replace path"],
      [() => ({ name: "life", assumeRolePolicy: trust(), permissionsBoundary: BASIC_EXECUTION }), "update"],
    ],
    outs: () => ({ arn: `arn:aws:iam::${ACCOUNT}:role/life`, name: "life", maxSessionDuration: 3600, path: "/" }),
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    inputs: ({ role }) => ({
      name: "life",
      role: role.outs.name,
      policy: policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]),
    }),
    changes: [
      [
        ({ role }) => ({
          name: "life",
          role: role.outs.name,
          policy: policy([{ Effect: "Deny", Action: "s3:*", Resource: "*" }]),
        }),
        "update",
      ],
      [
        () => ({ name: "life", role: "other", policy: policy([{ Effect: "Allow", Action: "s3:*", Resource: "*" }]) }),
        "replace role",
      ],
    ],
    outs: ({ role }) => ({ role: role.outs.name }),
  },
  {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    inputs: ({ role }) => ({ role: role.outs.name, policyArn: BASIC_EXECUTION }),
    changes: [
      [() => ({ role: "other", policyArn: BASIC_EXECUTION }), "replace role"],
      [
        ({ role }) => ({ role: role.outs.name, policyArn: "arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess" }),
        "replace policyArn",
      ],
    ],
    outs: ({ role }) => ({ role: role.outs.name, policyArn: BASIC_EXECUTION }),
  },
  {
    type: "aws:kms/key:Key",
    inputs: () => ({ description: "life", enableKeyRotation: true }),
    changes: [
      [() => ({ description: "life", enableKeyRotation: false }), "update"],
      [() => ({ description: "other", enableKeyRotation: true }), "update"],
    ],
    outs: () => ({ isEnabled: true, enableKeyRotation: true, rotationPeriodInDays: 365 }),
  },
  {
    type: "aws:kms/alias:Alias",
    inputs: ({ key }) => ({ name: "alias/life", targetKeyId: key.outs.keyId }),
    changes: [[({ key }) => ({ name: "alias/life2", targetKeyId: key.outs.keyId }), "replace name"]],
    outs: ({ key }) => ({ arn: `arn:aws:kms:us-east-1:${ACCOUNT}:alias/life`, targetKeyArn: key.outs.arn }),
  },
];

describeLifecycles("IAM and KMS", lifecycles);
