import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { askedResources } from "./asked-resources";
import { deployerDocuments } from "./documents";

/** Prints or writes the policies of whoever deploys and of whoever only previews. `npm run deployer-policy -- --help` tells the rest. */
const cli = new Command("deployer-policy")
  .description("The least that deploying this project's stacks takes, as IAM policy documents.")
  .option("--stack <names...>", "stacks to deploy", ["dev", "prod"])
  .option("--account <digits>", "AWS account (default: that of whoever uses the policy)", "${aws:PrincipalAccount}")
  .option("--region <name>", "AWS region", "us-east-1")
  .option("--partition <name>", "AWS partition", "aws")
  .option("--out <dir>", "write deployer-policy.json and previewer-policy.json there instead of printing the former");

interface Options {
  readonly stack: string[];
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly out?: string;
}

async function main(): Promise<void> {
  const { stack: stacks, out, ...place } = cli.parse().opts<Options>();
  const asked = [];
  for (const stack of stacks) asked.push(...(await askedResources(".", stack)));
  const documents = deployerDocuments(asked, place);
  if (out === undefined) {
    process.stdout.write(documents["deployer-policy.json"]);
    return;
  }
  for (const [name, text] of Object.entries(documents)) writeFileSync(`${out}/${name}`, text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
