import { expect } from "chai";
import { savedRole, type Role } from "../../src/iam/role";
import { policy, trust, useCloud } from "../support/cloud/use-cloud";

const BASIC_EXECUTION = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
const allow = (action: string) => policy([{ Effect: "Allow", Action: action, Resource: "*" }]);

/** A policy of so many characters, with white space that does not count. */
const sized = (characters: number) => {
  const text = (padding: string) => policy([{ Sid: padding, Effect: "Allow", Action: "s3:GetObject", Resource: "*" }]);
  return `${text("x".repeat(characters - text("").length))}\n   `;
};

describe("managed policies", () => {
  const suite = useCloud();
  const iam = () => suite().cloud.services.iam;
  let count = 0;

  /** A role without policies; what it may. */
  function role() {
    const { name, arn } = iam().createRole({ name: `managed-${++count}`, assumeRolePolicy: trust() });
    const caller = iam().asRole(iam().role(name), "test");
    return { name, arn, may: (action: string) => iam().allows(caller, { action, resource: "arn:aws:s3:::b/k" }) };
  }

  it("allow what they say to the roles that have them, beside inline ones", () => {
    const { name, may } = role();
    const { arn } = iam().managedPolicies.create({ name: "reads", document: allow("s3:GetObject") });
    expect(arn).to.equal(`arn:aws:iam::${suite().cloud.accountId}:policy/reads`);
    expect(may("s3:GetObject")).to.equal(false);
    iam().attachRolePolicy(name, arn);
    iam().updateRole(name, { policies: { writes: allow("s3:PutObject") } });
    expect([may("s3:GetObject"), may("s3:PutObject"), may("s3:DeleteObject")]).to.deep.equal([true, true, false]);
    const decided = iam()
      .decisions.all()
      .filter(({ principal, allowed }) => principal === name && allowed);
    expect(decided.map(({ by }) => by?.policy)).to.deep.equal([arn, "writes"]);

    iam().managedPolicies.update(arn, allow("s3:DeleteObject"));
    expect([may("s3:GetObject"), may("s3:DeleteObject")]).to.deep.equal([false, true]);
    iam().detachRolePolicy(name, arn);
    expect(may("s3:DeleteObject")).to.equal(false);
    expect(() => iam().detachRolePolicy(name, arn))
      .to.throw()
      .with.property("code", "NoSuchEntity");
  });

  it("bound what a role may do, where they are its permissions boundary, and cannot be deleted then", () => {
    const { name, may } = role();
    const { arn } = iam().managedPolicies.create({ name: "boundary", document: allow("s3:GetObject") });
    iam().updateRole(name, { policies: { all: allow("s3:*") }, permissionsBoundary: arn });
    expect([may("s3:GetObject"), may("s3:PutObject")]).to.deep.equal([true, false]);
    expect(() => iam().managedPolicies.delete(arn))
      .to.throw()
      .with.property("code", "DeleteConflict");
    iam().updateRole(name, { permissionsBoundary: undefined });
    expect(may("s3:PutObject")).to.equal(true);
    iam().managedPolicies.delete(arn);
    expect(() => iam().updateRole(name, { permissionsBoundary: arn }))
      .to.throw()
      .with.property("code", "NoSuchEntity");
  });

  it("of AWS are attached by their ARN, those whose documents are known", () => {
    const { name, may } = role();
    iam().attachRolePolicy(name, BASIC_EXECUTION);
    iam().attachRolePolicy(name, BASIC_EXECUTION);
    expect(iam().role(name).attachedPolicies).to.deep.equal([BASIC_EXECUTION]);
    expect(may("logs:PutLogEvents")).to.equal(true);
    expect(() => iam().attachRolePolicy(name, "arn:aws:iam::aws:policy/AdministratorAccess"))
      .to.throw()
      .with.property("code", "NoSuchEntity");
  });

  it("have 6144 characters at most, white space not counted", () => {
    const { arn } = iam().managedPolicies.create({ name: "most", document: sized(6144) });
    for (const tooLong of [
      () => iam().managedPolicies.create({ name: "more", document: sized(6145) }),
      () => iam().managedPolicies.update(arn, sized(6145)),
    ])
      expect(tooLong).to.throw("PolicySize: 6144").with.property("code", "LimitExceeded");
  });

  it("are ten of a role at most, whose inline policies have 10240 characters besides", () => {
    const { name } = role();
    const arns = Array.from({ length: 11 }, (_, index) => {
      return iam().managedPolicies.create({ name: `one-of-${index}`, document: sized(2000) }).arn;
    });
    const [eleventh = "", ...ten] = arns;
    for (const arn of ten) iam().attachRolePolicy(name, arn);
    expect(() => iam().attachRolePolicy(name, eleventh))
      .to.throw("PoliciesPerRole: 10")
      .with.property("code", "LimitExceeded");
    iam().updateRole(name, { policies: { a: sized(6000), b: sized(4240) } });
    expect(() => iam().updateRole(name, { policies: { a: sized(6000), b: sized(4241) } }))
      .to.throw("10240")
      .with.property("code", "LimitExceeded");
  });

  it("have names and paths of their own, and documents that IAM reads", () => {
    const { managedPolicies } = iam();
    const document = allow("s3:GetObject");
    managedPolicies.create({ name: "Once", path: "/images/", document });
    for (const [spec, code] of [
      [{ name: "once", document }, "EntityAlreadyExists"],
      [{ name: "a b", document }, "ValidationError"],
      [{ name: "x".repeat(129), document }, "ValidationError"],
      [{ name: "p", path: "images", document }, "ValidationError"],
      [{ name: "p", document: "{}" }, "MalformedPolicyDocument"],
    ] as const)
      expect(() => managedPolicies.create(spec), code)
        .to.throw()
        .with.property("code", code);
  });

  it("stay while a role has them", () => {
    const { name } = role();
    const { arn } = iam().managedPolicies.create({ name: "kept", document: allow("s3:GetObject") });
    iam().attachRolePolicy(name, arn);
    expect(() => iam().managedPolicies.delete(arn))
      .to.throw()
      .with.property("code", "DeleteConflict");
    iam().deleteRole(name);
    iam().managedPolicies.delete(arn);
    for (const missing of [() => iam().managedPolicies.delete(arn), () => iam().managedPolicies.document(arn)])
      expect(missing).to.throw().with.property("code", "NoSuchEntity");
  });

  it("of a role that an earlier release has saved are those among the inline ones", () => {
    const earlier: Omit<Role, "attachedPolicies"> & Partial<Role> = {
      ...iam().createRole({ name: "earlier", assumeRolePolicy: trust(), policies: { writes: allow("s3:PutObject") } }),
    };
    delete earlier.attachedPolicies;
    const policies = { ...earlier.policies, [BASIC_EXECUTION]: allow("logs:PutLogEvents") };
    const { attachedPolicies, policies: inline } = savedRole({ ...earlier, policies });
    expect([attachedPolicies, Object.keys(inline)]).to.deep.equal([[BASIC_EXECUTION], ["writes"]]);
  });
});
