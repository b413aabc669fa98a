/** The command line or its settings cannot be used. The message is one sentence for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
