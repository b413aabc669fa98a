import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CannotDo, HELP, obey } from '#sandbox/company/commands.ts';
import { type Company, openCompany } from '#sandbox/company/company.ts';
import { companyEnvironment, shellLines } from '#sandbox/company/environment.ts';
import { isLack, readSettings } from '#sandbox/local/settings.ts';
import { createScreen, type Screen } from '#sandbox/story/screen.ts';

let company: Company;
let screen: Screen;
beforeAll(async () => {
  // Nobody listens on port 1: webhooks that cannot be delivered must not matter.
  company = await openCompany({ port: 0, deskPort: 1, lagMs: 0 });
});
afterAll(() => company.close());
beforeEach(() => {
  screen = createScreen({ write: () => undefined, colour: false, columns: 80 });
});

function type(line: string): string {
  const before = screen.text.length;
  obey(company, screen, line);
  return screen.text.slice(before).trimEnd();
}

describe('the people of the example company', () => {
  it.each([
    ['jira', 'DBX-1'],
    ['servicenow', 'RITM0010001'],
  ])('file tickets in %s, look at them and write on them', (system, key) => {
    expect(type(`file ${system}`)).toBe(`Rita has filed ${key}: the access of thomas@company.com for uwe@company.com.`);
    expect(type(`comment ${key} to: mira.kovac@company.com as agent`)).toBe(`Sven comments on ${key}.`);
    const view = type(`look ${key.toLowerCase()}`);
    expect(view).toMatch(new RegExp(`^${key} as Rita sees it: .*; status “`));
    expect(view).toContain('  │ Copy access from: thomas@company.com');
    expect(view).toContain('  │   to: mira.kovac@company.com');
    expect(type('tickets')).toContain(key);
  });

  it('play the identity provider, and show where people truly are', () => {
    expect(type('groups')).not.toContain('data-engineers');
    expect(type('sync data-engineers uwe@company.com')).toBe('uwe@company.com is in data-engineers now.');
    expect(type('groups')).toContain('data-engineers');
  });

  it.each([
    ['dance', 'There is no command dance; type help.'],
    ['file', 'Where? file jira, or file servicenow'],
    ['look', 'Which ticket? Type tickets to see them.'],
    ['look DBX-999', 'Issue does not exist or you do not have permission to see it.'],
    ['approve DBX-1 as nobody', 'There is nobody called nobody'],
    ['comment DBX-1', 'It needs a text'],
    ['sync data-engineers', 'It needs both'],
    ['sync nothing uwe@company.com', 'nothing'],
  ])('cannot do %j', (line, why) => {
    expect(() => type(line)).toThrow(CannotDo);
    expect(() => type(line)).toThrow(why);
  });

  it('say what can be typed', () => {
    const help = type('help');
    for (const [command] of HELP) expect(help).toContain(command);
    expect(help.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});

describe('the environment of the example company', () => {
  it('is what npm run local needs', () => {
    const env = companyEnvironment(company.stage, { stageFile: 'stage.json', folder: 'x', deskPort: 1 });
    const settings = readSettings(env, company.stage);
    expect(isLack(settings)).toBe(false);
    if (isLack(settings)) return;
    expect(settings.stage).toEqual(company.stage);
    expect([...settings.webhooks].sort()).toEqual(['jira', 'servicenow']);
    expect(shellLines(env)).toContain("DATABRICKS_CLIENT_SECRET='sandbox-reader-secret'");
  });
});
