/** A refusal as the instance words it. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
  readonly status: number;
  readonly detail: string | null;

  constructor(status: number, message: string, detail: string | null = null) {
    super(message);
    this.status = status;
    this.detail = detail;
  }
}

/** What a record that is missing and one that may not be seen have in common. */
export function notFound(): ServiceFault {
  return new ServiceFault(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");
}

/** A write the instance's rules do not allow. */
export function writeRefused(operation: 'Insert' | 'Update' | 'Delete'): ServiceFault {
  return new ServiceFault(403, 'Operation Failed', `ACL Exception ${operation} Failed due to security constraints`);
}
