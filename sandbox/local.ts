process.stderr.write(
  'Not built yet: this will run Access Desk on this machine against your own test Jira, ServiceNow and Databricks. Until then `npm start` shows it with simulated ones.\n',
);
process.exitCode = 64;
