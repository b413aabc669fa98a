/** The two text blocks every door of Access Desk shows for the example account; white space may differ. */
export const COMPARISON_BLOCK = `
============================================================
  Comparison: Thomas Müller  vs  Uwe Becker
============================================================

  Groups Thomas has that Uwe does not (5):
    data-engineers           (direct, external)     ← must add in Entra
      path: Thomas Müller → data-engineers
    bi-consumers             (transitive, external) ← follows once data-engineers is done
      path: Thomas Müller → data-engineers → bi-consumers
    ml-catalog-readers       (direct, internal)     ← no workspace assignment, run --scan-uc
      path: Thomas Müller → ml-catalog-readers
    npb-platform-users       (direct, internal)     ← can add in Databricks
      path: Thomas Müller → npb-platform-users
    scratch-workspace-admins (direct, internal)     ← can add in Databricks
      path: Thomas Müller → scratch-workspace-admins

  Groups Uwe has that Thomas does not (1):
    legacy-etl-users         (direct, internal)     ← not part of this request, left as it is

  Groups both belong to (3):
    account users  |  npb-developers  |  shared-readers

============================================================
`;

export const PROVISIONING_BLOCK = `
============================================================
  Access provisioning report
  Source: Thomas Müller (thomas@company.com)
  Target: Uwe Becker (uwe@company.com)
============================================================

  Actions required in your identity provider (2):
  (Cannot be done from Databricks — add target in Entra ID / Okta / etc.)
    ! data-engineers  [workspaces: dev-workspace, prod-workspace]
    ! bi-consumers    [transitive — follows once data-engineers is done]

  Actions in Databricks (2):
    + npb-platform-users        [workspaces: prod-workspace]
    + scratch-workspace-admins  [workspaces: scratch-workspace (ADMIN)]

  Skipped — verified dead-end, no effective grants (1):
    - ml-catalog-readers  (no workspace assignment, no UC grants detected)

  Dry run — pass --apply to write the 2 Databricks group addition(s).
============================================================
`;
