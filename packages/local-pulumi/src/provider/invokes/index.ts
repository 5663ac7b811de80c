import type * as pulumi from "@pulumi/pulumi";

import { callerName, publicKeyOf, signingAlgorithms, type Caller, type Cloud } from "@image-pipeline/local-aws";
import { encodeBag, type Bag } from "../../property-values";
import { unknownToken } from "../registry";
import { policyDocument } from "./policy-document";

type Invoke = (inputs: Bag, cloud: Cloud, caller: Caller) => Bag;

const invokes: Readonly<Record<string, Invoke>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_, { accountId }, caller) => ({
    id: accountId,
    accountId,
    arn: callerName(caller),
    userId: accountId,
  }),
  "aws:index/getRegion:getRegion": (inputs, { region }) => {
    const requested = inputs.region ?? inputs.name ?? inputs.id;
    if (requested !== undefined && requested !== region) {
      throw new Error(
        `getRegion: expected ${region}, the region of the embedded services, got ${JSON.stringify(requested)}`,
      );
    }
    return { id: region, name: region, region, description: region, endpoint: `ec2.${region}.amazonaws.com` };
  },
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:kms/getPublicKey:getPublicKey": ({ keyId }, { services, region }) => {
    const key = services.kms.key(keyId as string);
    const publicKey = publicKeyOf(key).toString("base64");
    return {
      id: keyId,
      keyId,
      arn: key.arn,
      customerMasterKeySpec: key.spec,
      encryptionAlgorithms: [],
      keyUsage: "SIGN_VERIFY",
      publicKey,
      publicKeyPem: `-----BEGIN PUBLIC KEY-----\n${publicKey.replace(/(.{64})(?=.)/g, "$1\n")}\n-----END PUBLIC KEY-----\n`,
      region,
      signingAlgorithms: [...signingAlgorithms],
    };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": (inputs) => policyDocument(inputs),
};

/** Tokens of all functions that the provider knows, sorted. */
export function knownFunctions(): string[] {
  return Object.keys(invokes).sort();
}

/** Runs a function of the package. @throws Error for one that the provider does not know. */
export function runInvoke(token: string, inputs: Bag, cloud: Cloud, caller: Caller): pulumi.provider.InvokeResult {
  const invoke = Object.hasOwn(invokes, token) ? invokes[token] : undefined;
  if (invoke === undefined) {
    throw new Error(unknownToken(`function "${token}"`, token, knownFunctions()));
  }
  return { outputs: encodeBag(invoke(inputs, cloud, caller)) };
}
