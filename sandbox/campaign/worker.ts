// The handlers' log is judged as well, so it must be written.
process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
const { work } = await import('./work.ts');
await work();
