import { createRequire } from "node:module";

const load = createRequire(__filename);
const { leaveOutStackTraces } = load("../../../local/loaders/stack-traces.cjs") as {
  readonly leaveOutStackTraces: (fromSdk: NodeJS.Require) => void;
};

// Of every promise and every resource one, mapped to its source: nearly half the time of a program under mocks.
leaveOutStackTraces(load);
