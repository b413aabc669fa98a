import { decisionExamples } from './examples/decision.ts';
import { endExamples } from './examples/end.ts';
import { identityExamples } from './examples/identity.ts';
import { planExamples } from './examples/plan.ts';
import { statusExamples } from './examples/status.ts';
import { wishExamples } from './examples/wish.ts';
import type { MessageExamples } from './examples-of.ts';

/** Every message of the desk, in the order a request meets them. */
export const ALL_EXAMPLES: readonly MessageExamples[] = [
  ...wishExamples,
  ...planExamples,
  ...decisionExamples,
  ...identityExamples,
  ...endExamples,
  ...statusExamples,
];
