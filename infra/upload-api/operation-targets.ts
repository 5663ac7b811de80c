import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { FunctionDefaults } from "../pipeline-function";
import { ApiFunctions } from "./api-functions";
import type { UploadApiConfig } from "./config";
import { lambdaTarget } from "./lambda-target";
import type { OperationTarget } from "./operation-target";
import type { Operation } from "./operations";
import { s3Upload } from "./s3-upload";

export interface OperationTargetsArgs {
  readonly settings: UploadApiConfig;
  readonly account: AccountContext;
  readonly defaults: FunctionDefaults;
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
  /** Absent: the operations that work on records are left out. */
  readonly table?: aws.dynamodb.Table;
  /** What originals' keys begin with. */
  readonly prefix: string;
}

/** Declares who answers the operations; a function that answers two of them is declared once. */
export class OperationTargets {
  private readonly declared = new Map<string, aws.lambda.Function>();
  private readonly answering: ApiFunctions;

  constructor(
    private readonly name: string,
    private readonly api: aws.apigateway.RestApi,
    private readonly args: OperationTargetsArgs,
    private readonly opts: pulumi.CustomResourceOptions,
  ) {
    this.answering = new ApiFunctions(name, { ...args, corsOrigin: args.settings.corsOrigin }, opts);
  }

  /** The functions that answer what was asked for so far. */
  get functions(): readonly aws.lambda.Function[] {
    return [...this.declared.values()];
  }

  of({ id, answeredBy, method, path }: Operation): OperationTarget {
    const { account, source: bucket, table, prefix, defaults, settings } = this.args;
    if (answeredBy === "s3") {
      const { encryptionKey } = defaults;
      const { corsOrigin } = settings;
      return s3Upload(`${this.name}-s3`, { account, bucket, prefix, encryptionKey, corsOrigin }, this.opts);
    }
    const fn = this.declared.get(answeredBy) ?? this.answering.declare(answeredBy, table);
    this.declared.set(answeredBy, fn);
    return lambdaTarget(`${this.name}-${id}`, { api: this.api, fn, method, path }, this.opts);
  }
}
