import type { ServiceContext } from "../../../../local/services/context";
import { CloudEvents } from "../../../../local/services/events";
import { Faults } from "../../../../local/services/faults";
import { WorkTracker } from "../../../../local/services/work-tracker";

/** The surroundings of a service that is tested alone. */
export function serviceContext(change: Partial<ServiceContext> = {}): ServiceContext {
  return {
    region: "us-east-1",
    accountId: "000000000000",
    dataDir: "",
    events: new CloudEvents(),
    faults: new Faults(),
    work: new WorkTracker(),
    endpoint: () => "http://127.0.0.1:1",
    ...change,
  };
}
