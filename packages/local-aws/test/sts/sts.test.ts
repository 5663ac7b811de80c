import { expect } from "chai";

import { rawRequest } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

describe("the caller's identity", () => {
  const suite = useCloud();
  const ask = async (credentials = suite().cloud.credentials) => {
    const cloud = { ...suite().cloud, credentials };
    const body = "Action=GetCallerIdentity&Version=2011-06-15";
    const { status, text } = await rawRequest(cloud, { service: "sts", body });
    const value = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
    return { status, arn: value("Arn"), account: value("Account"), id: value("UserId") };
  };

  it("is told to root, and to a role that is denied everything", async () => {
    expect(await ask()).to.deep.equal({
      status: 200,
      arn: "arn:aws:iam::000000000000:root",
      account: "000000000000",
      id: "000000000000",
    });
    const keys = suite().roleKeys("denied", [{ Effect: "Deny", Action: "*", Resource: "*" }]);
    const { arn, id, ...answer } = await ask({ sessionToken: "", ...keys });
    expect(answer).to.deep.equal({ status: 200, account: "000000000000" });
    expect(arn).to.equal("arn:aws:sts::000000000000:assumed-role/denied/test");
    expect(id).to.equal(`${suite().cloud.services.iam.role("denied").uniqueId}:test`);
  });

  it("is told to nobody without a signature", async () => {
    const answer = await fetch(`${suite().cloud.endpoint}/?Action=GetCallerIdentity`, {
      method: "POST",
      headers: { "x-amz-target": "AWSSecurityTokenServiceV20110615.GetCallerIdentity" },
    });
    expect([answer.ok, await answer.text()]).to.satisfy(
      ([ok, text]: [boolean, string]) => !ok && !text.includes("000000000000"),
    );
  });
});
