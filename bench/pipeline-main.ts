/** The embedded run's part of the benchmark alone: `npm run bench:pipeline [-- --json]`. */
import { describeEnvironment } from "./environment";
import { benchPipeline, describePipeline } from "./pipeline";

async function main(): Promise<void> {
  const json = process.argv.includes("--json");
  const environment = describeEnvironment();
  const pipeline = await benchPipeline((message) => void process.stderr.write(`${message}\n`));
  const { machine, node, commit } = environment;
  process.stdout.write(
    json
      ? `${JSON.stringify({ ...environment, pipeline }, null, 2)}\n`
      : `${machine}, Node ${node}, commit ${commit}\n\n${describePipeline(pipeline)}\n`,
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
