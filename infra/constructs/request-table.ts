import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import {
  OPEN_INDEX,
  OPEN_INDEX_PARTITION_KEY,
  OPEN_INDEX_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TIME_TO_LIVE,
} from '#shared/adapters/store/table.ts';
import { tableName } from '../names.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * The request store's one table. It is the memory of what was approved and written, so it outlives the stack and can
 * be restored, beside itself, as it was at any second of the last 35 days.
 */
export function requestTable(scope: Construct, stage: string): Table {
  const table = new Table(scope, 'Requests', {
    tableName: tableName(stage),
    partitionKey: text(PARTITION_KEY),
    sortKey: text(SORT_KEY),
    timeToLiveAttribute: TIME_TO_LIVE,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  table.addGlobalSecondaryIndex({
    indexName: OPEN_INDEX,
    partitionKey: text(OPEN_INDEX_PARTITION_KEY),
    sortKey: text(OPEN_INDEX_SORT_KEY),
    projectionType: ProjectionType.ALL,
  });
  return table;
}
