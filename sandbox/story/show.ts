import { buildPlan } from '#shared/domain/build-plan.ts';
import { providerName } from '#shared/domain/identity-provider.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Principal } from '#shared/domain/principal.ts';
import { findingsOf } from '#shared/planning/findings-of.ts';
import { readOn } from '#shared/planning/read-on.ts';
import { startReading } from '#shared/planning/reading.ts';
import { comparisonText } from '#shared/report/comparison-text.ts';
import { provisioningText } from '#shared/report/report-text.ts';
import { type Scene, ticketOf } from './scene.ts';
import type { ActionOf } from './script.ts';
import { cut } from './wrap.ts';

const CONCURRENCY = 8;

/** The comparison as the command line prints it, Unity Catalog not scanned. */
export async function compare(scene: Scene, { source, target }: ActionOf<'compare'>): Promise<void> {
  const identityProvider = providerName(scene.wiring('build-plan').stage);
  const plan = await readPlan(scene, source, target, false);
  command(scene, `npm run --silent access -- --compare ${source} ${target}`);
  block(scene, comparisonText(plan, { identityProvider }));
}

/** What would have to be done, as the command line prints it, Unity Catalog scanned. */
export async function plan(scene: Scene, { source, target }: ActionOf<'plan'>): Promise<void> {
  const identityProvider = providerName(scene.wiring('build-plan').stage);
  const found = await readPlan(scene, source, target, true);
  command(scene, `npm run --silent access -- --clone-from ${source} --to ${target} --scan-uc`);
  block(scene, provisioningText(found, { identityProvider, mode: 'dry run' }));
}

/** Shows a file of the ticket, every line cut to the screen. */
export function openFile(scene: Scene, { name }: ActionOf<'open file'>): void {
  const { screen } = scene;
  const { key, files } = ticketOf(scene);
  const file = files.findLast(({ filename }) => filename.startsWith(name));
  if (file === undefined) throw new Error(`${key} has no file ${name}…`);
  screen.say(`▸ ${key} has the file ${file.filename} (lines are cut here, not there)`, 'strong', '  ');
  const text = file.content.toString('utf8').replace('\uFEFF', '').trimEnd();
  for (const line of text.split('\r\n')) screen.print(`    ${cut(line, screen.width - 4)}`);
}

/** Reads with the desk's own reader and judges with its own rules: nothing here is canned. */
async function readPlan(scene: Scene, from: string, to: string, scanUc: boolean): Promise<Plan> {
  const { directory, stage } = scene.wiring('build-plan');
  const find = async (name: string): Promise<Principal> => {
    const [found] = await directory.findPrincipals(name);
    if (found === undefined) throw new Error(`the simulated account has no ${name}`);
    return found;
  };
  const reading = startReading({
    source: await find(from),
    target: await find(to),
    scanUc,
    maxCalls: stage.scan.maxCalls,
  });
  await readOn(directory, reading, { concurrency: CONCURRENCY, timeIsUp: () => false });
  const { policy } = stage;
  const identityProvider = providerName(stage);
  return buildPlan(findingsOf(reading), { scanUc, without: [], neverCopy: policy.neverCopy, identityProvider });
}

function command({ screen }: Scene, text: string): void {
  screen.say(`  $ ${text}`, 'quiet', '      ');
  screen.print();
}

/** As the command line prints it; only what is wider than the screen is broken, under its remark. */
function block({ screen }: Scene, text: string): void {
  for (const line of text.trimEnd().split('\n')) {
    const remark = line.indexOf('← ');
    screen.say(line, 'plain', ' '.repeat(remark < 0 ? 6 : remark + 2));
  }
}
