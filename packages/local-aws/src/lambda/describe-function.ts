import type { Lambda } from "./lambda";
import type { Described } from "./operation";

/** The embedded run has no networks; subnets say nothing of theirs. */
const VPC_ID = "vpc-00000000000000000";

/** A function or one of its versions as the API describes it. */
export function describeFunction(
  { config, code, lastModified, version }: Described,
  lambda: Lambda,
  reference: string,
): object {
  return {
    FunctionName: config.name,
    FunctionArn: lambda.arn(reference),
    Runtime: config.runtime,
    Role: config.roleArn,
    Handler: config.handler,
    CodeSize: code.zipBytes,
    CodeSha256: Buffer.from(code.sha256, "hex").toString("base64"),
    Description: config.description,
    Timeout: config.timeoutSec,
    MemorySize: config.memoryMb,
    LastModified: lastModified,
    Version: version,
    Environment: { Variables: config.environment },
    TracingConfig: { Mode: config.tracing },
    ...(config.network && {
      VpcConfig: {
        SubnetIds: config.network.subnetIds,
        SecurityGroupIds: config.network.securityGroupIds,
        VpcId: VPC_ID,
      },
    }),
    Layers: config.layers.map((Arn) => ({ Arn })),
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: [config.architecture],
    EphemeralStorage: { Size: config.ephemeralStorageMb },
    LoggingConfig: {
      LogFormat: config.logging.format,
      LogGroup: config.logging.logGroup,
      ApplicationLogLevel: config.logging.applicationLevel,
      SystemLogLevel: config.logging.systemLevel,
    },
  };
}
