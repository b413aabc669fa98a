/**
 * What AWS asked in Europe (Frankfurt) in November 2026, in US dollars, without any free tier: pricing pages of Step
 * Functions (Standard), Lambda (arm64) and DynamoDB (on demand).
 */
export const PRICES = {
  stateTransition: 25 / 1_000_000,
  invocation: 0.2 / 1_000_000,
  gigabyteSecond: 0.0000133334,
  readUnit: 0.1525 / 1_000_000,
  writeUnit: 0.7625 / 1_000_000,
} as const;

/** Memory of every function (infra/constructs/house-function.ts). */
export const GIGABYTES = 0.5;

/**
 * How long a function runs cannot be told from this machine. It is counted: so much for itself, so much for each call to
 * an AWS service, so much for each call to Databricks or a ticket system, one after the other.
 */
export const SECONDS = { invocation: 0.15, awsCall: 0.01, vendorCall: 0.25 } as const;
