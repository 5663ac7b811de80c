import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";

import { makeRole, useCloud } from "../support/cloud/use-cloud";
import { zipOf } from "../support/cloud/functions";

const network = { subnetIds: ["subnet-0a", "subnet-0b"], securityGroupIds: ["sg-0a"] };
const actions = [
  "CreateNetworkInterface",
  "DescribeNetworkInterfaces",
  "DescribeSubnets",
  "DeleteNetworkInterface",
  "AssignPrivateIpAddresses",
  "UnassignPrivateIpAddresses",
];

describe("a function in a VPC", () => {
  const suite = useCloud();
  let count = 0;

  /** Creates a function in the VPC with a role that may do so much. */
  const create = async (allowed: readonly string[]) => {
    const { cloud } = suite();
    const name = `in-vpc-${++count}`;
    const statements = allowed.length === 0 ? [] : [{ Effect: "Allow", Action: allowed, Resource: "*" }];
    const roleArn = makeRole(cloud, name, statements);
    const code = await zipOf({ "index.js": "exports.handler = async () => 1" });
    const spec = { name, roleArn, runtime: "nodejs24.x", handler: "index.handler", network };
    return cloud.services.lambda.createFunction(spec, code);
  };

  it("is made with a role that lets Lambda connect it, and described with its network", async () => {
    const { config } = await create(actions.map((action) => `ec2:${action}`));
    const { endpoint, region, credentials } = suite().cloud;
    const client = new LambdaClient({ endpoint, region, credentials });
    const described = await client.send(new GetFunctionConfigurationCommand({ FunctionName: config.name }));
    client.destroy();
    expect(described.VpcConfig).to.deep.include({
      SubnetIds: network.subnetIds,
      SecurityGroupIds: network.securityGroupIds,
    });
  });

  it("is refused with a role that lacks any of the permissions", async () => {
    for (const missing of actions) {
      const allowed = actions.filter((action) => action !== missing).map((action) => `ec2:${action}`);
      const error = await create(allowed).then(
        () => undefined,
        (reason: Error) => reason,
      );
      expect(error).to.have.property("code", "InvalidParameterValueException");
      expect(error?.message).to.equal(
        `The provided execution role does not have permissions to call ${missing} on EC2`,
      );
    }
  });
});
