import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { expect } from "chai";

import { documentLocations } from "../../src/iam/document-locations";

const SDK = join(createRequire(__filename).resolve("@pulumi/aws/package.json"), "..");
/** Older ones do not have every type of the table. */
const OLDEST_SDK_WITH_ALL = "7.48.0";
const { version: SDK_VERSION } = JSON.parse(readFileSync(join(SDK, "package.json"), "utf8")) as { version: string };
const HAS_ALL = SDK_VERSION.localeCompare(OLDEST_SDK_WITH_ALL, "en", { numeric: true }) >= 0;

/** Names of properties that are no document of IAM's wherever they occur. */
const otherNames = new RegExp(
  [
    "(Arn|Id|Name|Type|Url|Value|Version|Revision|Label|Number|Format|Text|Reference|Config|Scope)$",
    "(Routing|Termination|Deletion|Propagation|Protection|AutoImport|autoImport|Endpoint)Policy$",
    "^(security|tls|ssl|alpn|default|browser|filter|redrive|redriveAllow|delivery|archive|replay)Policy$",
    "^(lifecycle|autoscaling|snapshot|notification|userContext)Policy$",
    "^(policyRuntime|policyTemplate|policyBody|samlMetadataDocument|basePolicyDocument)$",
  ].join("|"),
);
/** Resource types whose `policy` or `policyDocument` is in a language of their own. */
const otherTypes: readonly string[] = [
  "aws:cloudwatch/logAccountPolicy:LogAccountPolicy",
  "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy",
  "aws:cloudwatch/logIndexPolicy:LogIndexPolicy",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:iot/policyAttachment:PolicyAttachment",
  "aws:networkmanager/coreNetworkPolicyAttachment:CoreNetworkPolicyAttachment",
  "aws:opensearch/serverlessAccessPolicy:ServerlessAccessPolicy",
  "aws:opensearch/serverlessLifecyclePolicy:ServerlessLifecyclePolicy",
  "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy",
  "aws:route53/trafficPolicy:TrafficPolicy",
  "aws:ses/receiptFilter:ReceiptFilter",
  "aws:sns/dataProtectionPolicy:DataProtectionPolicy",
  "aws:verifiedaccess/endpoint:Endpoint",
  "aws:verifiedaccess/group:Group",
];

/** Every input of every resource of the SDK whose name mentions a policy or a document and whose value is text. */
function textsAboutPolicies(): { type: string; property: string }[] {
  return readdirSync(SDK, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "types" && entry.name !== "node_modules")
    .flatMap(({ name: folder }) =>
      readdirSync(join(SDK, folder))
        .filter((file) => file.endsWith(".d.ts") && file !== "index.d.ts")
        .flatMap((file) => {
          const path = join(SDK, folder, file);
          const inputs = /export interface \w+Args \{(.*?)\n\}/s.exec(readFileSync(path, "utf8"))?.[1] ?? "";
          const properties = [...inputs.matchAll(/^\s+(\w+)\??:\s*pulumi\.Input<string/gm)]
            .map(([, property = ""]) => property)
            .filter((property) => /polic|document/i.test(property));
          if (properties.length === 0) return [];
          const script = readFileSync(path.replace(/\.d\.ts$/, ".js"), "utf8");
          const type = /__pulumiType = '([^']+)'/.exec(script)?.[1] ?? "";
          return type === "" ? [] : properties.map((property) => ({ type, property }));
        }),
    );
}

describe("the locations of policy documents", () => {
  const known = new Set(documentLocations.flatMap(({ types, path }) => types.map((type) => `${type}.${path}`)));

  (HAS_ALL ? it : it.skip)("are of types and properties that the SDK has", () => {
    for (const { types, path } of documentLocations) {
      for (const type of types) {
        const [, module = ""] = type.split(":");
        const file = readdirSync(join(SDK, module.split("/")[0] ?? "")).find(
          (name) => name.toLowerCase() === `${(module.split("/")[1] ?? "").toLowerCase()}.js`,
        );
        const script = readFileSync(join(SDK, module.split("/")[0] ?? "", file ?? ""), "utf8");
        expect(script, type).to.contain(`__pulumiType = '${type}'`);
        expect(script, `${type}.${path}`).to.contain(`resourceInputs["${path.split(".")[0] ?? ""}"] = `);
      }
    }
  });

  it("are each a place of their own", () => {
    expect(known.size).to.equal(documentLocations.flatMap(({ types }) => types).length);
    expect(documentLocations.flatMap(({ types }) => types)).to.have.length.of.at.least(80);
  });

  it("are all that the SDK has, but for texts in other languages", () => {
    const missing = textsAboutPolicies().filter(
      ({ type, property }) =>
        !known.has(`${type}.${property}`) && !otherTypes.includes(type) && !otherNames.test(property),
    );
    expect(missing.map(({ type, property }) => `${type}.${property}`)).to.deep.equal([]);
  });
});
