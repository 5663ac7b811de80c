import { expect } from "chai";
import { readConfig } from "../../../infra/config";
import { stackArgs } from "../../../infra/stack-args";
import { defaultTags } from "../../../infra/default-tags";
import { ImagePipeline } from "../../../infra/image-pipeline";
import { runProgram } from "../../support/mocks/pulumi-program";
import { deploy, statementsOf } from "../deployed-stack";

const everything = {
  uploadApi: '{"accountLogging":true}',
  workflow: "true",
  monitoring: "true",
  notify: "true",
  deleteDerivatives: "true",
};

/** The problems of a configuration; "" if it has none. */
const problems = (config: Record<string, string>) => {
  try {
    readConfig(stackArgs(config));
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

describe("the roles of an organisation", () => {
  const rolesWith = async (roles: object) => {
    const stack = await deploy({ ...everything, roles: JSON.stringify(roles) });
    const all = stack.ofType("aws:iam/role:Role");
    expect(all.length).to.be.greaterThan(5);
    return all.map(({ inputs: { path, permissionsBoundary } }) => ({ path, permissionsBoundary }));
  };

  it("all have its path and its permissions boundary", async () => {
    const boundary = "arn:aws:iam::123456789012:policy/teams/images-boundary";
    for (const permissionsBoundary of ["teams/images-boundary", boundary]) {
      for (const role of await rolesWith({ path: "/teams/", permissionsBoundary })) {
        expect(role).to.deep.equal({ path: "/teams/", permissionsBoundary: boundary });
      }
    }
  });

  it("are as IAM makes them by default", async () => {
    for (const role of await rolesWith({}))
      expect(role).to.deep.equal({ path: undefined, permissionsBoundary: undefined });
  });

  it("have a path between slashes and the name of a policy", () => {
    for (const path of ["teams", "/teams", "//", "/a b/"]) {
      expect(problems({ roles: JSON.stringify({ path }) }), path).to.include("roles.path: expected /, or names");
    }
    for (const permissionsBoundary of ["", "a/", "arn:aws:iam::1:policy/x", "a b"]) {
      const found = problems({ roles: JSON.stringify({ permissionsBoundary }) });
      expect(found, permissionsBoundary).to.include("roles.permissionsBoundary: expected the name of a managed policy");
    }
    expect(problems({ roles: '{"path":"/teams/images/","permissionsBoundary":"boundary"}' })).to.equal("");
  });
});

describe("functions in a VPC", () => {
  const vpc = JSON.stringify({ subnets: ["subnet-0a", "subnet-0b"], securityGroups: ["sg-0a"] });

  it("are in its subnets and security groups, all of them", async () => {
    const stack = await deploy({ ...everything, vpc });
    const functions = stack.ofType("aws:lambda/function:Function");
    expect(functions.length).to.be.greaterThan(5);
    for (const { name, inputs } of functions) {
      expect(inputs.vpcConfig, name).to.deep.equal({
        subnetIds: ["subnet-0a", "subnet-0b"],
        securityGroupIds: ["sg-0a"],
      });
    }
  });

  it("have roles that let Lambda connect them, and their code not", async () => {
    const stack = await deploy({ vpc });
    const statements = statementsOf(stack.one("aws:iam/rolePolicy:RolePolicy", "process-policy").inputs.policy);
    const network = statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith("ec2:")));
    const changes = ["Create", "Delete"].map((verb) => `ec2:${verb}NetworkInterface`);
    const addresses = ["Assign", "Unassign"].map((verb) => `ec2:${verb}PrivateIpAddresses`);
    const descriptions = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"];
    expect(network).to.deep.equal([
      {
        Sid: "ChangeNetworkInterfaces",
        Effect: "Allow",
        Action: [...changes, ...addresses],
        Resource: ["arn:aws:ec2:eu-central-1:123456789012:*/*"],
      },
      { Sid: "DescribeNetwork", Effect: "Allow", Action: descriptions, Resource: ["*"] },
      {
        Sid: "NoNetworkForCode",
        Effect: "Deny",
        Action: [...changes, ...addresses, ...descriptions],
        Resource: "*",
        Condition: { Null: { "lambda:SourceFunctionArn": "false" } },
      },
    ]);
  });

  it("are in none by default, and have no permissions for one", async () => {
    const stack = await deploy(everything);
    for (const { inputs } of stack.ofType("aws:lambda/function:Function"))
      expect(inputs).not.to.have.property("vpcConfig");
    expect(JSON.stringify(stack.ofType("aws:iam/rolePolicy:RolePolicy"))).not.to.include("ec2:");
  });

  it("have two subnets at least, and as many as Lambda takes", () => {
    const found = (subnets: unknown, securityGroups: unknown = ["sg-0a"]) =>
      problems({ vpc: JSON.stringify({ subnets, securityGroups }) });
    const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
    expect(found(ids("subnet", 16), ids("sg", 5))).to.equal("");
    for (const subnets of [ids("subnet", 1), ids("subnet", 17), ["subnet-0a", "vpc-0a"], undefined]) {
      expect(found(subnets), JSON.stringify(subnets)).to.include("vpc.subnets: expected 2..16 identifiers");
    }
    for (const groups of [[], ids("sg", 6), ["subnet-0a"]]) {
      expect(found(ids("subnet", 2), groups), JSON.stringify(groups)).to.include("vpc.securityGroups: expected 1..5");
    }
    expect(problems({ vpc: "true" }))
      .to.include("vpc.subnets")
      .and.to.include("vpc.securityGroups");
  });
});

describe("the tags of an organisation", () => {
  it("are on every resource that takes tags, over those of the program", async () => {
    const tags = { CostCenter: "4711", Environment: "prd" };
    const stack = await runProgram((opts) => {
      const program = defaultTags({ Environment: "production", Stack: "prod" });
      const transformations = [program, ...(opts.transformations ?? [])];
      return new ImagePipeline("images", stackArgs({ tags: JSON.stringify(tags) }), { transformations });
    });
    for (const type of ["aws:lambda/function:Function", "aws:s3/bucket:Bucket", "aws:iam/role:Role"]) {
      for (const { name, inputs } of stack.ofType(type)) {
        expect(inputs.tags, name).to.deep.equal({ ...tags, Stack: "prod" });
      }
    }
    expect(stack.one("aws:s3/bucketNotification:BucketNotification").inputs).not.to.have.property("tags");
  });

  it("are such as AWS takes", () => {
    const found = (tags: unknown) => problems({ tags: JSON.stringify(tags) });
    expect(found({ "team/cost-centre": "Bilder & so" })).to.include("tags: expected keys of 1..128");
    expect(found({ "team/cost-centre": "Bilder + Töne" })).to.equal("");
    for (const tags of [{ "aws:x": "1" }, { "AWS:x": "1" }, { "": "1" }, { a: "x".repeat(257) }]) {
      expect(found(tags), JSON.stringify(tags)).to.include("tags: expected keys of 1..128");
    }
    for (const tags of [["a"], { a: 1 }, "a"]) {
      expect(found(tags), JSON.stringify(tags)).to.include("tags: expected an object of texts");
    }
    const many = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`k${index}`, ""]));
    expect(found(many)).to.include("tags: expected at most 40, got 41");
  });
});
