import * as z from 'zod';

const time = z.iso.datetime({ offset: true });

/** One task the run has opened, or is opening, for the identity team. */
const taskEntrySchema = z.object({
  /** Null while it is being created. */
  taskId: z.string().nullable(),
  /** What people call it; empty while it is being created. */
  key: z.string(),
  effect: z.string(),
  /** Ids of the groups it asks for; null where an older version opened it: all of the plan. */
  groups: z.array(z.string()).nullable().default(null),
  /** Approved: the team may begin. */
  released: z.boolean(),
  /** Closed by us: nobody needs it. */
  skipped: z.boolean(),
  /** Closed by a person who did not do it. */
  declined: z.boolean().default(false),
  /** When it was first seen closed as done, since it was last open. */
  closedAt: time.nullable().default(null),
  /** Whether we have opened it again: once, or in vain. */
  reopened: z.enum(['no', 'yes', 'refused']).default('no'),
  /** Closing it closed the ticket as well, so a closed ticket says nothing about the wish any more. */
  closedTicket: z.boolean().default(false),
});

/** As earlier versions kept their only task. */
const onlyTaskSchema = z.object({ taskId: z.string(), effect: z.string() });

function asList(value: unknown): unknown {
  const only = onlyTaskSchema.safeParse(value).data;
  return only === undefined ? value : { question: only.effect.replace(/ for plan \d+$/, ''), tasks: [value] };
}

/** What a run has asked of the identity team: which question, and the tasks it led to, oldest first. */
export const identityTasksSchema = z.preprocess(
  asList,
  z.object({
    question: z.string(),
    tasks: z.array(taskEntrySchema),
    /** Groups that the task of another run asks for, and what people call that task. */
    elsewhere: z.array(z.object({ groupId: z.string(), taskKey: z.string() })).default([]),
  }),
);

export type IdentityTasks = z.infer<typeof identityTasksSchema>;
export type TaskEntry = z.infer<typeof taskEntrySchema>;
/** A task that exists. */
export type OpenedTask = TaskEntry & { readonly taskId: string };

/** Tasks that exist and that we have not closed. */
export function liveTasks(section: IdentityTasks | null): OpenedTask[] {
  return (section?.tasks ?? []).flatMap((task) =>
    task.taskId === null || task.skipped ? [] : [{ ...task, taskId: task.taskId }],
  );
}

/** Tasks that exist or are being created, and that we have not closed. */
export function wantedTasks({ tasks }: IdentityTasks): TaskEntry[] {
  return tasks.filter(({ skipped }) => !skipped);
}

/** When a task was last seen closed by the team; null while none is. */
export function latestClosing(section: IdentityTasks): string | null {
  return (
    liveTasks(section)
      .flatMap(({ closedAt }) => closedAt ?? [])
      .sort()
      .at(-1) ?? null
  );
}

/** Their names for a message; null where there is none. */
export function taskKeys(section: IdentityTasks | null): string | null {
  const keys = liveTasks(section).map(({ key }) => key);
  return keys.length === 0 ? null : keys.join(', ');
}
