/** The errors of the engine's API. Their names are those of the AWS Step Functions API. */

export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition' as const;
}

export class InvalidName extends Error {
  override readonly name = 'InvalidName' as const;
}

export class InvalidExecutionInput extends Error {
  override readonly name = 'InvalidExecutionInput' as const;
}

export class ExecutionAlreadyExists extends Error {
  override readonly name = 'ExecutionAlreadyExists' as const;
}

export class ExecutionDoesNotExist extends Error {
  override readonly name = 'ExecutionDoesNotExist' as const;
}

export class InvalidToken extends Error {
  override readonly name = 'InvalidToken' as const;
}

export class TaskDoesNotExist extends Error {
  override readonly name = 'TaskDoesNotExist' as const;
}

export class TaskTimedOut extends Error {
  override readonly name = 'TaskTimedOut' as const;
}

export class InvalidOutput extends Error {
  override readonly name = 'InvalidOutput' as const;
}
