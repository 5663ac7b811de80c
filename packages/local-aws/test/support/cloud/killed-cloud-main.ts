/**
 * A cloud in a process of its own, which a test can kill: `node killed-cloud-main.ts DATA_DIR`. Its first line on
 * standard output is where it is reached, as JSON; it closes at the end of its standard input.
 */
import { startCloud, type Cloud } from "../../../src/cloud";
import { prepare } from "./killed-cloud-setup";

async function main([dataDir = ""]: readonly string[]): Promise<void> {
  const cloud: Cloud = await startCloud({ dataDir, functionConcurrency: 4 });
  await prepare(cloud);
  const { endpoint, region, credentials } = cloud;
  process.stdout.write(`${JSON.stringify({ endpoint, region, credentials })}\n`);
  process.stdin.resume().on("end", () => void cloud.close().then(() => process.stdout.write("closed\n")));
}

void main(process.argv.slice(2));
