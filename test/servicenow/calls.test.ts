import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ids, SECRET, samples } from '#test/shared/adapters/servicenow/webhook-samples.ts';
import type { Instance, Values } from './glide.ts';
import { fire, head, installed, item, receive, recordOf, row, rules, start, task, url, variable } from './installed.ts';

describe('a call', () => {
  const order = 'business-rules/item-inserted.js';

  it('is the published one, byte for byte, where nobody is known to have made the change', () => {
    const instance = installed();
    instance.tables.sys_user = [];
    fire(instance, order);
    const { id, timestamp, signature, body } = samples[0];
    expect(instance.calls).toEqual([
      {
        url,
        headers: {
          'Content-Type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': signature,
        },
        body,
      },
    ]);
  });

  it.each([
    ['the session', { name: 'petra', id: 'e'.repeat(32) }, 'e'.repeat(32)],
    ['the last hand, where the system runs the rule', { name: 'system', id: 'system' }, ids.thomas],
  ])('says who it was: %s', (_name, session, actor) => {
    const instance = installed();
    instance.session = session;
    fire(instance, order);
    expect(JSON.parse(instance.calls[0]?.body ?? '')).toMatchObject({ data: { actor } });
  });

  it('of our own account is dropped at the door', async () => {
    const instance = installed();
    instance.session = { name: 'svc.accessdesk', id: ids.desk };
    fire(instance, order);
    expect(await receive(instance.calls[0])).toEqual({ verdict: 'ignored', reason: 'our own change' });
  });

  it('holds ids and states only, whatever the record says', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"}', '$', 'Müller', 'a\nb', '\u202e', '\ud800'),
    );
    const fields = ['number', 'request', 'approval', 'state', 'correlation_id', 'sysapproval', 'source_table'];
    const values = fc.record(Object.fromEntries(fields.map((field) => [field, hostile])));
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(...rules), async (more, rule) => {
        const instance = installed();
        fire(instance, rule, { ...recordOf(head(rule, 'Table')), ...more });
        expect(instance.calls[0]?.body).toMatch(/^[\x20-\x7e]+$/);
        expect((await receive(instance.calls[0])).verdict).not.toBe('forged');
      }),
      { numRuns: 60 },
    );
  });
});

describe('nothing is sent', () => {
  const silent = (rule: string, values: Values, change: (instance: Instance) => void = () => {}) => {
    const instance = installed();
    change(instance);
    fire(instance, `business-rules/${rule}.js`, values);
    expect(instance).toMatchObject({ calls: [], scheduled: [], logged: [] });
  };

  it('about another catalog item', () => {
    silent('item-inserted', { ...item, cat_item: 'f'.repeat(32) });
    silent('item-changed', { ...item, cat_item: '' });
    silent('variable-changed', variable, ({ tables }) => {
      tables.sc_req_item = [{ ...item, cat_item: 'f'.repeat(32) }];
    });
  });

  it('about rows and tasks of others', () => {
    silent('approver-changed', { ...row, sys_created_by: 'flow' });
    silent('task-changed', { ...task, correlation_display: 'jira' });
  });

  it('about an answer in a cart', () => {
    silent('variable-changed', variable, ({ tables }) => {
      tables.sc_item_option_mtom = [];
    });
  });

  it('by a clone of the instance', () => {
    silent('item-inserted', item, ({ properties }) => {
      properties.instance_name = 'dev00000clone';
    });
  });

  it('without a secret, and the log says so', () => {
    for (const secret of ['', 'whsec_', SECRET.replace('whsec_', ''), `${SECRET} `]) {
      const instance = installed();
      instance.properties['access_desk.secret'] = secret;
      fire(instance, 'business-rules/item-inserted.js');
      expect(instance.calls).toEqual([]);
      expect(instance.logged.join()).toContain('access_desk.secret holds no secret');
      if (secret !== '') expect(instance.logged.join()).not.toContain(secret);
    }
  });
});

describe('a call that failed', () => {
  /** Lets the instance do what it scheduled. */
  const sendAgain = (instance: Instance) => {
    const next = instance.scheduled.shift();
    if (!next) return;
    instance.now += next.seconds * 1_000;
    expect(next.event).toBe('access_desk.send_again');
    const event = { parm1: next.parm1, parm2: next.parm2 };
    instance.run('send-again.js', { table: 'sc_req_item', values: next.record }, { event });
  };

  it.each([[503], [429], [408], [302], ['connect timed out']])('with %s is tried again three times', (answer) => {
    const instance = installed();
    instance.answer = answer;
    fire(instance, 'business-rules/item-changed.js', item);
    const delays = [];
    while (instance.scheduled.length > 0) {
      delays.push(instance.scheduled[0]?.seconds);
      sendAgain(instance);
    }
    expect(delays).toEqual([30, 120, 600]);
    const header = (name: string) => instance.calls.map(({ headers }) => headers[name]);
    expect(new Set(header('webhook-id')).size).toBe(1);
    expect(header('webhook-timestamp')).toEqual([0, 30, 150, 750].map((later) => String(start / 1_000 + later)));
    expect(new Set(header('webhook-signature')).size).toBe(4);
    expect(instance.logged).toHaveLength(4);
  });

  it('keeps its id although the record moved on', () => {
    const instance = installed();
    instance.answer = 503;
    fire(instance, 'business-rules/item-changed.js', item);
    const [first] = instance.scheduled;
    instance.scheduled[0] = { ...first, record: { ...item, sys_mod_count: '9' } } as NonNullable<typeof first>;
    instance.answer = 200;
    sendAgain(instance);
    const [before, after] = instance.calls.map(({ headers }) => headers['webhook-id']);
    expect(after).toBe(before);
    expect(instance.scheduled).toEqual([]);
  });

  it.each([[400], [401], [413]])('with %i is not tried again', (answer) => {
    const instance = installed();
    instance.answer = answer;
    fire(instance, 'business-rules/item-changed.js', item);
    expect(instance.scheduled).toEqual([]);
    expect(instance.logged).toEqual([`Access Desk answered ${answer} (ritm.changed ${ids.item}, try 1)`]);
  });

  it('is dropped with its record', () => {
    const instance = installed();
    const event = { parm1: 'ritm.changed', parm2: '1,0' };
    instance.run('send-again.js', undefined, { event, current: { isValidRecord: () => false } });
    expect(instance.calls).toEqual([]);
  });
});
