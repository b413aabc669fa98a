import * as z from 'zod';
import type { RunningServer } from '#sandbox/simulators/http-server.ts';
import { ServiceError, serveAwsJson } from './aws-json.ts';
import { REGION } from './environment.ts';

const request = z.object({ SecretId: z.string() });

/**
 * Secrets Manager as far as reading goes.
 * @param secrets name → text; changes of the map are seen at once, so that a rotation can be played
 */
export function startSecretsManager(secrets: ReadonlyMap<string, string>): Promise<RunningServer> {
  return serveAwsJson({
    version: '1.1',
    prefix: 'secretsmanager',
    operations: {
      async GetSecretValue(body) {
        const { SecretId } = request.parse(body);
        const SecretString = secrets.get(SecretId);
        if (SecretString === undefined) {
          throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
        }
        const ARN = `arn:aws:secretsmanager:${REGION}:000000000000:secret:${SecretId}`;
        return { ARN, Name: SecretId, SecretString, VersionStages: ['AWSCURRENT'] };
      },
    },
  });
}
