import { END_NAMES } from '#shared/domain/ticket.ts';
import { type StatusArgs, status } from '#shared/report/messages/status.ts';
import { statusEnded, statusNeverBegun } from '#shared/report/messages/status-ended.ts';
import { examplesOf } from '../examples-of.ts';
import { story } from '../plans.ts';
import { APPROVER, APPROVERS, AT, DECIDE_BY, identityProvider, REFERENCE, TASK } from './values.ts';

const open = {
  ...{ pair: story, approvers: APPROVERS, identityTask: TASK, identityProvider },
  ...{ planOnly: false, additionsBroke: false, reference: REFERENCE },
};
const until = DECIDE_BY;
const databricks = { planned: 2, tried: 2, inPlace: 2, withheld: 0 };
const identity = { planned: 2, missing: 1, until };
const withheld = { ...databricks, inPlace: 0, withheld: 2 };

const OPEN: Readonly<Record<string, StatusArgs>> = {
  'both people are looked for': { ...open, progress: { at: 'reading' } },
  'the target is not there yet': { ...open, progress: { at: 'awaiting target', until } },
  'an earlier request comes first': { ...open, progress: { at: 'awaiting turn', until } },
  'the plan is made': { ...open, progress: { at: 'planning' } },
  'between plan and question': { ...open, progress: { at: 'planned' } },
  'nobody has decided': { ...open, progress: { at: 'awaiting approval', until } },
  'nobody has decided, and the stage only plans': {
    ...{ ...open, planOnly: true, progress: { at: 'awaiting approval', until } },
  },
  approved: { ...open, progress: { at: 'approved' } },
  'approved, and the stage only plans': { ...open, planOnly: true, progress: { at: 'approved' } },
  'groups are added': {
    ...{ ...open, progress: { at: 'working', databricks: { ...databricks, tried: 1, inPlace: 1 }, identity } },
  },
  'the identity team works': { ...open, progress: { at: 'working', databricks, identity } },
  'the identity team is about to begin': {
    ...{ ...open, progress: { at: 'working', databricks, identity: { ...identity, until: null } } },
  },
  'everything has arrived': {
    ...{ ...open, progress: { at: 'working', databricks, identity: { ...identity, missing: 0 } } },
  },
  'adding broke, the identity team works': {
    ...{ ...open, additionsBroke: true },
    progress: { at: 'working', databricks: { ...databricks, tried: 1, inPlace: 1 }, identity },
  },
  'only Databricks groups': { ...open, progress: { at: 'working', databricks, identity: null } },
  'withheld: the stage only plans': { ...open, progress: { at: 'working', databricks: withheld, identity } },
  'it is being closed': { ...open, progress: { at: 'closing' } },
};

const ended = {
  ...{ pair: story, plan: null, results: new Map(), approval: null, identityMissing: null, identityTask: TASK },
  ...{ identityProvider, by: [APPROVER], detail: null, at: AT, reference: REFERENCE },
  followsMissing: [],
};
const ends = END_NAMES.filter((end) => end !== 'nothing new');

export const statusExamples = [
  examplesOf(status, { page: 'status', when: 'somebody asks status? while it is open', readers: 'requester' }, OPEN),
  examplesOf(
    statusEnded,
    { page: 'status-ended', when: 'somebody asks status? after the end', readers: 'requester' },
    Object.fromEntries(ends.map((end) => [end, { ...ended, end }])),
  ),
  examplesOf(
    statusNeverBegun,
    { page: 'status-never-begun', when: 'somebody asks status? where no run has worked', readers: 'requester' },
    { 'closed or withdrawn before': undefined },
  ),
];
