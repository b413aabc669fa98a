/** A refusal as Jira words it: status, messages, and texts by field. */
export class JiraFault extends Error {
  override readonly name = 'JiraFault';
  readonly status: number;
  readonly errorMessages: readonly string[];
  readonly errors: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    messages: string | readonly string[],
    errors: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    const errorMessages = typeof messages === 'string' ? [messages] : messages;
    super([...errorMessages, ...Object.values(errors)].join(' '));
    this.status = status;
    this.errorMessages = errorMessages;
    this.errors = errors;
    this.headers = headers;
  }
}

/** What every route answers about an issue that is missing or that the caller may not see: Jira does not tell which. */
export function issueNotFound(): JiraFault {
  return new JiraFault(404, 'Issue does not exist or you do not have permission to see it.');
}

/** A refusal of one field of a create or edit request. */
export function fieldRefused(field: string, text: string): JiraFault {
  return new JiraFault(400, [], { [field]: text });
}
