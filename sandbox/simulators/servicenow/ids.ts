import { createHash } from 'node:crypto';

/** 32 hexadecimal characters, the same for the same text. */
export function sysIdOf(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
