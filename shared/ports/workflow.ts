/** The state machine service. */
export interface Workflow {
  /** Starts an execution; an execution of this name that exists already counts as started. */
  start(name: string, input: { system: string; ticketId: string; run: number }): Promise<void>;
  /** Answers a task token. A token that is answered, timed out or unknown counts as answered. */
  wake(token: string): Promise<void>;
  /** Whether an execution of this name is running; false also when there is none. */
  isRunning(name: string): Promise<boolean>;
}
