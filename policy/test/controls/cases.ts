import type { ControlCase } from "./control-case";
import { computeCases } from "./compute-cases";
import { edgeCases } from "./edge-cases";
import { partialCases } from "./partial-cases";
import { storageCases } from "./storage-cases";
import { toolCases } from "./tool-cases";

/** A case of each control that a rule meets. */
export const wholeCases: readonly ControlCase[] = [...storageCases, ...edgeCases, ...computeCases, ...toolCases];

/** A case of each control that a rule meets, whole or in part. */
export const controlCases: readonly ControlCase[] = [...wholeCases, ...partialCases];
