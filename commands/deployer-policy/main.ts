import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { askedResources } from "./asked-resources";
import { deployerDocuments, type DocumentOptions } from "./documents";

/** Prints or writes the policies of whoever deploys and of whoever only previews. `npm run deployer-policy -- --help` tells the rest. */
const cli = new Command("deployer-policy")
  .description("The least that deploying this project's stacks takes, as IAM policy documents.")
  .option("--stack <names...>", "stacks to deploy", ["dev", "prod"])
  .option("--account <digits>", "AWS account (default: that of whoever uses the policy)", "${aws:PrincipalAccount}")
  .option("--region <name>", "AWS region", "us-east-1")
  .option("--partition <name>", "AWS partition", "aws")
  .option("--state-bucket <name>", "bucket of Pulumi's state, if it is in this account")
  .option("--secrets-key <arn>", "KMS key that encrypts the secrets in the state")
  .option("--github <owner/name>", "repository whose workflow takes the roles: adds their trust policies")
  .option("--out <dir>", "write the documents there instead of printing the deployer's policy");

interface Options extends DocumentOptions {
  readonly stack: string[];
  readonly out?: string;
}

async function main(): Promise<void> {
  const { stack: stacks, out, ...options } = cli.parse().opts<Options>();
  const asked = [];
  for (const stack of stacks) asked.push(...(await askedResources(".", stack)));
  const documents = deployerDocuments(asked, options);
  if (out === undefined) {
    process.stdout.write(documents["deployer-policy.json"] ?? "");
    return;
  }
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(documents)) writeFileSync(path.join(out, name), text);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
