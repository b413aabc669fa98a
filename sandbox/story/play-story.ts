import type { Wiring } from '#functions/common/wire.ts';
import { openPlay, type Play, type PlayOptions } from '../play.ts';
import { exampleSite } from '../simulators/jira/example-site.ts';
import type { SiteModel } from '../simulators/jira/model.ts';
import { auditLines, checkAudit } from './audit.ts';
import { checkEnd, type Finding } from './check.ts';
import { leaveFiles } from './leave-files.ts';
import { look, readMail } from './look.ts';
import { Narrator } from './narrator.ts';
import type { Office } from './office/office.ts';
import { officeOf } from './office/office-of.ts';
import * as people from './people-acts.ts';
import type { Scene } from './scene.ts';
import type { Screen } from './screen.ts';
import type { Action, World } from './script.ts';
import { compare, openFile, plan } from './show.ts';
import type { StoryFile } from './story-file.ts';
import { flowAsks, pass, post, provision, sync, webhook } from './world-acts.ts';
import { membershipWrites } from './writes.ts';

export interface StoryEnd {
  readonly findings: readonly Finding[];
  /** Names of what was left in the folder. */
  readonly files: readonly string[];
  /** Every webhook the ticket system sent. */
  readonly deliveries: Office['deliveries'];
}

/**
 * Plays one story from its first action to its last, tells it, and compares its end with what the file says. Ticket,
 * messages and files are left in `folder`. One at a time per process: the story's time becomes the process's time.
 */
export async function playStory(file: StoryFile, screen: Screen, folder: string): Promise<StoryEnd> {
  // Read when the logger is loaded, which happens only when the play opens.
  process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
  const narrator = new Narrator(screen);
  let wiring: Wiring | undefined;
  const play = await openPlay({
    ...worldOptions(file.story.world),
    onEvent: narrator.onEvent,
    onInvoke: narrator.onInvoke,
    around: (wired) => {
      wiring = wired;
      return wired;
    },
  });
  try {
    if (wiring === undefined) throw new Error('the desk wired nothing');
    const office = officeOf(play, file.story.system);
    narrator.tell = office.tell;
    const begun = { ticketId: undefined, read: new Map(), problems: [] };
    const scene: Scene = { play, office, file, screen, narrator, wiring, ...begun };
    addMembers(play, file.story.world);
    tellWrites(scene);
    for (const action of file.story.script) await perform(scene, action);
    const audit = await auditLines(scene);
    const findings = [...(await checkEnd(scene)), ...(await checkAudit(scene, audit))];
    return { findings, files: leaveFiles(scene, folder, audit), deliveries: [...office.deliveries] };
  } finally {
    await play.close();
  }
}

async function perform(scene: Scene, action: Action): Promise<void> {
  const { screen, narrator, play } = scene;
  narrator.pause(action.do !== 'pass');
  if (action.chapter !== undefined) screen.chapter(action.chapter);
  screen.print();
  if (action.say !== undefined) {
    screen.say(action.say);
    screen.print();
  }
  await act(scene, action);
  if (!('nothingArrivesYet' in action && action.nothingArrivesYet)) await play.settle();
  narrator.pause(false);
}

async function act(scene: Scene, action: Action): Promise<void> {
  switch (action.do) {
    case 'file':
      return people.file(scene, action);
    case 'edit':
      return people.edit(scene, action);
    case 'comment':
      return people.comment(scene, action);
    case 'decide':
      return people.decide(scene, action);
    case 'cancel':
      return people.cancel(scene, action);
    case 'finish':
      return people.finish(scene, action);
    case 'set approval':
      return people.setApproval(scene, action);
    case 'flow asks':
      return flowAsks(scene, action);
    case 'pass':
      return pass(scene, action);
    case 'provision':
      return provision(scene, action);
    case 'sync':
      return sync(scene, action);
    case 'webhook':
      return webhook(scene, action);
    case 'post':
      return post(scene, action);
    case 'compare':
      return compare(scene, action);
    case 'plan':
      return plan(scene, action);
    case 'look':
      return look(scene, action);
    case 'open file':
      return openFile(scene, action);
    case 'read mail':
      return readMail(scene, action);
  }
}

/** Each membership is told right after the step that wrote it. */
function tellWrites({ play: { databricks }, narrator, screen }: Scene): void {
  let told = 0;
  narrator.before = () => {
    const writes = membershipWrites(databricks, told);
    told = databricks.requests.length;
    for (const { group, member, status } of writes) {
      const refusal = status !== undefined && status < 300 ? '' : ` (Databricks answers ${status})`;
      screen.say(`${' '.repeat(16)}+ ${group} ← ${member}${refusal}`, refusal === '' ? 'good' : 'bad');
    }
  };
}

function worldOptions({ writes, sweeps, otherIssueType }: World): PlayOptions {
  const site = exampleSite();
  if (otherIssueType !== undefined) addIssueType(site, otherIssueType);
  return { site, sweeps, stage: (stage) => ({ ...stage, writes }) };
}

function addIssueType(site: SiteModel, { id, name }: { id: string; name: string }): void {
  const project = site.projects.find(({ key }) => key === 'DBX');
  project?.issueTypes.push({ id, name, subtask: false, workflowId: 'gate', fields: [] });
}

function addMembers({ databricks: { model } }: Play, { members }: World): void {
  for (const [group, names] of Object.entries(members)) {
    for (const name of names) model.addMember(model.idOf(group), model.idOf(name));
  }
}
