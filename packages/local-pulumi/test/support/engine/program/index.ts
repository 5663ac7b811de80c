import * as pulumi from "@pulumi/pulumi";

/** A resource of the fake provider. */
class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;
  declare readonly password: pulumi.Output<string>;

  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("fake:index:Thing", name, { ...args, arn: undefined }, opts);
  }
}

/** A component that a plugin constructs. */
class Remote extends pulumi.ComponentResource {
  declare readonly arn: pulumi.Output<string>;

  constructor(type: string, name: string, args: pulumi.Inputs, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, { ...args, arn: undefined }, opts, true);
  }
}

class Pair extends pulumi.ComponentResource {
  readonly first: Thing;
  readonly second: Thing;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("engine-test:index:Pair", name, {}, opts);
    this.first = new Thing(`${name}-first`, { password: pulumi.secret("hush") }, { parent: this });
    this.second = new Thing(`${name}-second`, { ref: this.first.arn, whole: this.first }, { parent: this });
    this.registerOutputs({ second: this.second.arn });
  }
}

const scenarios: Record<string, () => unknown> = {
  everything: () => {
    const explicit = new (class extends pulumi.ProviderResource {})("fake", "mine", { zone: "7" });
    const pair = new Pair("pair");
    new Thing("other", {}, { provider: explicit, dependsOn: pair });
    const answer = pulumi.runtime.invokeOutput<{ answer: number }>("fake:index:ask", { who: pair.first.arn });
    void pulumi.log.warn("look out", pair);
    console.log("printed");
    return { arn: pair.second.arn, password: pair.first.password, answer: answer.apply((got) => got.answer) };
  },
  broken: () => {
    const broken = new Thing("broken", { broken: true });
    return new Thing("after", { ref: broken.arn });
  },
  throws: () => {
    new Thing("before", {});
    throw new Error("the program does not feel well");
  },
  constructs: () => {
    const explicit = new (class extends pulumi.ProviderResource {})("fake", "mine", { zone: "7" });
    const label = new Thing("label", {}).arn;
    const mine = new Remote("pairs:index:Pairs", "mine", { label, count: 2 }, { providers: [explicit] });
    const other = new Remote("pairs:index:Pairs", "other", { label: "plain" });
    return { arn: mine.arn, other: other.arn };
  },
  "constructs nothing": () => new Remote("pairs:index:Pairs", "none", { label: "plain", count: 0 }),
  "constructs what fails": () => new Remote("pairs:index:Pairs", "burning", { label: "plain", broken: true }),
  "constructs of an unknown package": () => new Remote("nobody:index:Thing", "none", {}),
  reads: () => ({ id: new Thing("found", {}, { id: "there" }).id }),
  asks: () => ({ exists: pulumi.runtime.existsResource("fake:index:Thing", "there", {}, {}) }),
  misconfigured: () => {
    throw new pulumi.RunError("CONFIG_INVALID: the stack's configuration:\n  size: expected a number");
  },
};

const SCENARIO = new pulumi.Config().require("scenario");
module.exports = scenarios[SCENARIO]?.();
