import { lifecycle } from "./support/lifecycle";
import { stacks, switches } from "./switches";

/** `ENGINE_TESTS=all` takes every scenario; without it those that differ most, for a bounded run. */
const IS_WHOLE = process.env["ENGINE_TESTS"] === "all";

describe("the real engine: from preview to destroy", () => {
  // The policies of the repository are derived from its stacks. One derived from `prod` alone may not empty buckets.
  for (const scenario of stacks.filter(({ name }) => IS_WHOLE || name !== "full"))
    describe(scenario.name, () => {
      lifecycle(scenario, { policies: "kept", isBrief: !IS_WHOLE && scenario.name !== "dev" });
    });
  for (const scenario of IS_WHOLE ? switches : []) describe(scenario.name, () => lifecycle(scenario));
});
