import * as z from 'zod';
import { REGION } from '#sandbox/services/environment.ts';

/** The account of local ARNs. */
const ACCOUNT = '000000000000';

/** As much of a CloudFormation template as resolving references takes. */
export const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).prefault({}) }),
  ),
});
export type Template = z.infer<typeof templateSchema>;
type Resource = Template['Resources'][string];

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
};

const arnOf = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

/** What `Ref` and `Fn::GetAtt … Arn` give for the types we refer to (CloudFormation user guide, "Return values"). */
const RETURN_VALUES: Readonly<Record<string, { name: string; arn: (name: string) => string; ref: 'name' | 'arn' }>> = {
  'AWS::Lambda::Function': { name: 'FunctionName', arn: (name) => arnOf('lambda', `function:${name}`), ref: 'name' },
  'AWS::DynamoDB::Table': { name: 'TableName', arn: (name) => arnOf('dynamodb', `table/${name}`), ref: 'name' },
  'AWS::SecretsManager::Secret': { name: 'Name', arn: (name) => arnOf('secretsmanager', `secret:${name}`), ref: 'arn' },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    arn: (name) => arnOf('states', `stateMachine:${name}`),
    ref: 'arn',
  },
};

const intrinsic = {
  Ref: z.strictObject({ Ref: z.string() }),
  GetAtt: z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
  Join: z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }),
  Sub: z.strictObject({ 'Fn::Sub': z.string() }),
};

/** Makes a function that turns a template's value into the text CloudFormation would make of it, with local ARNs. */
export function resolver({ Resources }: Template): (value: unknown) => string {
  function resource(logicalId: string): Resource {
    const found = Resources[logicalId];
    if (!found) throw new Error(`the template refers to ${logicalId}, which it does not have`);
    return found;
  }

  function returned(logicalId: string, which: 'ref' | 'arn'): string {
    const { Type, Properties } = resource(logicalId);
    const known = RETURN_VALUES[Type];
    if (!known) throw new Error(`no local stand-in for a reference to ${logicalId} (${Type})`);
    const name = resolve(Properties[known.name]);
    return which === 'arn' || known.ref === 'arn' ? known.arn(name) : name;
  }

  function reference(name: string): string {
    return PSEUDO_PARAMETERS[name] ?? returned(name, 'ref');
  }

  function attribute(logicalId: string, name: string): string {
    if (name !== 'Arn') throw new Error(`no local stand-in for the attribute ${name} of ${logicalId}`);
    return returned(logicalId, 'arn');
  }

  function substitute(_match: string, name: string): string {
    const [logicalId = '', attributeName] = name.split('.');
    return attributeName === undefined ? reference(logicalId) : attribute(logicalId, attributeName);
  }

  function resolve(value: unknown): string {
    if (typeof value === 'string') return value;
    const ref = intrinsic.Ref.safeParse(value);
    if (ref.success) return reference(ref.data.Ref);
    const getAtt = intrinsic.GetAtt.safeParse(value);
    if (getAtt.success) return attribute(...getAtt.data['Fn::GetAtt']);
    const join = intrinsic.Join.safeParse(value);
    if (join.success) return join.data['Fn::Join'][1].map(resolve).join(join.data['Fn::Join'][0]);
    const sub = intrinsic.Sub.safeParse(value);
    if (sub.success) return sub.data['Fn::Sub'].replaceAll(/\$\{([^!}][^}]*)\}/g, substitute);
    throw new Error(`not a text the template can hold: ${JSON.stringify(value)}`);
  }

  return resolve;
}
