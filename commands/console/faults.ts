import type { FaultPlan, Faults } from "@image-pipeline/local-aws";
import type { FaultsView } from "../../console/contract";
import { notFound } from "./problem";

/** A fault that the page can switch on. */
interface SwitchableFault extends Pick<FaultPlan, "ofRequest" | "ofRun"> {
  readonly id: string;
  readonly title: string;
  /** What to watch while it is on. */
  readonly description: string;
}

/** Milliseconds by which answers are late. */
const LATE_MS = 2000;

/** Milliseconds after its start at which a function is killed. */
const KILLED_AFTER_MS = 20;

/** @param random 0..1, below 1 */
function switchableFaults(random: () => number): readonly SwitchableFault[] {
  const answer = (service: string, operations: readonly string[], share: number, status: number, code: string) => {
    const ofRequest: FaultPlan["ofRequest"] = (to, operation) =>
      to === service && operations.includes(operation) && random() < share
        ? { kind: "error", status, code }
        : undefined;
    return { ofRequest };
  };
  return [
    {
      id: "results-refused",
      title: "S3 refuses to store results",
      description:
        "Each image is tried three times, fails, and is kept as a dead letter. Switch it off and send the dead letters back.",
      ...answer("s3", ["PutObject"], 1, 403, "AccessDenied"),
    },
    {
      id: "slow-down",
      title: "S3 asks to slow down, each third time",
      description: "The SDK in the functions tries again: images take longer, and none fails.",
      ...answer("s3", ["GetObject", "PutObject"], 1 / 3, 503, "SlowDown"),
    },
    {
      id: "table-throttled",
      title: "DynamoDB throttles every other record",
      description: "The SDK in the functions tries again: images take longer, and none fails.",
      ...answer("dynamodb", ["PutItem"], 1 / 2, 400, "ProvisionedThroughputExceededException"),
    },
    {
      id: "late-answers",
      title: `S3 answers reads ${LATE_MS / 1000} s late`,
      description: "Functions run longer, and more of them at once; this page's images come late too.",
      ofRequest: (service, operation) =>
        service === "s3" && operation === "GetObject" ? { kind: "slow", delayMs: LATE_MS } : undefined,
    },
    {
      id: "functions-killed",
      title: "Every other run of a function is killed",
      description:
        "Lambda tries again, and what is half done is done once more; uploads through the API may be refused.",
      ofRun: () => (random() < 1 / 2 ? { kind: "killed", afterMs: KILLED_AFTER_MS } : undefined),
    },
  ];
}

/** Switches faults of the embedded services on and off. */
export class FaultSwitches {
  private readonly known: readonly SwitchableFault[];
  private readonly on = new Set<string>();

  constructor(
    private readonly faults: Pick<Faults, "follow">,
    random: () => number = Math.random,
  ) {
    this.known = switchableFaults(random);
  }

  get view(): FaultsView {
    return {
      faults: this.known.map(({ id, title, description }) => ({ id, title, description, isOn: this.on.has(id) })),
    };
  }

  /** @throws ConsoleProblem 404 NOT_FOUND for a fault that there is not */
  set(id: string, isOn: boolean): void {
    if (!this.known.some((fault) => fault.id === id)) throw notFound(`There is no fault "${id}".`);
    if (isOn) this.on.add(id);
    else this.on.delete(id);
    const active = this.known.filter((fault) => this.on.has(fault.id));
    this.faults.follow({
      ofRequest: (...request) => firstOf(active, ({ ofRequest }) => ofRequest?.(...request)),
      ofRun: (name) => firstOf(active, ({ ofRun }) => ofRun?.(name)),
    });
  }
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
