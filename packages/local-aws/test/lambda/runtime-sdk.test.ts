import { expect } from "chai";

import { deploy } from "../support/cloud/functions";
import { useCloud } from "../support/cloud/use-cloud";

const CODE = `
  const kindOf = (name) => {
    try {
      return typeof require(name);
    } catch ({ code }) {
      return code;
    }
  };
  exports.handler = async () => ["@aws-sdk/client-s3", "chai"].map(kindOf);
`;

describe("a function's AWS SDK", () => {
  const withSdk = useCloud({ sdkFrom: __dirname });
  const without = useCloud();

  const found = async ({ cloud }: ReturnType<typeof withSdk>) => {
    await deploy(cloud, "fn", { code: CODE });
    const { payload } = await cloud.services.lambda.invoke("fn", "{}");
    return JSON.parse(payload) as unknown;
  };

  it("is that of the program that the cloud is started for, and nothing else of its modules", async () => {
    expect(await found(withSdk())).to.deep.equal(["object", "MODULE_NOT_FOUND"]);
  });

  it("is none by default", async () => {
    expect(await found(without())).to.deep.equal(["MODULE_NOT_FOUND", "MODULE_NOT_FOUND"]);
  });
});
