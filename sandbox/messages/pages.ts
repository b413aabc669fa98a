import { ALL_EXAMPLES } from './all-examples.ts';
import type { MessageExamples, Readers } from './examples-of.ts';
import { RENDERINGS, type Rendering } from './rendered.ts';

const READERS: Readonly<Record<Readers, string>> = {
  requester: 'everybody who sees the ticket',
  it: 'approvers and IT only',
  'identity team': 'the identity team, on its own task',
};

/** Every page of docs/messages by its path there. */
export function messagePages(examples: readonly MessageExamples[] = ALL_EXAMPLES): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', introduction(examples)],
    ...RENDERINGS.flatMap((rendering) =>
      examples
        .filter(({ readers }) => rendering.shows(readers))
        .map((message) => [`${rendering.folder}/${message.page}.txt`, page(rendering, message)] as const),
    ),
  ]);
}

function page({ title, text }: Rendering, { page: name, when, readers, variants }: MessageExamples): string {
  const head = [`${name}, as seen ${title}`, `for: ${READERS[readers]}`, `when: ${when}`].join('\n');
  const shown = variants.map((variant) => `=== ${variant.name}\n\n${text(variant)}`);
  return `${[head, ...shown].join('\n\n').replaceAll(/[ \t]+$/gm, '')}\n`;
}

function introduction(examples: readonly MessageExamples[]): string {
  const rows = examples.map(({ page: name, when, readers }) => {
    const links = RENDERINGS.filter(({ shows }) => shows(readers)).map(
      ({ folder }) => `[${folder}](${folder}/${name}.txt)`,
    );
    return `| ${name} | ${when} | ${READERS[readers]} | ${links.join(' ')} |`;
  });
  return `# Messages

Every message Access Desk writes, in every variant, as its readers see it: the text of Jira's rich text, the journal
entries of ServiceNow, and what everybody reads once more on a phone, ${'`'}phone/${'`'}, wrapped at 40 characters. Made by
${'`'}npm run docs${'`'} from the examples in ${'`'}sandbox/messages/${'`'}, which the production code writes out; a test fails when a file
is not current, and when a message has no example.

| message | when | for | as seen in |
|---|---|---|---|
${rows.join('\n')}
`;
}
