import type { Document } from '#shared/domain/document.ts';

/** Who a message is written for: everybody who sees the ticket, IT only, or the identity team on its own task. */
export type Readers = 'requester' | 'it' | 'identity team';

/** What the pages say about a message before they show it. */
export interface About {
  /** Name of its page. */
  readonly page: string;
  readonly when: string;
  readonly readers: Readers;
}

/** A text as it is handed to a ticket system; `summary` where it is a task of its own. */
export interface Written {
  readonly summary: string | null;
  readonly body: Document;
}

/** One message of the desk in every variant that differs for its reader. */
export interface MessageExamples extends About {
  /** Name of the function that writes it. */
  readonly writtenBy: string;
  readonly variants: readonly ({ readonly name: string } & Written)[];
}

type Made = Document | { readonly summary: string; readonly body: Document };

/** Lets the production function write each variant; `variants` holds its arguments by what is special about them. */
export function examplesOf<A>(
  write: (args: A) => Made,
  about: About,
  variants: Readonly<Record<string, A>>,
): MessageExamples {
  return {
    ...about,
    writtenBy: write.name,
    variants: Object.entries(variants).map(([name, args]) => ({ name, ...written(write(args)) })),
  };
}

function written(made: Made): Written {
  return 'summary' in made ? made : { summary: null, body: made };
}
