process.stderr.write(
  'Not built yet: this will measure calls, time and cost of a plan on a simulated account of 5,000 groups against the targets of the design.\n',
);
process.exitCode = 64;
