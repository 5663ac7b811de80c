import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { rules } from "../rules";
import { withRuleTable } from "./rule-table";

const README = join(__dirname, "../../README.md");
writeFileSync(README, withRuleTable(readFileSync(README, "utf8"), rules));
