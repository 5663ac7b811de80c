/** How a command of a page is checked. */
export type Handling =
  /** Run on a stack that this very command brings up. */
  | { readonly run: "alone"; readonly expect?: RegExp; readonly opens?: true }
  /** Run while `npm run serve` keeps a stack up. */
  | {
      readonly run: "dev" | "prod";
      /** What is put behind it: the stack of the pages is deployed, that of the test is served here. */
      readonly append?: string;
      /** Standard output. Default: anything. */
      readonly expect?: RegExp;
      /** What is done before it, or waited for. */
      readonly prepare?: "result of cat.jpg" | "delete marker" | "overwritten version" | "image";
    }
  /** Run by another test, which reads it from its page. */
  | { readonly testedBy: string }
  /** Not run, with the reason; `options`: whether the program takes them is checked. */
  | { readonly notRun: string; readonly check: "options" | "pulumi" | "syntax" };

const ACCOUNT = "needs an account of AWS";
const OTHERS = "downloads packages from a registry";
const REWRITES = "writes files of the repository";
const local = (expect?: RegExp) => ({ run: "prod", append: " --local", ...(expect && { expect }) }) as const;
const deploying = { notRun: ACCOUNT, check: "pulumi" } as const;
const awsOnly = { notRun: ACCOUNT, check: "syntax" } as const;
const byPackageTest = (folder: string) => ({ testedBy: `packages/${folder}/test/package.test.ts` });

/** Every command of the shell scripts on the pages, by its page. One that is not here fails the tests. */
export const commandList: Readonly<Record<string, Readonly<Record<string, Handling>>>> = {
  "README.md": {
    "npm ci": { notRun: OTHERS, check: "syntax" },
    "npm test": { notRun: "runs this very test", check: "syntax" },
    "npm start": { testedBy: "test/docs/commands.test.ts" },
    "npm start -- --open ~/Pictures": { run: "alone", opens: true, expect: /5 images in .* s: 5 processed/ },
  },
  "docs/embedded-run.md": {
    "npm start": { run: "alone", expect: /5 images in .* s: 5 processed/ },
    "npm start -- ~/Pictures --out ~/Desktop/thumbnails": { run: "alone", expect: /results are in .*thumbnails/ },
    "npm start -- --variant thumb=300x300:cover:webp --variant page=1200x1200:inside:q80": {
      run: "alone",
      expect: /thumb\/balloon\.png\.webp/,
    },
    "npm start -- --open ~/Pictures": { testedBy: "test/docs/commands.test.ts" },
    "npm run serve -- --open": { run: "dev" },
    "npm run preview -- --stack full": { run: "alone", expect: /to create/ },
  },
  "docs/use.md": {
    'aws s3 cp cat.jpg "s3://$(npx pulumi stack output sourceBucket)/"': { run: "dev" },
    'aws s3 cp "s3://$(npx pulumi stack output destinationBucket)/processed-cat.jpg" .': {
      run: "dev",
      prepare: "result of cat.jpg",
    },
    'curl --aws-sigv4 aws:amz:us-east-1:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -H \'Content-Type: image/jpeg\' --data-binary @cat.jpg "$(npx pulumi stack output uploadApiUrl)/upload?key=cat.jpg"':
      { run: "dev", expect: /"image_id":"[\w-]+"/ },
  },
  "docs/component.md": {
    "npm install ./image-pipeline/component": { notRun: OTHERS, check: "syntax" },
    "npm install --prefix ./image-pipeline": { notRun: OTHERS, check: "syntax" },
    "pulumi package add ./image-pipeline/component": { notRun: OTHERS, check: "pulumi" },
  },
  "docs/notify.md": {
    'aws secretsmanager create-secret --name image-webhook --secret-string "whsec_$(openssl rand -base64 32)"': awsOnly,
    "aws sqs start-message-move-task --source-arn <ARN of the queue>": awsOnly,
  },
  "docs/existing.md": {
    "aws s3api get-bucket-notification-configuration --bucket company-uploads > notifications.json": awsOnly,
    "aws s3api put-bucket-notification-configuration --bucket company-uploads --notification-configuration file://notifications.json":
      awsOnly,
  },
  "docs/delivery.md": {
    "npm run backfill -- --stack prod --changed": local(/0 originals sent to be processed/),
    "npm run reconcile -- --stack prod --repair": local(/0 repaired, 0 failed/),
  },
  "docs/fitting.md": {
    "aws s3 cp cat.jpg s3://<sourceBucket>/ --metadata focal=0.3,0.7": { run: "dev" },
  },
  "docs/operate.md": {
    "aws s3api list-object-versions --bucket <sourceBucket> --prefix cat.jpg": {
      run: "dev",
      prepare: "delete marker",
      expect: /"DeleteMarkers": \[/,
    },
    "aws s3api delete-object --bucket <sourceBucket> --key cat.jpg --version-id <delete marker>": {
      run: "dev",
      prepare: "delete marker",
    },
    "aws s3api copy-object --copy-source '<sourceBucket>/cat.jpg?versionId=<version>' --bucket <sourceBucket> --key cat.jpg":
      { run: "dev", prepare: "overwritten version" },
  },
  "docs/operate/backfill.md": {
    "npm run backfill -- --stack prod --dry-run": local(/1 originals? /),
    "npm run backfill -- --stack prod --changed": local(/0 originals sent to be processed, 1 as they should be/),
    "npm run backfill -- --stack prod --variants thumb": { notRun: "the stack has no such variant", check: "options" },
    "npm run backfill -- --stack prod --prefix 2026/ --rate 50": local(/0 originals sent/),
    "npm run backfill -- --stack prod --resume": { notRun: "goes on after an interruption", check: "options" },
  },
  "docs/operate/reconcile.md": {
    "npm run reconcile -- --stack prod": local(/0 missing, 0 stale, 0 orphaned/),
    "npm run reconcile -- --stack prod --repair --rate 50": local(/0 repaired, 0 failed/),
    "npm run reconcile -- --stack prod --prefix 2026/ --min-age 1h": local(/0 missing, 0 stale, 0 orphaned/),
  },
  "docs/operate/redrive.md": {
    "npm run redrive -- --stack prod --dry-run": local(/0 dead letters/),
    "npm run redrive -- --stack prod": local(/0 dead letters sent back/),
    "npm run redrive -- --stack prod --reason ResourceNotFoundException": local(/0 dead letters sent back/),
    "npm run redrive -- --stack prod --since 6h": local(/0 dead letters sent back/),
  },
  "docs/operate/release.md": {
    "npm run release -- --stack prod": local(/prod needs no release/),
    "npm run release -- --stack prod --dry-run": local(/prod needs no release/),
  },
  // Last: what it deletes is gone.
  "docs/operate/delete-for-good.md": {
    'curl --aws-sigv4 aws:amz:us-east-1:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -X DELETE "$(npx pulumi stack output uploadApiUrl)/images/<image_id>?versions=all"':
      { run: "dev", prepare: "image" },
    "npm run delete-image -- --stack prod --key cat.jpg": local(/cat\.jpg/),
    "npm run delete-image -- --stack prod --key cat.jpg --yes": local(/deleted for good/),
  },
  "docs/deploy.md": {
    "npx pulumi login s3://<state-bucket>": deploying,
    "npx pulumi stack init dev": deploying,
    "npm run preview:aws -- --stack dev": deploying,
    "npm run deploy -- --stack dev": deploying,
    "npm run destroy -- --stack dev": deploying,
    "npm run deployer-policy -- --account <12 digits> --region <region> --github <owner/repo> --state-bucket <bucket> --secrets-key <key ARN> --out aws-roles":
      { notRun: "brings three stacks up; test/commands/deployer-policy does so", check: "options" },
    "aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com":
      awsOnly,
    [`for role in deployer previewer; do
  aws iam create-role --role-name image-pipeline-$role --assume-role-policy-document file://aws-roles/$role-trust.json
  for file in aws-roles/$role-policy*.json; do
    policy=$(aws iam create-policy --policy-name image-pipeline-$(basename $file .json) --policy-document file://$file --query Policy.Arn --output text)
    aws iam attach-role-policy --role-name image-pipeline-$role --policy-arn $policy
  done
done`]: { testedBy: "test/docs/deployer-roles.test.ts" },
    [`for role in deployer previewer; do
  for file in aws-roles/$role-policy*.json; do
    policy=arn:aws:iam::<12 digits>:policy/image-pipeline-$(basename $file .json)
    for version in $(aws iam list-policy-versions --policy-arn $policy --query 'Versions[?!IsDefaultVersion].VersionId' --output text); do
      aws iam delete-policy-version --policy-arn $policy --version-id $version
    done
    aws iam create-policy-version --policy-arn $policy --policy-document file://$file --set-as-default
  done
done`]: { testedBy: "test/docs/deployer-roles.test.ts" },
    "npm start -- --as-deployer": { run: "alone", expect: /5 images in .* s: 5 processed/ },
    "aws apigateway get-account --query cloudwatchRoleArn": awsOnly,
    "aws apigateway update-account --patch-operations op=replace,path=/cloudwatchRoleArn,value=<role ARN>": awsOnly,
  },
  "docs/upgrade.md": {
    "npx pulumi stack export --stack <name> --file state.json": deploying,
    "npm run deployer-policy -- --stack <name> --state state.json --out <folder>": {
      notRun: "needs the state of a deployed stack; test/engine/upgrade.engine.ts does so",
      check: "options",
    },
  },
  "docs/releases.md": {
    "npm run deploy -- --stack prod": deploying,
    "npm run release -- --stack prod": { testedBy: "test/e2e/canary.test.ts" },
    "npm run artifacts -- --stack prod --out artifacts": {
      testedBy: "test/commands/artifacts/bill-of-materials.test.ts",
    },
  },
  "docs/scale-and-cost.md": {
    "npm run cost -- --stack prod --images 1e6 --megapixels 12 --replaced 0.01 --no-alternatives": {
      run: "alone",
      expect: /A month of the stack prod with 1,000,000 images of 12 megapixels[\s\S]* USD, /,
    },
  },
  "docs/verify-aws.md": {
    "npm run verify:aws -- --stack verify --yes": { notRun: ACCOUNT, check: "options" },
  },
  "packages/fast-jimp/README.md": { "npm install @image-pipeline/fast-jimp": byPackageTest("fast-jimp") },
  "packages/local-aws/README.md": {
    "npm install @image-pipeline/local-aws @aws-sdk/client-s3 @aws-sdk/client-sqs yazl": byPackageTest("local-aws"),
  },
  "packages/local-pulumi/README.md": {
    "npm install @image-pipeline/local-pulumi @image-pipeline/local-aws @pulumi/pulumi @pulumi/aws typescript":
      byPackageTest("local-pulumi"),
  },
  "policy/README.md": {
    "(cd policy && npm ci)": { notRun: OTHERS, check: "syntax" },
    "pulumi preview --policy-pack ./policy": deploying,
    "PULUMI_DEBUG_COMMANDS=true pulumi preview --policy-pack ./policy --event-log events.jsonl": {
      notRun: "needs the Pulumi CLI and a program; test/engine/changes.engine.ts previews with the pack",
      check: "syntax",
    },
    "node policy/dist/report.js events.jsonl --sarif policy.sarif --json policy.json": {
      testedBy: "policy/test/report.test.ts",
    },
    "cp test/comparison/package.json TOOLS/ && npm install --prefix TOOLS --ignore-scripts": {
      notRun: OTHERS,
      check: "syntax",
    },
    "python -m venv VENV && VENV/bin/pip install -r test/comparison/requirements.txt": {
      notRun: OTHERS,
      check: "syntax",
    },
    "npm run comparison -- --tools TOOLS --python VENV/bin/python --compliance-policies CHECKOUT": {
      notRun: "needs the other tools",
      check: "options",
    },
    "npm ci": { notRun: OTHERS, check: "syntax" },
    "npm test": { notRun: "part of the whole run", check: "options" },
    "npm run readme": { notRun: REWRITES, check: "options" },
    "npm run measure": { notRun: "measures for minutes", check: "options" },
    "npm run service-reference": { notRun: REWRITES, check: "options" },
    "npm run docs": { notRun: REWRITES, check: "options" },
  },
};
