import { createRequire } from "node:module";

const load = createRequire(__filename);
const { leaveOutDebugging } = load("../../../packages/local-pulumi/src/loaders/without-debugging.cjs") as {
  readonly leaveOutDebugging: (fromSdk: NodeJS.Require) => void;
};

// It is nearly half the time of a program under mocks.
leaveOutDebugging(load);
