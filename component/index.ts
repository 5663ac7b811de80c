/** What other programs import, and what Pulumi's analyzer makes the schema of. */
export { ImagePipeline } from "../infra/image-pipeline";
export * from "../infra/pipeline-args";
