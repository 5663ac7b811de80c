import type { PropertyMap } from "../property-values";

/** The operation on a resource. */
export type Operation = "create" | "update" | "replace" | "delete" | "same" | "read";

/** Severity of a message of the program or the engine. */
export type Severity = "debug" | "info" | "warning" | "error";

/** A resource's operation begins, ends or fails. */
export interface StepEvent {
  readonly kind: "step";
  readonly phase: "begin" | "end" | "fail";
  readonly op: Operation;
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  /** Inputs before, if the resource existed, and after, if it will. */
  readonly before?: PropertyMap;
  readonly after?: PropertyMap;
  /** Top-level properties that make an update a replacement. */
  readonly replaces?: readonly string[];
}

/** A message about a resource, or about the whole run if `urn` is empty. */
export interface DiagnosticEvent {
  readonly kind: "diagnostic";
  readonly severity: Severity;
  readonly message: string;
  readonly urn: string;
}

/** A finding of a policy pack, or a remediation by it. */
interface PolicyEvent {
  readonly kind: "policy";
  readonly level: "advisory" | "mandatory" | "remediated";
  readonly policy: string;
  readonly pack: string;
  readonly severity?: string;
  readonly message: string;
  readonly urn: string;
}

/** The stack's outputs, once the program has registered them. */
interface OutputsEvent {
  readonly kind: "outputs";
  readonly outputs: PropertyMap;
}

/** Everything the engine reports during a run. */
export type EngineEvent = StepEvent | DiagnosticEvent | PolicyEvent | OutputsEvent;

/** Takes events in the order in which they happen. */
export type EventSink = (event: EngineEvent) => void;
