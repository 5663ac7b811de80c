import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { makeCreateUpload } from "../../handlers/api/create-upload";
import { makeDeleteImage } from "../../handlers/api/delete-image";
import type { ApiAnswer, ApiEvent } from "../../handlers/api/http";
import { makeImageStatus } from "../../handlers/api/image-status";
import type { Layer } from "../../handlers/ports";
import {
  also,
  deleteObjects,
  deleteRecords,
  deleteVersions,
  getRecords,
  listBucket,
  queryIndex,
  readCurrent,
  writeObjects,
  type Grant,
} from "../grants";
import { ORIGINAL_KEY_INDEX } from "../metadata-table";
import { PipelineFunction, type FunctionDefaults } from "../pipeline-function";
import type { Operation } from "./operations";

export interface ApiFunctionsArgs {
  readonly defaults: FunctionDefaults;
  readonly source: aws.s3.Bucket;
  readonly destination: aws.s3.Bucket;
  /** What originals' keys begin with. */
  readonly prefix: string;
  readonly corsOrigin?: string;
}

/** None of the three touches a picture's bytes. */
const sizing = { memoryMb: 256, timeoutSec: 10 };

type Factory = aws.lambda.CallbackFactory<ApiEvent, ApiAnswer>;

/** Declares the functions that answer operations, each when it is asked for. */
export class ApiFunctions {
  constructor(
    private readonly name: string,
    private readonly args: ApiFunctionsArgs,
    private readonly opts: pulumi.ComponentResourceOptions,
  ) {}

  declare(kind: FunctionKind, table: aws.dynamodb.Table | undefined): aws.lambda.Function {
    if (kind === "createUpload") return this.createUpload();
    if (!table) throw new Error(`${kind} works on records, and the stack keeps none`);
    return kind === "imageStatus" ? this.imageStatus(table) : this.deleteImage(table);
  }

  private createUpload(): aws.lambda.Function {
    const { source, prefix } = this.args;
    // A form that is posted does what its signer may do.
    return this.answering(
      "create-upload",
      "Hands out forms that upload one picture to S3",
      () => makeCreateUpload((require("@image-pipeline/layer") as Layer).connect(process.env)),
      [writeObjects(source, prefix)],
    );
  }

  private imageStatus(table: aws.dynamodb.Table): aws.lambda.Function {
    const { source, destination, prefix } = this.args;
    return this.answering(
      "image-status",
      "Answers what became of an image",
      () => makeImageStatus((require("@image-pipeline/layer") as Layer).connect(process.env)),
      [
        getRecords(table),
        queryIndex(table, ORIGINAL_KEY_INDEX),
        readCurrent(source, prefix),
        listBucket(source),
        also("Results", readCurrent(destination)),
        also("Results", listBucket(destination)),
      ],
    );
  }

  private deleteImage(table: aws.dynamodb.Table): aws.lambda.Function {
    const { source, destination, prefix } = this.args;
    return this.answering(
      "delete-image",
      "Removes an image: original, results and record",
      () => makeDeleteImage((require("@image-pipeline/layer") as Layer).connect(process.env)),
      [
        getRecords(table),
        deleteRecords(table),
        readCurrent(source, prefix),
        listBucket(source),
        deleteObjects(source, prefix),
        deleteVersions(source, prefix),
        also("Results", readCurrent(destination)),
        also("Results", listBucket(destination)),
        also("Results", deleteObjects(destination)),
      ],
    );
  }

  private answering(
    kind: string,
    description: string,
    callbackFactory: Factory,
    grants: readonly Grant[],
  ): aws.lambda.Function {
    const { defaults, corsOrigin } = this.args;
    const environment = { ...defaults.environment, ...(corsOrigin === undefined ? {} : { CORS_ORIGIN: corsOrigin }) };
    return new PipelineFunction<ApiEvent, ApiAnswer>(
      `${this.name}-${kind}`,
      {
        functionName: `image-api-${kind}`,
        description,
        callbackFactory,
        defaults: { ...defaults, environment },
        grants,
        ...sizing,
      },
      this.opts,
    ).fn;
  }
}

/** Which function answers an operation. */
export type FunctionKind = Exclude<Operation["answeredBy"], "s3">;
