import type { ApprovalStep, Status, Transition, Workflow } from './model.ts';

const cancelled = (id: string): Status => ({ id, name: 'Cancelled', category: 'done' });

/** Plain Jira: the gate is a status that only the approvers' group leads out of. */
export function gateWorkflow(approverGroup: string): Workflow {
  const transitions: Transition[] = [
    { id: '11', name: 'Ask for approval', from: ['10000'], to: '10001' },
    { id: '21', name: 'Approve', from: ['10001'], to: '10002', onlyGroup: approverGroup },
    { id: '31', name: 'Reject', from: ['10001'], to: '10003', onlyGroup: approverGroup },
    { id: '41', name: 'Done', from: ['10002', '10003'], to: '10004', resolution: 'Done' },
    { id: '51', name: 'Ask again', from: ['10002', '10003'], to: '10001' },
    { id: '61', name: 'Cancel', from: 'any', to: '10005', resolution: "Won't Do" },
    { id: '71', name: 'Reopen', from: ['10004'], to: '10000' },
  ];
  return {
    id: 'gate',
    initial: '10000',
    cancelled: '10005',
    statuses: [
      { id: '10000', name: 'Open', category: 'new' },
      { id: '10001', name: 'Waiting for approval', category: 'indeterminate' },
      { id: '10002', name: 'Approved', category: 'indeterminate' },
      { id: '10003', name: 'Rejected', category: 'indeterminate' },
      { id: '10004', name: 'Done', category: 'done' },
      cancelled('10005'),
    ],
    transitions,
  };
}

const serviceDeskStatuses = (): Status[] => [
  { id: '10030', name: 'Waiting for support', category: 'new' },
  { id: '10031', name: 'Waiting for approval', category: 'indeterminate' },
  { id: '10032', name: 'In progress', category: 'indeterminate' },
  { id: '10033', name: 'Declined', category: 'indeterminate' },
  { id: '10034', name: 'Resolved', category: 'done' },
  cancelled('10035'),
];

const serviceDeskTransitions = (): Transition[] => [
  { id: '821', name: 'Approve', from: ['10031'], to: '10032' },
  { id: '831', name: 'Decline', from: ['10031'], to: '10033' },
  { id: '841', name: 'Resolve', from: ['10032', '10033'], to: '10034', resolution: 'Done' },
  { id: '851', name: 'Ask for approval again', from: ['10032'], to: '10031' },
  { id: '861', name: 'Cancel request', from: 'any', to: '10035', portal: true, resolution: "Won't Do" },
  { id: '871', name: 'Reopen', from: ['10034'], to: '10030' },
];

const approvalStep = (approversField: string): ApprovalStep => ({
  status: '10031',
  approversField,
  required: 1,
  onApprove: '821',
  onDecline: '831',
  mayLeave: [],
  decisionAuthor: 'approver',
});

/** Service desk: somebody puts the request up for approval. */
export function askLaterWorkflow(approversField: string): Workflow {
  const ask: Transition = { id: '811', name: 'Ask for approval', from: ['10030'], to: '10031' };
  return {
    id: 'ask-later',
    initial: '10030',
    cancelled: '10035',
    statuses: serviceDeskStatuses(),
    transitions: [ask, ...serviceDeskTransitions()],
    approval: approvalStep(approversField),
  };
}

/** Service desk: a new request waits for approval from the start, so the approvers' mail leaves before any plan exists. */
export function askAtOnceWorkflow(approversField: string): Workflow {
  return {
    id: 'ask-at-once',
    initial: '10031',
    cancelled: '10035',
    statuses: serviceDeskStatuses(),
    transitions: [{ id: '811', name: 'Ask for approval', from: ['10030'], to: '10031' }, ...serviceDeskTransitions()],
    approval: approvalStep(approversField),
  };
}

/** Sub-tasks: every status leads to every other one. */
export function taskWorkflow(): Workflow {
  const statuses: Status[] = [
    { id: '11000', name: 'Open', category: 'new' },
    { id: '11001', name: 'On hold', category: 'new' },
    { id: '11002', name: 'In progress', category: 'indeterminate' },
    { id: '11003', name: 'Done', category: 'done' },
    { id: '11004', name: "Won't do", category: 'done' },
  ];
  const transitions = statuses.map(({ id, name, category }, index): Transition => {
    const resolution = id === '11004' ? "Won't Do" : 'Done';
    return { id: `9${index}1`, name, from: 'any', to: id, ...(category === 'done' && { resolution }) };
  });
  return { id: 'task', initial: '11000', cancelled: '11004', statuses, transitions };
}
