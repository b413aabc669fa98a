import * as z from 'zod';
import { synthesiseTemplate } from '#sandbox/aws/template.ts';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).prefault({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).default([]),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof resourceSchema>;
export type Resources = Readonly<Record<string, Resource>>;

/** The resources of the example stage's stack. */
export const resources: Resources = z
  .object({ Resources: z.record(z.string(), resourceSchema) })
  .parse(synthesiseTemplate()).Resources;

export function ofType(type: string): (Resource & { readonly id: string })[] {
  return Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
}

const NAMES = ['TableName', 'FunctionName', 'LogGroupName', 'Name', 'TopicName', 'StateMachineName'];

const reference = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((value) => value['Fn::GetAtt'][0]),
]);
const join = z.strictObject({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) });

/** A text of the template with every reference in words: `Table(access-desk-example)/index/open`. */
export function words(value: unknown): string {
  if (typeof value === 'string') return value;
  const joined = join.safeParse(value);
  if (joined.success) return joined.data['Fn::Join'][1].map(words).join('');
  const id = reference.parse(value);
  if (id.startsWith('AWS::')) return id.slice('AWS::'.length);
  const resource = resources[id];
  const name = NAMES.map((key) => resource?.Properties[key]).find((found) => typeof found === 'string') ?? id;
  return `${resource?.Type.split('::').at(-1)}(${String(name)})`;
}

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Allow'),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), z.array(z.string()))).prefault({}),
});
const documentSchema = z.object({ Statement: z.array(statementSchema) });
const policySchema = z.object({ PolicyDocument: documentSchema, Roles: z.array(z.unknown()) });
const roleSchema = z.object({
  Policies: z.array(z.object({ PolicyDocument: documentSchema })).default([]),
  ManagedPolicyArns: z.array(z.unknown()).default([]),
});

/** Everything a role may do, as `action resource`, with ` if` and the conditions, sorted. */
export function allowed(roleId: string): string[] {
  const role = roleSchema.parse(resources[roleId]?.Properties);
  const attached = ofType('AWS::IAM::Policy')
    .map(({ Properties }) => policySchema.parse(Properties))
    .filter(({ Roles }) => Roles.some((ref) => reference.parse(ref) === roleId));
  const statements = [...role.Policies, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const managed = role.ManagedPolicyArns.map((arn) => `managed policy ${JSON.stringify(arn)}`);
  const own = statements.flatMap(({ Action, Resource, Condition }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => `${action} ${words(resource)}${onlyIf(Condition)}`)),
  );
  return [...managed, ...own].sort();
}

function onlyIf(condition: z.infer<typeof statementSchema>['Condition']): string {
  const parts = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => `${operator} ${key} ${values.join(',')}`),
  );
  return parts.length === 0 ? '' : ` if ${parts.join(' and ')}`;
}

/** Logical id of the role a resource refers to. */
export function roleOf(value: unknown): string {
  return reference.parse(value);
}
