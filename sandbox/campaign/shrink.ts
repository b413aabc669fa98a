import type { Story } from './story.ts';

/** Parts of a story that can be left out, one at a time. */
function* shorter(story: Story): Generator<Story> {
  for (const part of ['acts', 'faults', 'invocations'] as const) {
    for (const index of story[part].keys()) yield { ...story, [part]: story[part].toSpliced(index, 1) };
  }
  const calm = { ...story.account, moreGroups: 0, flicker: false, iamV2: 'on' as const };
  if (JSON.stringify(calm) !== JSON.stringify(story.account)) yield { ...story, account: calm };
}

/**
 * The shortest story found that still fails: things are left out one by one while it does.
 * @param fails plays a story; true when it fails in the same way
 * @param most how many stories may be played
 * @param mostMs milliseconds after which no further one is begun
 */
export async function shrink(
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  { most = 60, mostMs = 60_000 } = {},
): Promise<Story> {
  let shortest = story;
  let left = most;
  const end = performance.now() + mostMs;
  for (let again = true; again; ) {
    again = false;
    for (const candidate of shorter(shortest)) {
      if (left === 0 || performance.now() > end) return shortest;
      left -= 1;
      if (!(await fails(candidate))) continue;
      shortest = candidate;
      again = true;
      break;
    }
  }
  return shortest;
}
