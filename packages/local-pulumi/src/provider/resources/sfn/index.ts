import type { ResourceType } from "../../resource-type";
import { stateMachine } from "./state-machine";

export const stepFunctionsTypes: readonly ResourceType[] = [stateMachine];
