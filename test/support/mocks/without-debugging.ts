import { createRequire } from "node:module";

const load = createRequire(__filename);
const { collectLessForDebugging } = load("../../../packages/local-pulumi/src/loaders/sdk-shortcuts.cjs") as {
  readonly collectLessForDebugging: (fromSdk: NodeJS.Require) => void;
};

collectLessForDebugging(load);
