export { startPolicyPack } from "./pack-client";
export { PolicyPackError } from "./policy-pack-error";
export type { AnalyzedResource, Finding, PolicyPack } from "./types";
