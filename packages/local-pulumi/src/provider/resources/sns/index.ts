import type { ResourceType } from "../../resource-type";
import { topic } from "./topic";
import { topicPolicy } from "./topic-policy";
import { topicSubscription } from "./topic-subscription";

export const snsTypes: readonly ResourceType[] = [topic, topicPolicy, topicSubscription];
