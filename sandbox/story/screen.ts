import { styleText } from 'node:util';
import { wrapped } from './wrap.ts';

/** Wider lines are hard to read on any screen. */
const WIDEST = 100;
const NARROWEST = 60;

type Style = 'plain' | 'strong' | 'quiet' | 'good' | 'bad' | 'title';

const FORMATS = {
  plain: [],
  strong: ['bold'],
  quiet: ['dim'],
  good: ['green'],
  bad: ['red', 'bold'],
  title: ['cyan', 'bold'],
} as const satisfies Record<Style, readonly Parameters<typeof styleText>[0][]>;

export interface ScreenOptions {
  readonly write: (text: string) => void;
  /** Columns of the terminal; unknown where the output goes into a file. */
  readonly columns?: number | undefined;
  readonly colour: boolean;
}

/** Where a story is told. Everything stays readable without colour. */
export interface Screen {
  /** Most characters in a line. */
  readonly width: number;
  /** Everything that was printed, without colour. */
  readonly text: string;
  /** Prints lines as they are. */
  print(text?: string, style?: Style): void;
  /** Prints a paragraph, broken at blanks; `hanging` starts its further lines. */
  say(text: string, style?: Style, hanging?: string): void;
  /** Begins a part of the telling: an empty line and a title across the screen. */
  chapter(title: string): void;
  /** A head in one style and a text in another on one line, the text broken under itself. */
  entry(head: string, text: string, headStyle?: Style): void;
}

/** Makes a screen; colour is the caller's decision (a terminal, and no NO_COLOR). */
export function createScreen({ write, columns = WIDEST, colour }: ScreenOptions): Screen {
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns));
  let told = '';
  const paint = (text: string, style: Style) =>
    colour && style !== 'plain' ? styleText([...FORMATS[style]], text, { validateStream: false }) : text;
  const print = (text = '', style: Style = 'plain') => {
    told += `${text}\n`;
    write(`${paint(text, style)}\n`);
  };
  return {
    width,
    get text() {
      return told;
    },
    print,
    say(text, style = 'plain', hanging = '') {
      for (const line of wrapped(text, width, hanging)) print(line, style);
    },
    chapter(title) {
      print();
      print(`━━ ${title} ${'━'.repeat(Math.max(0, width - [...title].length - 4))}`, 'title');
    },
    entry(head, text, headStyle = 'strong') {
      const room = width - [...head].length;
      const [first = '', ...others] = wrapped(text, room);
      told += `${head}${first}\n`;
      write(`${paint(head, headStyle)}${first}\n`);
      for (const line of others) print(' '.repeat([...head].length) + line);
    },
  };
}

/** True where the stream shows colours and nobody asked for none (https://no-color.org). */
export function showsColour(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && stream.hasColors();
}
