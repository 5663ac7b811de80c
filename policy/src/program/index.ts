/**
 * What a Pulumi program imports from the pack, as `aws-serverless-guardrails/program`. The pack itself is another
 * process: what is said here travels to it with the resources.
 */
export { acknowledge, type Acknowledgement } from "./acknowledge";
export { documentText } from "./document-text";
export { judgeDocuments } from "./judge-documents";
