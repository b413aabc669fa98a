import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ids, SECRET } from '#test/shared/adapters/servicenow/webhook-samples.ts';
import { type Instance, readScript } from './glide.ts';
import { fire, head, installed, receive, rules, scripts, task, url } from './installed.ts';

describe('every script', () => {
  it('was found', () => {
    expect(rules).toHaveLength(6);
    expect(scripts).toEqual(expect.arrayContaining(['access-desk-sender.js', 'send-again.js', 'check.js']));
  });

  it.each(scripts)('%s is ASCII and ES5', (script) => {
    const text = readScript(script);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    // `{ a: a }` is printed as `{ a }` for newer targets: told to print it long for both.
    const supported = { 'object-extensions': false };
    const as = (target: string) => transformSync(text, { target, supported, minifyWhitespace: true }).code;
    expect(as('es5')).toBe(as('esnext'));
    expect(text).not.toMatch(/^ +(?!(?:if|for|while|catch)\b)\w+\([^)]*\) \{$/m);
    expect(text).not.toMatch(/,\s*\)/);
  });

  it.each(rules)('%s says where it belongs, and keeps our own changes out', (rule) => {
    expect(head(rule, 'When')).toBe('async');
    expect(head(rule, 'Actions')).toMatch(/^(insert|update)$/);
    const filter = head(rule, 'Filter');
    if (head(rule, 'Actions') === 'insert') expect(filter).toBe('cat_itemIN<catalog items>');
    else expect(filter).toMatch(/VALCHANGES.*\^sys_updated_by!=<integration user>$/);
  });
});

describe.each(['global', 'scoped'] as const)('in a %s scope', (scope) => {
  it.each([
    ['item-inserted', { ticketId: ids.item, served: true, children: [] }],
    ['item-approval-changed', { ticketId: ids.item, served: true, children: [] }],
    ['item-changed', { ticketId: ids.item, served: true, children: [] }],
    ['approver-changed', { ticketId: ids.item, served: false, children: [ids.row] }],
    ['task-changed', { ticketId: ids.item, served: false, children: [task.correlation_id, ids.task] }],
    ['variable-changed', { ticketId: ids.item, served: true, children: [] }],
  ])('%s is understood at the door', async (rule, expected) => {
    const instance = installed(scope);
    fire(instance, `business-rules/${rule}.js`);
    expect(instance.calls.map((call) => call.url)).toEqual([url]);
    expect(await receive(instance.calls[0])).toMatchObject({ verdict: 'event', ...expected });
    expect(instance.scheduled).toEqual([]);
  });
});

describe('the check', () => {
  const complete = () => {
    const instance = installed();
    const { tables } = instance;
    tables.sys_user = [{ user_name: 'svc.accessdesk', active: 'true' }];
    tables.sc_cat_item = ['c'.repeat(32), ids.catItem].map((sys_id) => ({ sys_id, active: 'true' }));
    tables.sysevent_register = [{ event_name: 'access_desk.send_again' }];
    tables.sys_script = rules.map((rule) => ({ name: head(rule, 'Name'), active: 'true' }));
    return instance;
  };

  it('finds nothing missing where all is set up', () => {
    const instance = complete();
    instance.run('check.js');
    expect(instance.logged).toHaveLength(10);
    expect(instance.logged.filter((line) => !line.startsWith('Access Desk: ok '))).toEqual([]);
  });

  it.each<[string, (instance: Instance) => void]>([
    ['access_desk.secret', ({ properties }) => delete properties['access_desk.secret']],
    ['access_desk.url', ({ properties }) => (properties['access_desk.url'] = 'https://desk.example.com')],
    ['access_desk.instance', ({ properties }) => (properties.instance_name = 'clone')],
    ['that user', ({ tables }) => (tables.sys_user = [])],
    [`catalog item ${ids.catItem}`, ({ tables }) => tables.sc_cat_item?.pop()],
    ['event access_desk.send_again', ({ tables }) => (tables.sysevent_register = [])],
    ['six active business rules', ({ tables }) => tables.sys_script?.pop()],
  ])('names %s', (what, breakIt) => {
    const instance = complete();
    breakIt(instance);
    instance.run('check.js');
    const missing = instance.logged.filter((line) => line.includes('MISSING'));
    expect(missing).toEqual([expect.stringContaining(what)]);
    expect(instance.logged.join()).not.toContain(SECRET);
  });
});
