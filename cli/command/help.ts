import { VERSION } from '#shared/version.ts';

/** The story first, then the flags; no line is wider than 78 characters. */
export const HELP = `access-desk ${VERSION} — gives one Databricks principal the groups of another

"Please give Uwe the same access as Thomas." First look at the gap:

  access-desk --compare thomas@company.com uwe@company.com

Then let it be planned. Nothing is written; groups of the identity provider,
groups Databricks owns, and groups that open nothing are told apart:

  access-desk --clone-from thomas@company.com --to uwe@company.com --scan-uc

If the plan is right, have the Databricks part written. Members are only ever
added, one group at a time, and every addition is confirmed by reading:

  access-desk --clone-from thomas@company.com --to uwe@company.com --scan-uc \\
              --apply

What to do
  --compare A B        groups only A is in, only B is in, both are in;
                       A and B may be groups too
  --clone-from A       whose groups are copied
    --to B             who receives them
    --without GROUP    leave this group out (exact name or id); repeatable
    --apply            write the additions; on a terminal it asks first
    --yes              do not ask
    --receipt FILE     where --apply records what it wrote, and what to take
                       back; default access-desk-receipt_TIME_DIGEST.json
  --scan-uc            look for Unity Catalog grants too (more calls)
    --warehouse WORKSPACE_ID/WAREHOUSE_ID
                       let a SQL warehouse tell them (fewer calls); one for
                       each metastore, repeatable

  A and B: e-mail, user name, application id, SCIM id or exact display name.

How to say it
  --output text|csv|json   default text; the report alone goes to stdout
  --help, --version

Which account
  --cloud azure|aws|gcp    the account console of a public cloud, or
  DATABRICKS_HOST          its address: https://accounts.azuredatabricks.net
  DATABRICKS_ACCOUNT_ID, DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET
                           the account, and a service principal that may
                           read it (and manage groups, for --apply)
  --profile NAME           host, account_id, client_id and client_secret from
                           this section of ~/.databrickscfg
  DATABRICKS_WORKSPACE_URLS
                           {"<workspace id>":"https://…"} where the address
                           of a workspace cannot be derived
  DATABRICKS_WAREHOUSES    {"<workspace id>":"<warehouse id>"}, as --warehouse
  ACCESS_DESK_IDENTITY_PROVIDER
                           what reports call it; default Entra

Exit code
  0 done   1 refused or failed   2 some additions failed   64 wrong usage

DEBUG=1 shows where an unexpected error came from. NO_COLOR=1 is respected.
`;
