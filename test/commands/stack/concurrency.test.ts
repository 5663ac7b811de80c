import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { bringUpOptions } from "../../../commands/command-line/options";
import { bringUp } from "../../../commands/stack/bring-up";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../../support/cli";
import { s3TestEvent } from "../../support/events/s3-events";

describe("the option --concurrency", function () {
  this.timeout(HANG_TIMEOUT_MS);

  it("limits the function executions of the account", async () => {
    const running = await bringUp(bringUpOptions({ projectDir: PROJECT_DIR, stack: "dev", concurrency: 1 }));
    const { endpoint, region, credentials, services } = running.cloud;
    const lambda = new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 });
    try {
      if (running.run.failure) throw running.run.failure;
      const names = services.lambda.functions().map(({ config }) => config.name);
      const FunctionName = names.find((name) => name.startsWith("image-processing-function-"));
      const invoke = () =>
        lambda
          .send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(s3TestEvent)) }))
          .then(() => "done")
          .catch(({ name }: Error) => name);
      const ends = await Promise.all([invoke(), invoke()]);
      expect(ends).to.have.members(["done", "TooManyRequestsException"]);
    } finally {
      lambda.destroy();
      await running.close();
    }
  });
});
