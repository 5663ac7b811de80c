/** What AWS charges for. */
export const meters = {
  lambdaRequests: { service: "Lambda", unit: "requests" },
  lambdaGbSeconds: { service: "Lambda", unit: "GB-seconds" },
  s3Writes: { service: "S3", unit: "PUT, COPY, POST, LIST requests" },
  s3Reads: { service: "S3", unit: "GET, HEAD requests" },
  s3GbMonths: { service: "S3", unit: "GB-months" },
  dynamodbWrites: { service: "DynamoDB", unit: "write request units" },
  dynamodbReads: { service: "DynamoDB", unit: "read request units" },
  dynamodbGbMonths: { service: "DynamoDB", unit: "GB-months" },
  sqsRequests: { service: "SQS", unit: "requests" },
  snsRequests: { service: "SNS", unit: "requests" },
  expressRequests: { service: "Step Functions", unit: "express executions" },
  expressGbSeconds: { service: "Step Functions", unit: "GB-seconds" },
  stateTransitions: { service: "Step Functions", unit: "state transitions" },
  apiRequests: { service: "API Gateway", unit: "REST API requests" },
  kmsRequests: { service: "KMS", unit: "requests" },
  kmsKeys: { service: "KMS", unit: "keys" },
  logGb: { service: "CloudWatch", unit: "GB of logs" },
  logGbMonths: { service: "CloudWatch", unit: "GB-months of logs" },
  metrics: { service: "CloudWatch", unit: "custom metrics" },
  alarms: { service: "CloudWatch", unit: "alarms" },
  dashboards: { service: "CloudWatch", unit: "dashboards" },
  edge100Requests: { service: "CloudFront", unit: "HTTPS requests, PriceClass_100" },
  edge100Gb: { service: "CloudFront", unit: "GB to viewers, PriceClass_100" },
  edgeRequests: { service: "CloudFront", unit: "HTTPS requests" },
  edgeGb: { service: "CloudFront", unit: "GB to viewers" },
  edgeFunctionRuns: { service: "CloudFront", unit: "function invocations" },
  invalidatedPaths: { service: "CloudFront", unit: "invalidated paths" },
  events: { service: "EventBridge", unit: "custom events" },
  secrets: { service: "Secrets Manager", unit: "secrets" },
  secretRequests: { service: "Secrets Manager", unit: "requests" },
} as const satisfies Record<string, { service: string; unit: string }>;

export type Meter = keyof typeof meters;

/** A price of AWS's. */
interface Price {
  /** For one unit of the meter, at the first tier, without the free tier. */
  readonly usd: number;
  /** Units of a month that cost nothing by the price itself, of whatever account. Default 0. */
  readonly included?: number;
  /** Key of the product in the price list; absent: the service's own page states the price. */
  readonly sku?: string;
}

/** The prices of a region on one day. */
export interface PriceTable {
  /** Publication of AWS's price lists, ISO 8601. */
  readonly date: string;
  readonly prices: Readonly<Record<Meter, Price>>;
}

/** Prices that are the same in every region. Sources: `priceTables`. */
const globalPrices = {
  edge100Requests: { usd: 1e-6 },
  edge100Gb: { usd: 0.085 },
  edgeFunctionRuns: { usd: 0.1e-6 },
  invalidatedPaths: { usd: 0.005, included: 1000 },
  events: { usd: 1e-6 },
} satisfies Partial<Record<Meter, Price>>;

/**
 * AWS's price lists of 2026-08-31: offers AWSLambda, AmazonS3, AmazonDynamoDB, AWSQueueService, AmazonSNS,
 * AmazonStates, AmazonApiGateway, awskms, AmazonCloudWatch and AWSSecretsManager, at
 * `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<offer>/current/<region>/index.json`, by `sku`.
 *
 * Prices without one are those of the service's page: https://aws.amazon.com/cloudwatch/pricing/,
 * https://aws.amazon.com/eventbridge/pricing/ (custom events, the same in all regions),
 * https://aws.amazon.com/secrets-manager/pricing/ and https://aws.amazon.com/cloudfront/pricing/pay-as-you-go/, as it was
 * in October 2026. CloudFront's depend on the location that answers: usage types `US-DataTransfer-Out-Bytes`,
 * `US-Requests-Tier2-HTTPS`, `AP-…` of the offer AmazonCloudFront, and `Executions-CloudFrontFunctions` and
 * `Invalidations`, which are the same everywhere. Their SKUs, and those of AWSEvents, were in no source at hand.
 */
export const priceTables: Readonly<Record<string, PriceTable>> = {
  "us-east-1": {
    date: "2026-08-31",
    prices: {
      lambdaRequests: { usd: 0.2e-6, sku: "GU2ZS9HVP6QTQ7KE" },
      lambdaGbSeconds: { usd: 0.0000133334, sku: "72SBSFWPMDTH8S3J" },
      s3Writes: { usd: 5e-6, sku: "E9YHNFENF4XQBZR6" },
      s3Reads: { usd: 0.4e-6, sku: "ZWQ6Q48CRJXX4FXE" },
      s3GbMonths: { usd: 0.023, sku: "WP9ANXZGBYYSGJEA" },
      dynamodbWrites: { usd: 0.625e-6, sku: "FGXVD96DKJMUASY3" },
      dynamodbReads: { usd: 0.125e-6, sku: "4W4ZMC46EHE8XTTZ" },
      dynamodbGbMonths: { usd: 0.25, sku: "F3E2EDSYC6ZNW7XP" },
      sqsRequests: { usd: 0.4e-6, sku: "8RN6B8U4MERHRXP3" },
      snsRequests: { usd: 0.5e-6, sku: "QDX8G2WMY9NPXXPG" },
      expressRequests: { usd: 1e-6, sku: "AJJXM66BP92T8UX4" },
      expressGbSeconds: { usd: 0.00001667, sku: "TFDWDW6V2TSZF7M2" },
      stateTransitions: { usd: 0.000025, sku: "5NX6NBD43SV57CH3" },
      apiRequests: { usd: 3.5e-6, sku: "KKDZ3TFSXUSMCZ3A" },
      kmsRequests: { usd: 3e-6, sku: "MFEBZPX8NHM5FY7Z" },
      kmsKeys: { usd: 1, sku: "U553K98XGDXCYHWS" },
      logGb: { usd: 0.5, sku: "S8QGXX5R2BKKMDSJ" },
      logGbMonths: { usd: 0.03, sku: "JRHJQ2UMPUB5K73A" },
      metrics: { usd: 0.3 },
      alarms: { usd: 0.1 },
      dashboards: { usd: 3 },
      ...globalPrices,
      edgeRequests: { usd: 1e-6 },
      edgeGb: { usd: 0.085 },
      secrets: { usd: 0.4, sku: "BJ3PQ9BYGU6P632F" },
      secretRequests: { usd: 5e-6, sku: "4MDZ5VNEJPMUTG9B" },
    },
  },
  "ap-southeast-1": {
    date: "2026-08-31",
    prices: {
      lambdaRequests: { usd: 0.2e-6, sku: "36D3E7396ZKUSWWW" },
      lambdaGbSeconds: { usd: 0.0000133334, sku: "KSD76ZR243WEPWRS" },
      s3Writes: { usd: 5e-6, sku: "VHRJWKRHEA6VHEFY" },
      s3Reads: { usd: 0.4e-6, sku: "T469UNPYX78434EG" },
      s3GbMonths: { usd: 0.025, sku: "M6MTARCQFUQBQ2V3" },
      dynamodbWrites: { usd: 0.71e-6, sku: "PZTVP859DVDCGT8X" },
      dynamodbReads: { usd: 0.1425e-6, sku: "XF4WN9CQUFPSY9SQ" },
      dynamodbGbMonths: { usd: 0.285, sku: "YCMS8QPJ7DRVHAXD" },
      sqsRequests: { usd: 0.4e-6, sku: "PVF7MDBNRK7V9S5H" },
      snsRequests: { usd: 0.5e-6, sku: "UNWF5P8PEVEH2AZ2" },
      expressRequests: { usd: 1e-6, sku: "R89ZVNYDPA4JPGBF" },
      expressGbSeconds: { usd: 0.00001667, sku: "PG7YQ55TZHMQ2VNB" },
      stateTransitions: { usd: 0.000025, sku: "Q77S8DTHK7YGTP6Z" },
      apiRequests: { usd: 4.25e-6, sku: "GVUAQ6EVG8QNVVZQ" },
      kmsRequests: { usd: 3e-6, sku: "7AVHXGCZK6D9ARBK" },
      kmsKeys: { usd: 1, sku: "R8AEZWXXE7G5EHRZ" },
      logGb: { usd: 0.7, sku: "ZEKCE7VGMSM5XZPW" },
      logGbMonths: { usd: 0.03, sku: "RKCBFFXUWXG8KUQY" },
      metrics: { usd: 0.3 },
      alarms: { usd: 0.1 },
      dashboards: { usd: 3 },
      ...globalPrices,
      edgeRequests: { usd: 1.2e-6 },
      edgeGb: { usd: 0.12 },
      secrets: { usd: 0.4 },
      secretRequests: { usd: 5e-6 },
    },
  },
};
