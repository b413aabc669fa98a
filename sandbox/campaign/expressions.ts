/** Attributes of an item as the document client has them. */
export type Item = Record<string, unknown>;

interface Placeholders {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/** What an operand is in an item; undefined where the attribute is not there. */
type Operand = (item: Item) => unknown;

/**
 * A condition of DynamoDB's expression language as a predicate: the part of it that the request store speaks.
 * @throws SyntaxError for anything else
 */
export function compileCondition(text: string, placeholders: Placeholders): (item: Item) => boolean {
  const reader = new Reader(text, placeholders);
  const condition = reader.disjunction();
  reader.end();
  return condition;
}

/**
 * An update (SET and REMOVE) as a function from the item before to the item after.
 * @throws SyntaxError for anything else
 */
export function compileUpdate(text: string, placeholders: Placeholders): (item: Item) => Item {
  const reader = new Reader(text, placeholders);
  const changes = reader.changes();
  reader.end();
  return (item) => {
    // Every operand reads the item as it was.
    const after = structuredClone(item);
    for (const change of changes) change(item, after);
    return after;
  };
}

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Reads an expression from left to right. */
class Reader {
  readonly #tokens: string[];
  readonly #placeholders: Placeholders;
  #at = 0;

  constructor(text: string, placeholders: Placeholders) {
    this.#tokens = text.match(/[#:]?\w+|<>|<=|>=|[=<>(),.+-]|\S/g) ?? [];
    this.#placeholders = placeholders;
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#misfit();
  }

  disjunction(): (item: Item) => boolean {
    const parts = [this.#conjunction()];
    while (this.#take('OR')) parts.push(this.#conjunction());
    return (item) => parts.some((part) => part(item));
  }

  changes(): ((before: Item, after: Item) => void)[] {
    const changes: ((before: Item, after: Item) => void)[] = [];
    while (this.#at < this.#tokens.length) {
      if (this.#take('SET')) {
        do changes.push(this.#assignment());
        while (this.#take(','));
      } else if (this.#take('REMOVE')) {
        do changes.push(this.#removal());
        while (this.#take(','));
      } else throw this.#misfit();
    }
    return changes;
  }

  #conjunction(): (item: Item) => boolean {
    const parts = [this.#term()];
    while (this.#take('AND')) parts.push(this.#term());
    return (item) => parts.every((part) => part(item));
  }

  #term(): (item: Item) => boolean {
    if (this.#take('NOT')) {
      const term = this.#term();
      return (item) => !term(item);
    }
    if (this.#take('(')) {
      const inner = this.disjunction();
      this.#expect(')');
      return inner;
    }
    for (const [name, wanted] of [['attribute_exists', true] as const, ['attribute_not_exists', false] as const]) {
      if (!this.#take(name)) continue;
      this.#expect('(');
      const operand = this.#operand();
      this.#expect(')');
      return (item) => (operand(item) !== undefined) === wanted;
    }
    if (this.#take('begins_with')) {
      this.#expect('(');
      const left = this.#operand();
      this.#expect(',');
      const right = this.#operand();
      this.#expect(')');
      return (item) => String(left(item) ?? '').startsWith(String(right(item)));
    }
    const left = this.#operand();
    if (this.#take('BETWEEN')) {
      const low = this.#operand();
      this.#expect('AND');
      const high = this.#operand();
      return (item) => order(left(item), low(item)) >= 0 && order(left(item), high(item)) <= 0;
    }
    const holds = COMPARISONS[this.#next()];
    if (holds === undefined) throw this.#misfit();
    const right = this.#operand();
    return (item) => {
      const [a, b] = [left(item), right(item)];
      return a !== undefined && b !== undefined && typeof a === typeof b && holds(order(a, b));
    };
  }

  #assignment(): (before: Item, after: Item) => void {
    const path = this.#path();
    this.#expect('=');
    const first = this.#operand();
    const sign = this.#take('+') ? 1 : this.#take('-') ? -1 : 0;
    const second = sign === 0 ? undefined : this.#operand();
    const value = (item: Item) =>
      second === undefined ? first(item) : Number(first(item)) + sign * Number(second(item));
    return (before, after) => {
      const { parent, name } = place(after, path);
      parent[name] = structuredClone(value(before));
    };
  }

  #removal(): (before: Item, after: Item) => void {
    const path = this.#path();
    return (_before, after) => {
      const { parent, name } = place(after, path);
      delete parent[name];
    };
  }

  #operand(): Operand {
    if (this.#take('if_not_exists')) {
      this.#expect('(');
      const path = this.#path();
      this.#expect(',');
      const otherwise = this.#operand();
      this.#expect(')');
      return (item) => lookUp(item, path) ?? otherwise(item);
    }
    const token = this.#tokens[this.#at] ?? '';
    if (token.startsWith(':')) {
      this.#at += 1;
      const values = this.#placeholders.ExpressionAttributeValues ?? {};
      if (!Object.hasOwn(values, token)) throw new SyntaxError(`${token} has no value`);
      return () => values[token];
    }
    const path = this.#path();
    return (item) => lookUp(item, path);
  }

  #path(): string[] {
    const path = [this.#name()];
    while (this.#take('.')) path.push(this.#name());
    return path;
  }

  #name(): string {
    const token = this.#next();
    if (!token.startsWith('#')) {
      if (/^\w+$/.test(token)) return token;
      throw this.#misfit();
    }
    const name = this.#placeholders.ExpressionAttributeNames?.[token];
    if (name === undefined) throw new SyntaxError(`${token} has no name`);
    return name;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== token.toUpperCase()) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw this.#misfit();
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#misfit();
    this.#at += 1;
    return token;
  }

  #misfit(): SyntaxError {
    return new SyntaxError(`not understood at ${this.#at}: ${this.#tokens.join(' ')}`);
  }
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lookUp(item: Item, path: readonly string[]): unknown {
  let found: unknown = item;
  for (const name of path) found = isItem(found) ? found[name] : undefined;
  return found;
}

/** Where a path leads; DynamoDB makes no maps on the way. */
function place(item: Item, path: readonly string[]): { parent: Item; name: string } {
  const name = path.at(-1) ?? '';
  const parent = lookUp(item, path.slice(0, -1));
  if (!isItem(parent)) throw new Error('The document path provided in the update expression is invalid');
  return { parent, name };
}

function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
