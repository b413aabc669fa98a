/** What a system says about the account we use there; for whoever sets the desk up. */
export interface Standing {
  /** Databricks (reader), Jira, ServiceNow … */
  readonly system: string;
  /** Who the system takes us for, as it calls us. */
  readonly as: string;
  /** One sentence for each thing that is missing, saying what to do; empty when all is well. */
  readonly missing: readonly string[];
}

/**
 * Asks one system who we are and whether we may read what the desk reads; changes nothing.
 * @throws what the system's port throws when it cannot be reached or refuses the credentials
 */
export type SelfTest = () => Promise<Standing>;
