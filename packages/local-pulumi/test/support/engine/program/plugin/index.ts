import * as pulumi from "@pulumi/pulumi";

/** A resource of the fake provider. */
class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;

  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("fake:index:Thing", name, { ...args, arn: undefined }, opts);
  }
}

interface PairsArgs {
  /** How many there are. */
  readonly count?: number;
  readonly label: pulumi.Input<string>;
  /** Whether they cannot be made. */
  readonly broken?: boolean;
}

/** Things that another program has through this plugin. */
export class Pairs extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PairsArgs, opts?: pulumi.ComponentResourceOptions) {
    const count = args.count ?? 1;
    if (count < 1) throw new Error(`count: expected 1 or more, got ${count}`);
    super("pairs:index:Pairs", name, {}, opts);
    const things = Array.from(
      { length: count },
      (_, index) =>
        new Thing(
          `${name}-${index}`,
          { label: args.label, ...(args.broken === true && { broken: true }) },
          { parent: this },
        ),
    );
    this.arn = pulumi.all(things.map(({ arn }) => arn)).apply((arns) => arns.join());
    this.registerOutputs({ arn: this.arn });
  }
}
