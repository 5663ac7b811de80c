import type { ServiceContext } from "../../src/context";
import { CloudEvents } from "../../src/events";
import { Faults } from "../../src/faults";
import { StateStore } from "../../src/state/state-store";
import { Traces } from "../../src/traces/traces";
import { WorkTracker } from "../../src/work-tracker";

/** The surroundings of a service that is tested alone. */
export function serviceContext(change: Partial<ServiceContext> = {}): ServiceContext {
  return {
    region: "us-east-1",
    accountId: "000000000000",
    state: new StateStore(),
    dataDir: "",
    functionConcurrency: 10,
    events: new CloudEvents(),
    faults: new Faults(),
    traces: new Traces(),
    work: new WorkTracker(),
    endpoint: () => "http://127.0.0.1:1",
    ...change,
  };
}
