import * as z from 'zod';

/** Turns a reader that throws into a zod transform, so that what it refuses is a finding at its place in the definition. */
export function compiled<In, Out>(read: (value: In) => Out): (value: In, issues: z.RefinementCtx) => Out {
  return (value, issues) => {
    try {
      return read(value);
    } catch (error) {
      issues.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  };
}
