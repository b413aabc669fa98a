import { requestStoreContract } from './contract.ts';
import { dynaliteForTests } from './on-dynalite.ts';

const table = dynaliteForTests();

requestStoreContract('DynamoDB', async () => (await table()).backing);
