import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '#shared/ports/log.ts';

/** One logger per container. Lines carry ids, counts and names of errors; never names of people, texts or tokens. */
export const logger = new Logger();

export const log: Log = {
  info: (message, facts = {}) => logger.info(message, { ...facts }),
  warn: (message, facts = {}) => logger.warn(message, { ...facts }),
  error: (message, facts = {}) => logger.error(message, { ...facts }),
};
