import { anywhere, arnOf, on, passRole, tagged, textOf, when, type CallsByType, type CallSubject } from "./api-call";

const functionArn = (subject: CallSubject): string =>
  arnOf(subject, "lambda", `function:${subject.id === "" ? textOf(subject.inputs, "name") : subject.id}`);

/** The function of a setting, whose input has its name or its ARN. */
const functionOf = (subject: CallSubject, input: string): string => {
  const name = textOf(subject.inputs, input);
  return name.startsWith("arn:") ? name : arnOf(subject, "lambda", `function:${name}`);
};

/** Lambda reads the layers that a function takes with the caller's permissions. */
const readLayers = ({ inputs }: CallSubject) =>
  ((inputs.layers ?? []) as readonly string[]).flatMap((layer) => on(layer, "lambda:GetLayerVersion"));

/** It looks at the network of a function with them, too ("Required IAM permissions" of VPCs in Lambda's guide). */
const readNetwork = ({ inputs }: CallSubject) =>
  when(
    inputs.vpcConfig !== undefined,
    anywhere("ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"),
  );

const layerArn = (subject: CallSubject): string =>
  arnOf(subject, "lambda", `layer:${textOf(subject.inputs, "layerName")}`);

const mappingArn = (subject: CallSubject): string => arnOf(subject, "lambda", `event-source-mapping:${subject.id}`);

const roleOf = ({ inputs }: CallSubject): string => textOf(inputs, "role");

const codeInputs = ["code", "architectures"];
const configInputs = [
  ...["description", "environment", "ephemeralStorage", "handler", "kmsKeyArn", "layers", "loggingConfig"],
  ...["memorySize", "role", "runtime", "timeout", "tracingConfig", "deadLetterConfig", "vpcConfig"],
];

/** An alias is authorized by its function. */
const functionOfAlias = (subject: CallSubject): string =>
  functionOf(subject, "functionName").replace(/(:function:[^:]+):.*$/, "$1");

/**
 * Source: `lambda/alias.go` (029aff97), `lambda/function.go` (0156d84e), `function_event_invoke_config.go` (01606926),
 * `permission.go` (04592f03), and of earlier versions `event_source_mapping.go` (0603f3b6), `layer_version.go`
 * (05389d46) of the Terraform provider. A function's tags come with `GetFunction`, which has them for callers with
 * `lambda:ListTags` alone (Lambda API, GetFunction).
 */
export const lambdaCalls: CallsByType = {
  "aws:lambda/alias:Alias": {
    create: (alias) => on(functionOfAlias(alias), "lambda:CreateAlias"),
    read: (alias) => on(functionOfAlias(alias), "lambda:GetAlias"),
    update: (alias) => on(functionOfAlias(alias), "lambda:UpdateAlias"),
    delete: (alias) => on(functionOfAlias(alias), "lambda:DeleteAlias"),
  },
  "aws:lambda/function:Function": {
    create: (fn) => [
      ...tagged(on(functionArn(fn), "lambda:CreateFunction", "lambda:TagResource"), fn.tags),
      ...passRole(roleOf(fn), "lambda.amazonaws.com"),
      ...readLayers(fn),
      ...readNetwork(fn),
    ],
    settle: (fn) =>
      when(
        Number(fn.inputs.reservedConcurrentExecutions ?? -1) >= 0,
        on(functionArn(fn), "lambda:PutFunctionConcurrency"),
      ),
    read: (fn) =>
      on(
        functionArn(fn),
        ...["lambda:GetFunction", "lambda:ListVersionsByFunction", "lambda:GetFunctionCodeSigningConfig"],
        "lambda:ListTags",
      ),
    update: (fn) => [
      ...when(codeInputs.some(fn.changed), on(functionArn(fn), "lambda:UpdateFunctionCode")),
      ...when(configInputs.some(fn.changed), [
        ...on(functionArn(fn), "lambda:UpdateFunctionConfiguration"),
        ...passRole(roleOf(fn), "lambda.amazonaws.com"),
        ...readLayers(fn),
        ...readNetwork(fn),
      ]),
      ...when(
        fn.inputs.publish === true && [...codeInputs, ...configInputs, "publish"].some(fn.changed),
        on(functionArn(fn), "lambda:PublishVersion"),
      ),
      ...when(
        fn.changed("reservedConcurrentExecutions"),
        on(
          functionArn(fn),
          Number(fn.inputs.reservedConcurrentExecutions ?? -1) >= 0
            ? "lambda:PutFunctionConcurrency"
            : "lambda:DeleteFunctionConcurrency",
        ),
      ),
      ...when(fn.changed("tags"), [
        ...tagged(on(functionArn(fn), "lambda:TagResource"), fn.tags),
        ...on(functionArn(fn), "lambda:UntagResource"),
      ]),
    ],
    delete: (fn) => on(functionArn(fn), "lambda:DeleteFunction", "lambda:GetFunction"),
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    create: (config) => on(functionOf(config, "functionName"), "lambda:PutFunctionEventInvokeConfig"),
    read: (config) => on(functionOf(config, "functionName"), "lambda:GetFunctionEventInvokeConfig"),
    update: (config) => on(functionOf(config, "functionName"), "lambda:PutFunctionEventInvokeConfig"),
    delete: (config) => on(functionOf(config, "functionName"), "lambda:DeleteFunctionEventInvokeConfig"),
  },
  // Mappings are authorized by identifier; a creation has no resource of its own.
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    create: (mapping) => [
      ...tagged(on("*", "lambda:CreateEventSourceMapping"), mapping.tags),
      ...tagged(on(mappingArn(mapping), "lambda:TagResource"), mapping.tags),
    ],
    read: (mapping) => on(mappingArn(mapping), "lambda:GetEventSourceMapping", "lambda:ListTags"),
    update: (mapping) => [
      ...on(mappingArn(mapping), "lambda:UpdateEventSourceMapping"),
      ...when(mapping.changed("tags"), [
        ...tagged(on(mappingArn(mapping), "lambda:TagResource"), mapping.tags),
        ...on(mappingArn(mapping), "lambda:UntagResource"),
      ]),
    ],
    delete: (mapping) => on(mappingArn(mapping), "lambda:DeleteEventSourceMapping", "lambda:GetEventSourceMapping"),
  },
  "aws:lambda/layerVersion:LayerVersion": {
    create: (layer) => on(layerArn(layer), "lambda:PublishLayerVersion"),
    read: (layer) => on(layer.id, "lambda:GetLayerVersion"),
    delete: (layer) => on(layer.id, "lambda:DeleteLayerVersion"),
  },
  "aws:lambda/permission:Permission": {
    create: (permission) => on(functionOf(permission, "function"), "lambda:AddPermission"),
    read: (permission) => on(functionOf(permission, "function"), "lambda:GetPolicy"),
    delete: (permission) => on(functionOf(permission, "function"), "lambda:RemovePermission", "lambda:GetPolicy"),
  },
};
