import * as z from 'zod';
import { runtimeFailure } from './failure.ts';
import { type Json, jsonSchema } from './json.ts';
import { lookUp, type Path, parsePath, type Source } from './path.ts';
import { parseTimestamp } from './timestamp.ts';

/** Whether a choice rule holds. */
export type Rule = (source: Source) => boolean;

type Comparable = string | number | boolean;
type Family = 'String' | 'Numeric' | 'Boolean' | 'Timestamp';

/** The value as its family compares it; undefined when it is of another type, for then no comparison holds. */
const readAs: Record<Family, (value: Json | undefined) => Comparable | undefined> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  Timestamp: (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined),
};

const relations: Record<string, (a: Comparable, b: Comparable) => boolean> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

const typeTests: Record<string, (value: Json | undefined) => boolean> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => readAs.Timestamp(value) !== undefined,
};

const comparisonName = /^(String|Numeric|Boolean|Timestamp)(Equals|(?:Less|Greater)Than(?:Equals)?)(Path)?$/;

const family = z.enum(['String', 'Numeric', 'Boolean', 'Timestamp']);
const ruleFields = z.record(z.string(), jsonSchema);
const ruleList = z.array(ruleFields).min(1);

/**
 * Reads one choice rule, without its `Next` and `Comment`.
 * @throws {SyntaxError} or a zod error when a field is unknown, missing or of the wrong type.
 */
export function compileRule(raw: Json): Rule {
  const { Variable, ...tests } = ruleFields.parse(raw);
  const [operator, ...others] = Object.keys(tests);
  const operand = operator === undefined ? undefined : tests[operator];
  if (operator === undefined || operand === undefined || others.length > 0) {
    throw new SyntaxError(`a choice rule takes one operator, this has: ${Object.keys(tests).join(', ') || 'none'}`);
  }
  if (operator === 'And' || operator === 'Or' || operator === 'Not') {
    if (Variable !== undefined) throw new SyntaxError(`${operator} takes no Variable`);
    return compileBoolean(operator, operand);
  }
  return compileTest(parsePath(z.string().parse(Variable)), operator, operand);
}

function compileBoolean(operator: 'And' | 'Or' | 'Not', operand: Json): Rule {
  if (operator === 'Not') {
    const rule = compileRule(operand);
    return (source) => !rule(source);
  }
  const rules = ruleList.parse(operand).map(compileRule);
  // Left to right, and no further than needed: `And: [IsPresent, StringEquals]` guards its second rule.
  return operator === 'And'
    ? (source) => rules.every((rule) => rule(source))
    : (source) => rules.some((rule) => rule(source));
}

function compileTest(variable: Path, operator: string, operand: Json): Rule {
  const typeTest = Object.hasOwn(typeTests, operator) ? typeTests[operator] : undefined;
  if (typeTest) {
    const expected = z.boolean().parse(operand);
    const read = operator === 'IsPresent' ? lookUp : required;
    return (source) => typeTest(read(variable, source)) === expected;
  }
  if (operator === 'StringMatches') {
    const pattern = globPattern(z.string().parse(operand));
    return (source) => {
      const value = required(variable, source);
      return typeof value === 'string' && pattern.test(value);
    };
  }
  return compileComparison(variable, operator, operand);
}

function compileComparison(variable: Path, operator: string, operand: Json): Rule {
  const [, familyName, relationName, path] = comparisonName.exec(operator) ?? [];
  const relation = relationName === undefined ? undefined : relations[relationName];
  if (!relation || (familyName === 'Boolean' && relationName !== 'Equals')) {
    throw new SyntaxError(`unknown choice operator ${operator}`);
  }
  const read = readAs[family.parse(familyName)];
  const other = path === undefined ? undefined : parsePath(z.string().parse(operand));
  const constant = other === undefined ? read(operand) : undefined;
  if (!other && constant === undefined) throw new SyntaxError(`${operator} cannot take ${JSON.stringify(operand)}`);
  return (source) => {
    const left = read(required(variable, source));
    const right = other ? read(required(other, source)) : constant;
    return left !== undefined && right !== undefined && relation(left, right);
  };
}

/** AWS fails the execution when a compared path is missing; only IsPresent may ask for one. */
function required(path: Path, source: Source): Json {
  const value = lookUp(path, source);
  if (value !== undefined) return value;
  throw runtimeFailure(`Invalid path '${path.text}': The choice state's condition path references an invalid value.`);
}

/** `*` stands for any text, `\*` for the star itself, `\\` for a backslash. */
function globPattern(glob: string): RegExp {
  const pieces = glob.match(/\\[\s\S]|[\s\S]/g) ?? [];
  const source = pieces.map((piece) => (piece === '*' ? '[\\s\\S]*' : literal(piece.at(-1) ?? '')));
  return new RegExp(`^${source.join('')}$`);
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
