import { note } from '#functions/common/note.ts';
import type { StepPorts } from '#functions/common/ports.ts';
import { sealPeople } from '#functions/common/sealed.ts';
import { type AuditFacts, eventId } from '#shared/domain/audit-event.ts';
import type { RunKey, Sections } from '#shared/domain/run.ts';
import type { Answer } from './read-answer.ts';

type Ports = StepPorts<'ReadApproval'>;

/** Records the decision that counts: who, when, on which plan, and how they were told apart from the parties. */
export async function noteApproved(
  ports: Ports,
  key: RunKey,
  { approval, inPlaceOf, isSettled }: Extract<Answer, { kind: 'approved' }>,
  { planNo, askNo, digest, handle, carriedFrom }: Sections['decision'],
): Promise<void> {
  const { by, at, proof } = approval;
  const compared = isSettled ? 'account and addresses' : 'account, addresses not settled';
  await note(ports, key, `approved ${planNo}.${askNo} ${proof}`, {
    event: 'approved',
    plan: planNo,
    digest,
    handle,
    by: await sealPeople(ports, key.system, by),
    inPlaceOf: await sealPeople(ports, key.system, inPlaceOf),
    decidedAt: at,
    proof,
    comparedBy: by.length === 0 ? 'nobody is named' : compared,
    givenInRun: carriedFrom?.run ?? null,
  });
}

/** Records a yes that does not count, without the names the reasons on the ticket hold. */
export async function noteNotCounted(
  ports: Ports,
  key: RunKey,
  { by, because }: Extract<Answer, { kind: 'not counted' }>,
  { planNo, askNo }: Sections['decision'],
): Promise<void> {
  const people = await sealPeople(ports, key.system, by);
  const facts: AuditFacts = {
    event: 'approval not counted',
    plan: planNo,
    question: askNo,
    by: people,
    because: [...because],
  };
  await note(ports, key, eventId(`not counted ${planNo}.${askNo}`, facts), facts);
}
