import {
  EACH_FORMAT,
  encodedFormats,
  flipAxes,
  gravities,
  variantAnimations,
  variantChromas,
  variantFits,
  variantFormats,
  variantPositions,
} from "../../handlers/contract";
import { deliveryHeaderSettings, deliverySettings } from "../delivery/config";
import {
  existingBucketSettings,
  existingKeySettings,
  existingSourceSettings,
  existingTopicSettings,
} from "../existing/config";
import { monitoringSettings } from "../monitoring/config";
import { webhookSettings } from "../notify/config";
import { rolesSettings } from "../organisation/config";
import type { Settings } from "../settings";
import { stackSettings } from "../stack-settings";
import { uploadApiSettings } from "../upload-api/config";
import { workflowSettings } from "../workflow/config";
import { deliveryHeaderRows, deliveryRows, notifyRows, routeRows, stackRows, vpcRows } from "./configuration";
import { rowsOf, type Row } from "./rows";
import { operationRows, variantRows, watermarkRows } from "./variant-rows";

/** Texts that a value is one of. */
export interface Choices {
  /** Name of the type. */
  readonly name: string;
  readonly values: readonly string[];
}

/** An interface of the component's arguments. */
export interface ArgsInterface {
  readonly name: string;
  readonly summary: string;
  readonly rows: readonly Row[];
  /** Types of the rows that are not what their settings say, by key. */
  readonly types: Readonly<Record<string, string | Choices>>;
  /** Whether exactly one of the properties is given. Default false. */
  readonly oneOf?: boolean;
}

/** Types of the settings of a table that a row does not tell: choices, and texts that may be outputs. */
function typesOf(settings: Settings, prefix: string): Record<string, string | Choices> {
  const entries = Object.entries(settings).map(([key, setting]): readonly [string, string | Choices] | undefined => {
    if (setting.kind === "choice") return [key, { name: prefix + capitalised(key), values: setting.choices }];
    return setting.kind === "text" && setting.output ? [key, "pulumi.Input<string>"] : undefined;
  });
  return Object.fromEntries(entries.filter((entry) => entry !== undefined));
}

const capitalised = (key: string): string => key.replace(/^./, (first) => first.toUpperCase());

const formatChoices: Choices = { name: "EncodedFormat", values: encodedFormats };

/** The rows of something that exists, without whose name there is nothing. */
const withRequired = (rows: readonly Row[]): readonly Row[] =>
  rows.map((row) => (row.key === "existing" ? { ...row, fallback: "required" } : row));

/** The component's arguments and what they consist of, the outermost first. */
export const argsInterfaces: readonly ArgsInterface[] = [
  {
    name: "ImagePipelineArgs",
    summary: "Arguments of an image pipeline.",
    rows: stackRows,
    types: {
      ...typesOf(stackSettings, ""),
      suffixes: "string[]",
      variants: "VariantSettings[]",
      routes: "RouteSettings[]",
      uploadApi: "UploadApiSettings",
      notify: "NotifySettings",
      workflow: "WorkflowSettings",
      delivery: "DeliverySettings",
      monitoring: "MonitoringSettings",
      source: "ExistingSourceSettings",
      destination: "ExistingBucketSettings",
      encryptionKey: "ExistingKeySettings",
      alertTopic: "ExistingTopicSettings",
      roles: "RoleSettings",
      vpc: "VpcSettings",
      tags: "{ [key: string]: string }",
    },
  },
  {
    name: "ExistingSourceSettings",
    summary: "A bucket that exists already, which takes the originals.",
    rows: withRequired(rowsOf(existingSourceSettings)),
    types: {},
  },
  {
    name: "ExistingBucketSettings",
    summary: "A bucket that exists already.",
    rows: withRequired(rowsOf(existingBucketSettings)),
    types: {},
  },
  {
    name: "ExistingKeySettings",
    summary: "A KMS key that exists already.",
    rows: withRequired(rowsOf(existingKeySettings)),
    types: {},
  },
  {
    name: "ExistingTopicSettings",
    summary: "A topic that exists already.",
    rows: withRequired(rowsOf(existingTopicSettings)),
    types: {},
  },
  {
    name: "RoleSettings",
    summary: "How the pipeline's roles are made.",
    rows: rowsOf(rolesSettings),
    types: {},
  },
  {
    name: "VpcSettings",
    summary: "The network that the functions run in.",
    rows: vpcRows,
    types: { subnets: "string[]", securityGroups: "string[]" },
  },
  {
    name: "UploadApiSettings",
    summary: "Settings of the upload API.",
    rows: rowsOf(uploadApiSettings),
    types: typesOf(uploadApiSettings, "UploadApi"),
  },
  {
    name: "NotifySettings",
    summary: "Settings of the events that tell what has become of images.",
    rows: notifyRows,
    types: { webhook: "WebhookSettings" },
  },
  {
    name: "WebhookSettings",
    summary: "Settings of the webhook.",
    rows: rowsOf(webhookSettings).map((row) => ({ ...row, fallback: "required" })),
    types: typesOf(webhookSettings, "Webhook"),
  },
  {
    name: "WorkflowSettings",
    summary: "Settings of the workflow.",
    rows: rowsOf(workflowSettings),
    types: typesOf(workflowSettings, "Workflow"),
  },
  {
    name: "DeliverySettings",
    summary: "Settings of the distribution in front of the results.",
    rows: [
      ...deliveryRows,
      {
        key: "headers",
        type: "object",
        values: "an object",
        fallback: "that of each setting in it",
        meaning: "What answers say to browsers",
      },
    ],
    types: { ...typesOf(deliverySettings, "Delivery"), headers: "DeliveryHeaderSettings" },
  },
  {
    name: "DeliveryHeaderSettings",
    summary: "What answers of the distribution say to browsers.",
    rows: deliveryHeaderRows,
    types: { ...typesOf(deliveryHeaderSettings, ""), corsOrigins: "string[]" },
  },
  {
    name: "MonitoringSettings",
    summary: "Settings of alarms and dashboard.",
    rows: rowsOf(monitoringSettings),
    types: typesOf(monitoringSettings, "Monitoring"),
  },
  {
    name: "RouteSettings",
    summary: "What is made of the uploads below one prefix.",
    rows: routeRows,
    types: { suffixes: "string[]", variants: "VariantSettings[]" },
  },
  {
    name: "VariantSettings",
    summary: "A result that every image gets, or a set of them.",
    rows: variantRows,
    types: {
      widths: "number[]",
      fit: { name: "VariantFit", values: variantFits },
      position: { name: "VariantPosition", values: variantPositions },
      format: { name: "VariantFormat", values: [...variantFormats, EACH_FORMAT] },
      formats: formatChoices,
      chroma: { name: "VariantChroma", values: variantChromas },
      palette: { name: "VariantPalette", values: ["true", "false", "auto"] },
      animation: { name: "VariantAnimation", values: variantAnimations },
      operations: "OperationSettings[]",
    },
  },
  {
    name: "OperationSettings",
    summary: "Something that is done to a result after it was fitted: exactly one of the properties is given.",
    rows: operationRows,
    types: { flip: { name: "FlipAxis", values: flipAxes }, watermark: "WatermarkSettings" },
    oneOf: true,
  },
  {
    name: "WatermarkSettings",
    summary: "An image that is drawn over a result.",
    rows: watermarkRows,
    types: { gravity: { name: "Gravity", values: gravities } },
  },
];
