import { PolicyPack } from "@pulumi/policy";

import { rules } from "./rules";

new PolicyPack("image-pipeline", {
  policies: [...rules],
  displayName: "Image pipeline",
  description: "Encryption, blocked public access and least privilege for serverless stacks on AWS.",
  provider: "aws",
  tags: ["aws", "serverless", "security"],
});
