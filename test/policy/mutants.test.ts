import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";

import { evaluate, type Finding } from "../../policy/test/support/evaluate";
import { MutableStack } from "../support/policy/mutable-stack";
import { realStack, type RealStack } from "../support/policy/real-stack";
import { rules } from "../../policy/src/rules";
import { serviceMistakes } from "../../policy/test/mutants/service-mistakes";
import { ruleNamed } from "../../policy/test/support/rules";
import { apiMutants } from "./mutants/api";
import { cloudfrontMutants } from "./mutants/cloudfront";
import { iamMutants } from "./mutants/iam";
import { lambdaMutants } from "./mutants/lambda";
import { CHANGED, type Form, type Mutant } from "./mutants/mutant";
import { otherMutants } from "./mutants/other-services";
import { s3Mutants } from "./mutants/s3";

type Config = Record<string, Record<string, unknown>>;

const config = JSON.parse(readFileSync(join(__dirname, "..", "..", "policy-config.json"), "utf8")) as Config;

/** Every optional part of the stack, so that every mutant has something to change. */
const everything = {
  "image-pipeline:encryption": "kms",
  "image-pipeline:reservedConcurrency": "5",
  "image-pipeline:monitoring": "true",
  "image-pipeline:uploadApi": "true",
  "image-pipeline:uploadPrefix": "uploads/",
  "image-pipeline:delivery": JSON.stringify({
    domain: "images.example.org",
    certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-0123456789ab",
    signed: true,
  }),
};

const mutants: readonly Mutant[] = [
  ...s3Mutants,
  ...cloudfrontMutants,
  ...lambdaMutants,
  ...iamMutants,
  ...apiMutants,
  ...otherMutants,
];

const check = ({ resources, inputs }: RealStack, settings: Config = config) =>
  evaluate(rules, resources, { config: settings, inputs });

describe("the real stack", () => {
  for (const stack of ["dev", "full", "prod"]) {
    it(`has no finding as ${stack}, and no invalid or unused exception`, async () => {
      expect(check(await realStack(stack))).to.deep.equal([]);
    });
  }

  it("has one finding in a preview, which lists the unknown values", async () => {
    const findings = check(await realStack("dev", { preview: true }));
    expect(findings.map(({ policy }) => policy)).to.deep.equal(["pack-unknown-values"]);
    const lines = (findings[0]?.message ?? "").split("\n").filter((line) => line.startsWith("  "));
    expect(lines).to.have.length.greaterThan(3);
    expect(new Set(lines.map((line) => line.split(":")[0])).size).to.equal(lines.length);
  });

  it("has exceptions from advisory rules only", () => {
    const withExceptions = Object.entries(config).filter(([, settings]) => "exceptions" in settings);
    expect(withExceptions).to.have.length.greaterThan(0);
    for (const [rule] of withExceptions) expect(ruleNamed(rule).enforcementLevel, rule).to.equal("advisory");
  });
});

describe("a mutated stack", () => {
  // Exceptions and acknowledged findings are for the project's own stacks; here the findings must show.
  const settings = { ...config, "allowed-regions": { regions: ["eu-central-1"] }, "lambda-concurrency": {} };
  const bases = new Map<Form, { real: RealStack; untouched: Set<string> }>();
  const keyOf = ({ policy, urn = "", message }: Finding) => `${policy} ${urn} ${message}`;

  before(async () => {
    const full = new MutableStack(await realStack("prod", { config: everything }));
    // A resource that the account has, so that it can be removed.
    full.add("aws:wafv2/webAclAssociation:WebAclAssociation", "web-acl", {}, { resourceArn: full.one("Stage") });
    const forms: [Form, RealStack][] = [
      ["function", full],
      // A distribution without a name of its own is a finding that the program acknowledges.
      ["workflow", await realStack("full", { config: { "image-pipeline:delivery": "false" } })],
    ];
    for (const [form, { resources, inputs }] of forms) {
      const real = { inputs, resources: resources.map((resource) => ({ ...resource, options: {} })) };
      bases.set(form, { real, untouched: new Set(check(real, settings).map(keyOf)) });
    }
  });

  it("has at least 80 mutants, and one for every rule about resources, here or in the pack's own tests", () => {
    expect(mutants).to.have.length.of.at.least(80);
    const named = new Set([
      ...mutants.map(({ rule }) => rule),
      ...serviceMistakes.flatMap(({ findings }) => Object.keys(findings)),
    ]);
    const unnamed = rules.map(({ name }) => name).filter((name) => !named.has(name) && !name.startsWith("pack-"));
    expect(unnamed).to.deep.equal([]);
  });

  it("has no mandatory finding before it is mutated", () => {
    const findings = [...bases.values()].flatMap(({ real }) => check(real, settings));
    expect(findings.filter(({ level }) => level === "mandatory")).to.deep.equal([]);
  });

  for (const { title, rule, about, also = {}, form = "function", apply } of mutants) {
    it(`is reported by ${rule} when ${title}`, () => {
      const base = bases.get(form);
      if (base === undefined) throw new Error(`expected a stack of the form "${form}"`);
      const stack = new MutableStack(base.real);
      const urnsOf = (targets: string | readonly string[]) =>
        [targets].flat().map((target) => {
          const [type = "", part] = target.split(" ");
          return new MutableStack(base.real).one(type, part).urn;
        });
      apply(stack);
      const expected = Object.entries({ [rule]: about === undefined ? [...stack.touched] : urnsOf(about) });
      for (const [other, target] of Object.entries(also))
        expected.push([other, target === CHANGED ? [...stack.touched] : urnsOf(target)]);
      const found = check(stack, settings).filter((finding) => !base.untouched.has(keyOf(finding)));
      expect(found.map(({ policy, urn = "" }) => `${policy} ${urn}`).sort()).to.deep.equal(
        expected.flatMap(([policy, urns]) => urns.map((urn) => `${policy} ${urn}`)).sort(),
      );
    });
  }
});
