import { runtime } from "@pulumi/pulumi";

import type { Exception } from "./exceptions";

/**
 * What a program states to the pack about a resource. It travels among the resource's `additionalSecretOutputs`, under
 * names that no output has: the engine passes this option on to policy packs, and providers never see it.
 */
export type ProgramNote =
  /** Inputs with policy documents, by property; `UNKNOWN_LEAF` stands for each part that is unknown or secret. */
  | { readonly documents: Readonly<Record<string, unknown>> }
  /** An accepted finding of a rule about the resource, or about what is in it where it is a component. */
  | { readonly rule: string; readonly exception: Omit<Exception, "resource"> };

/** Stands for an unknown part of a document, as in the engine's own encoding of values. */
export const UNKNOWN_LEAF = runtime.unknownValue;

const PREFIX = "aws-serverless-guardrails:";

/** The note as the name of an output. */
export function encodeNote(note: ProgramNote): string {
  return PREFIX + JSON.stringify(note);
}

/** The options of a resource as the SDK passes them to a policy. */
export interface NotedOptions {
  readonly additionalSecretOutputs?: readonly string[];
  /** URN of the parent; absent with engines that do not report it. */
  readonly parent?: string;
}

/** The notes that a resource carries. */
export function notesIn({ additionalSecretOutputs = [] }: NotedOptions): ProgramNote[] {
  return additionalSecretOutputs
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => JSON.parse(name.slice(PREFIX.length)) as ProgramNote);
}
